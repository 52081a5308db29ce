import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../../../src/cli/output-file.ts";
import { readManifest, readRecord, toJson, weightsOf } from "../model-folder.ts";
import { drawFailures } from "./draw-failures.ts";
import type { Failure } from "./find-failures.ts";

/** What the picture of a model's failures shows, from above, as `models/NAME/failures.json` keeps it. */
export interface RecordedFailures {
  readonly weights: Readonly<Record<string, string>>;
  readonly failures: readonly Pick<Failure, "case" | "target" | "dice" | "slice">[];
}

const fileName = "failures.json";
const picture = (model: string) => join("docs", "pictures", "failures", `${model}.png`);

/** The failures recorded for a model; undefined if there are none for its present weights. */
export async function readFailures(modelFolder: string): Promise<RecordedFailures | undefined> {
  return readRecord<RecordedFailures>(join(modelFolder, fileName));
}

/** Keeps the failures of a shipped model beside it, and their picture in the documentation. */
export async function writeFailures(root: string, model: string, found: readonly Failure[]): Promise<void> {
  const folder = join(root, "models", model);
  const failures = found.map(({ case: name, target, dice, slice }) => ({ case: name, target, dice, slice }));
  const weights = weightsOf(await readManifest(folder));
  await replaceFile(join(folder, fileName), toJson({ weights, failures } satisfies RecordedFailures));
  await mkdir(join(root, "docs", "pictures", "failures"), { recursive: true });
  await replaceFile(join(root, picture(model)), drawFailures(found));
}

/** The picture of a model's failures with what it shows, for its card; "" where there is none. */
export function failuresSection(model: string, recorded: RecordedFailures | undefined): string {
  if (!recorded) return "";
  const rows = recorded.failures.map(
    ({ case: name, target, dice, slice }) =>
      `${target}, ${name}, slice ${slice} (Dice of the case ${dice.toFixed(3)})`,
  );
  return [
    `![Failures of ${model}: the reference on the left, what was found on the right](../../docs/pictures/failures/${model}.png)`,
    `The worst cases, each on its worst slice, from above: ${rows.join("; ")}. Left the reference; right grey what was found of it, blue what was ` +
      "missed, orange what was invented. Shapes only, under the licence of the data: the images are not published here.",
  ].join("\n\n");
}
