import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "../../../src/cli/output-file.ts";
import { type BackgroundRow, noneMl } from "./background.ts";
import type { ClassRow, Figure, MethodRow, PromptedEvaluation } from "./evaluate-prompted.ts";

const [begin, end] = ["<!-- figures:begin -->", "<!-- figures:end -->"];

/** Writes the recorded figures into the card of the model and docs/prompts.md, between their marks. */
export async function writePromptedPages(root: string, folder: string): Promise<void> {
  const text = await readFile(join(folder, "evaluation.json"), "utf8");
  const tables = toTables(JSON.parse(text) as PromptedEvaluation);
  for (const path of [join(folder, "README.md"), join(root, "docs", "prompts.md")]) {
    const page = await readFile(path, "utf8");
    const [first, last] = [page.indexOf(begin), page.indexOf(end)];
    if (first < 0 || last < first) throw new Error(`${path} has no place for figures: ${begin} and ${end}.`);
    await replaceFile(path, `${page.slice(0, first + begin.length)}\n${tables}\n${page.slice(last)}`);
  }
}

/** The figures as Markdown: each class by the network and by the others. */
function toTables({ clicks, rows, provider, background }: PromptedEvaluation): string {
  const ranOn = provider === undefined ? "" : ` (${provider})`;
  const counts = Object.keys(rows[0]!.methods[0]!.dice);
  const head = [
    "structure",
    "objects (patients)",
    "user",
    "outlined by",
    ...counts.map((count) => `Dice after ${count}`),
  ];
  const columns = [...head, "clicks to 0.8", "clicks to 0.9", "obeyed", "click, ms", "all slices, ms"];
  return [
    `Measured by a simulated user (\`npm run models:evaluate -- --prompted\`) on validation patients that no training saw: the first click within 3 pixels of the deepest point, or for the hurried user anywhere in the object, each further click in the largest error. ${clicks} clicks at most; mean over patients with 95 % bootstrap interval; an object that never reaches a Dice counts with ${clicks} clicks. Milliseconds (median / 95th percentile) are those of a machine that was shared with other work${ranOn}, until the slice with the click and until all slices were outlined.`,
    "",
    `| ${columns.join(" | ")} |`,
    `|${columns.map(() => " --- |").join("")}`,
    ...rows.flatMap((row) => row.methods.map((method) => toLine(row, method, counts))),
    ...(background ? ["", ...backgroundLines(background)] : []),
  ].join("\n");
}

function backgroundLines(rows: readonly BackgroundRow[]): string[] {
  const { clicks, patients } = rows[0]!;
  return [
    `Single clicks at random places of the abdomen on CT where nothing is labelled, ${clicks} of each kind in ${patients} patients (\`--background\`):`,
    "",
    `| click on | under ${noneMl} ml | median, ml |`,
    "| --- | --- | --- |",
    ...rows.map(
      ({ place, none, medianMl }) => `| ${place} | ${(100 * none).toFixed(0)} % | ${medianMl.toFixed(1)} |`,
    ),
  ];
}

function toLine(row: ClassRow, method: MethodRow, counts: readonly string[]): string {
  const cells = [
    `${row.class} (${row.task})`,
    `${row.objects} (${row.patients})`,
    method.user,
    method.method,
    ...counts.map((count) => toCell(method.dice[count]!)),
    method.clicksUntil["0.8"]!.toFixed(1),
    method.clicksUntil["0.9"]!.toFixed(1),
    `${(100 * method.obeyed).toFixed(0)} %`,
    `${method.clickMs.p50} / ${method.clickMs.p95}`,
    `${method.volumeMs.p50} / ${method.volumeMs.p95}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

function toCell({ mean, interval }: Figure): string {
  return interval
    ? `${mean.toFixed(2)} [${interval.map((bound) => bound.toFixed(2)).join(", ")}]`
    : mean.toFixed(2);
}
