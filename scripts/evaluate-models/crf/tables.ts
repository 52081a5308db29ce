import type { PairedComparison } from "../../../src/metrics/index.ts";
import type { ModelManifest } from "../../../src/model/index.ts";
import { compareMeanDice, summarizeMeanDice, summarizeTarget } from "../summary.ts";
import { differenceOf, pValue, signed, table } from "../tables.ts";
import type { Task } from "../tasks.ts";
import type { CrfFigures } from "./recorded-crf.ts";

export interface CrfOfModel {
  readonly manifest: ModelManifest;
  readonly figures: CrfFigures;
}

/** What a dense CRF changes behind each model, and whether that helps; nothing where none was run with it. */
export function crfSection(task: Task, models: readonly CrfOfModel[]): string[] {
  const [first] = models;
  if (!first) return [];
  const count = summarizeMeanDice(first.figures.after).count;
  const rows = models.map(({ manifest, figures: { before, after } }) => {
    const comparison = compareMeanDice(after, before)!;
    const changes = task.targets.map(({ key }) => {
      const [then, now] = [before, after].map((cases) => summarizeTarget(cases, key)?.dice.mean);
      return then === undefined || now === undefined ? "–" : signed(now - then);
    });
    return [
      manifest.architecture,
      manifest.name,
      summarizeMeanDice(before).mean.toFixed(3),
      differenceOf(comparison),
      pValue(comparison.wilcoxonP),
      ...changes,
      verdictOf(comparison),
    ];
  });
  return [
    `Mean Dice on ${count} validation patients, with a dense CRF before the rest of the postprocessing (five iterations, slice by slice):`,
    table(
      [
        "network",
        "model",
        "without",
        "change",
        "p (Wilcoxon)",
        ...task.targets.map(({ label }) => label),
        "outcome",
      ],
      rows,
    ),
    "The parameters of each, the best on training patients of those tried, and mean Dice there:",
    searchTable(models),
  ];
}

/** By the interval of the change and its p: whether both show one. */
export function verdictOf({ difference: { interval }, wilcoxonP }: PairedComparison): string {
  if (!interval || wilcoxonP >= 0.05) return "does not help";
  if (interval[0] > 0) return "helps";
  return interval[1] < 0 ? "harms" : "does not help";
}

function searchTable(models: readonly CrfOfModel[]): string {
  const rows = models.map(({ manifest, figures: { search, parameters } }) => {
    const { appearance, smoothness } = parameters;
    return [
      manifest.name,
      `${appearance.weight}, ${appearance.distanceMm} mm, ${appearance.intensity}`,
      `${smoothness.weight}, ${smoothness.distanceMm} mm`,
      search.without.toFixed(4),
      Math.max(...search.withEach.map(({ dice }) => dice)).toFixed(4),
      `${Math.min(...search.withEach.map(({ dice }) => dice)).toFixed(4)}`,
      String(search.cases.length),
    ];
  });
  const head = ["model", "appearance", "smoothness", "without", "best", "worst of those tried", "patients"];
  return table(head, rows);
}
