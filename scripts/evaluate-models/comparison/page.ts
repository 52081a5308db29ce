import { type CrfOfModel, crfSection } from "../crf/tables.ts";
import { summarizeTarget, worstCases } from "../summary.ts";
import { differenceOf, estimate, pValue, table, unitOf } from "../tables.ts";
import { type Task, taskOf } from "../tasks.ts";
import type { Comparison } from "./networks.ts";
import { type ArchitectureSummary, baseline, summarizeArchitectures } from "./summary.ts";

/**
 * The generated part of docs/architectures.md: every comparison, which architectures have no figures in it, and what a dense
 * CRF changes behind the models of its task.
 */
export function architecturesPage(
  comparisons: readonly Comparison[],
  architectures: readonly string[],
  crfs: readonly CrfOfModel[],
): string {
  if (comparisons.length === 0) return "No comparison is recorded.";
  return comparisons
    .flatMap((comparison) => {
      const ofTask = crfs.filter(({ manifest }) => taskOf(manifest.name) === comparison.task);
      return [...comparisonSection(comparison, architectures), ...crfSection(comparison.task, ofTask)];
    })
    .join("\n\n");
}

function comparisonSection(comparison: Comparison, architectures: readonly string[]): string[] {
  const { task, steps, samples, networks } = comparison;
  const summaries = summarizeArchitectures(comparison);
  const missing = architectures.filter((title) =>
    summaries.every(({ architecture }) => architecture !== title),
  );
  const { count } = summaries[0]!.dice;
  const cases = new Set(networks[0]!.evaluation.cases.map((row) => row.case)).size;
  return [
    `### ${task.title}`,
    `${steps.toLocaleString("en")} steps, ${samples.toLocaleString("en")} patches seen, from random weights; ${count} validation patients, ${cases} cases.` +
      (missing.length > 0 ? ` There are no figures for ${listed(missing)}.` : ""),
    accuracyTable(task, summaries),
    surfaceTable(task, summaries),
    "The case in which each is worst:",
    worstTable(task, summaries),
    costTable(summaries),
  ];
}

/** Mean Dice, each structure's, and the difference to the baseline. */
function accuracyTable(task: Task, summaries: readonly ArchitectureSummary[]): string {
  const head = [
    "network",
    "mean Dice",
    "by seed",
    ...task.targets.map(({ label }) => label),
    `minus ${baseline}`,
    "p (Wilcoxon)",
    "p (Holm)",
  ];
  const rows = summaries.map(({ architecture, seeds, cases, dice, againstBaseline }) => [
    architecture,
    `**${estimate(dice)}**`,
    seeds.map((run) => `${run.seed}: ${run.dice.toFixed(3)}`).join(", "),
    ...task.targets.map(({ key }) => summarizeTarget(cases, key)?.dice.mean.toFixed(3) ?? "–"),
    ...(againstBaseline
      ? [differenceOf(againstBaseline), pValue(againstBaseline.wilcoxonP), pValue(againstBaseline.adjustedP)]
      : ["", "", ""]),
  ]);
  return table(head, rows);
}

/** Distances and surface Dice of each structure. */
function surfaceTable(task: Task, summaries: readonly ArchitectureSummary[]): string {
  const unit = unitOf(task);
  const head = task.targets.flatMap(({ label, tolerance }) => [
    `${label}: HD95, ${unit.short}`,
    `surface Dice at ${tolerance} ${unit.short}`,
  ]);
  const rows = summaries.map(({ architecture, cases }) => [
    architecture,
    ...task.targets.flatMap(({ key }) => {
      const summary = summarizeTarget(cases, key);
      return [summary?.hd95 ? estimate(summary.hd95, 1) : "–", summary ? estimate(summary.surfaceDice) : "–"];
    }),
  ]);
  return table(["network", ...head], rows);
}

/** The case with the lowest Dice, for each structure. */
function worstTable(task: Task, summaries: readonly ArchitectureSummary[]): string {
  const rows = summaries.map(({ architecture, cases }) => [
    architecture,
    ...task.targets.map(({ key }) => {
      const [worst] = worstCases(cases, key, 1);
      return worst ? `${worst.name} ${worst.dice.toFixed(3)}` : "–";
    }),
  ]);
  return table(["network", ...task.targets.map(({ label }) => label)], rows);
}

/** Size and speed; of the first run, since all runs of an architecture compute the same. */
function costTable(summaries: readonly ArchitectureSummary[]): string {
  const rows = summaries.map(({ architecture, networks: [first] }) => {
    const { complexity, networks } = first!.manifest;
    const file = networks[0]!.weights.find(({ precision }) => precision === "float32")!;
    const { costs } = first!;
    return [
      architecture,
      complexity ? (complexity.parameters / 1e6).toFixed(2) : "–",
      complexity ? (complexity.multiplyAdds / 1e9).toFixed(2) : "–",
      (file.sizeBytes / 1e6).toFixed(1),
      costs?.nativeMs.toFixed(0) ?? "–",
      costs?.wasmMs.toFixed(0) ?? "–",
      costs?.peakMb.toFixed(0) ?? "–",
    ];
  });
  return table(
    [
      "network",
      "parameters, millions",
      "multiply-adds of a slice, billions",
      "file, MB",
      "native, ms a slice",
      "WebAssembly, ms a slice",
      "peak memory, MB",
    ],
    rows,
  );
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
