/** `npm run models:evaluate -- --failures`: pictures of where models agree least with the reference, for their cards. */
import { createCaseReader } from "../calibration/case-reader.ts";
import { runWithCases } from "../with-cases.ts";
import { WorstCases } from "./find-failures.ts";
import { writeFailures } from "./recorded-failures.ts";

const usage = `usage: npm run models:evaluate -- --failures [options]

  --model NAME   only this model (may be given several times); none whose reference may not be shown
  --data DIR     folder with index.json and the strips (../shared/data/train)
  --keep DIR     keep there what the model says of every case, and read it where it is there already
  --record       draw them into docs/pictures/failures, and write what they show beside the model and into its card
`;

export function showFailures(args: readonly string[]): Promise<number> {
  return runWithCases(args, {
    flag: "--failures",
    usage,
    isFor: ({ mayShowReference }) => mayShowReference,
    async run(model, task, cases, options) {
      await using reader = createCaseReader(model, task, options);
      const worst = new WorstCases(task);
      for (const name of cases) worst.add(await reader.read(name));
      const { failures } = worst;
      const { name } = model.manifest;
      const lines = failures.map(
        ({ target, dice, slice, case: from }) => `${target}, ${from}, slice ${slice}: ${dice}`,
      );
      return {
        text: [`${name}:`, ...lines].join("\n"),
        record: (root) => writeFailures(root, name, failures),
      };
    },
  });
}
