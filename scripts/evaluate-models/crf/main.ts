/** `npm run models:evaluate -- --crf`: what a dense CRF behind a model changes on validation patients. */
import { join } from "node:path";
import { runWithCases } from "../with-cases.ts";
import { evaluateCrf } from "./evaluate-crf.ts";
import { writeCrf } from "./recorded-crf.ts";
import { crfSection } from "./tables.ts";

const usage = `usage: npm run models:evaluate -- --crf [options]

  --model NAME   only this model (may be given several times)
  --data DIR     folder with index.json and the strips (../shared/data/train)
  --record       keep the figures beside the model, and write them into the pages
`;

export function evaluateCrfs(args: readonly string[]): Promise<number> {
  return runWithCases(args, {
    flag: "--crf",
    usage,
    async run(model, task, cases, options) {
      const figures = await evaluateCrf(model, task, cases, options);
      return {
        text: crfSection(task, [{ manifest: model.manifest, figures }]).join("\n\n"),
        record: (root) => writeCrf(join(root, "models", model.manifest.name), figures),
      };
    },
  });
}
