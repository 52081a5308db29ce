import { type MeanEstimate, type PairedComparison, poolPanoptic } from "../../src/metrics/index.ts";
import type { ModelManifest } from "../../src/model/index.ts";
import type { CaseRow, Evaluation } from "./evaluation.ts";
import {
  compareModels,
  countLesions,
  summarizeFloat16,
  summarizeMeanDice,
  summarizeTarget,
  summarizeVolumes,
} from "./summary.ts";
import type { Target, TargetGroup, Task } from "./tasks.ts";

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** A figure with its interval: "0.953 [0.944, 0.961]". */
export function estimate({ mean, interval }: MeanEstimate, decimals = 3): string {
  const show = (value: number) => value.toFixed(decimals);
  return interval ? `${show(mean)} [${show(interval[0])}, ${show(interval[1])}]` : show(mean);
}

/** A p value; none is zero. */
export function pValue(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

/** A figure that may be missing. */
function figure(value: number | null | undefined, decimals = 3): string {
  return value === null || value === undefined ? "–" : value.toFixed(decimals);
}

export function signed(value: number, decimals = 3): string {
  const size = Math.abs(value).toFixed(decimals);
  return Number(size) === 0 ? size : `${value > 0 ? "+" : "−"}${size}`;
}

/** The mean difference of two models with its interval: "+0.011 [+0.005, +0.018]". */
export function differenceOf({ difference: { mean, interval } }: PairedComparison): string {
  const limits = interval?.map((value) => signed(value)).join(", ");
  return `${signed(mean)}${limits ? ` [${limits}]` : ""}`;
}

/** Mean agreement of every structure, one line for each model. */
export function agreementTable(task: Task, evaluations: readonly Evaluation[]): string {
  const unit = unitOf(task);
  const rows = evaluations.flatMap(({ model, cases }) => [
    ...task.targets.flatMap(({ key, label, tolerance }) => {
      const summary = summarizeTarget(cases, key);
      if (!summary) return [];
      const { dice, hd95, surfaceDice, cases: count, notFound } = summary;
      return [
        [
          label,
          model,
          `${count} (${dice.count})`,
          `**${estimate(dice)}**`,
          hd95 ? estimate(hd95, 1) + (notFound > 0 ? `; ${notFound} without` : "") : "–",
          `${estimate(surfaceDice)} at ${tolerance} ${unit.short}`,
        ],
      ];
    }),
    ...meansOf(task).map(({ label, keys }) => {
      const mean = summarizeMeanDice(cases, keys);
      return [label, model, `${cases.length} (${mean.count})`, `**${estimate(mean)}**`, "", ""];
    }),
  ]);
  return table(
    ["structure", "model", "cases (patients)", "Dice", `HD95 in ${unit.long}`, "surface Dice"],
    rows,
  );
}

/** The means that are told beside the structures: of the task's groups, and of all where they are more than two. */
function meansOf({ targets, groups = [] }: Task): readonly TargetGroup[] {
  if (targets.length <= 2) return groups;
  return [...groups, { label: `mean of the ${targets.length}`, keys: targets.map(({ key }) => key) }];
}

/** Millimetres where the task's cases have their spacing. */
export function unitOf({ assumed }: Task) {
  return assumed ? { short: "px", long: "pixels" } : { short: "mm", long: "mm" };
}

/** Bias and limits of agreement of the volumes (Bland and Altman), one line for each structure and model. */
export function volumeTable(task: Task, evaluations: readonly Evaluation[]): string {
  const rows = evaluations.flatMap((evaluation) =>
    task.targets.flatMap(({ key, label }) => {
      const summary = summarizeVolumes(evaluation, key);
      if (!summary) return [];
      const { bias, limits, count } = summary.agreement;
      return [
        [
          label,
          evaluation.model,
          String(count),
          summary.meanMl.toFixed(1),
          signed(bias, 1),
          limits.map((limit) => signed(limit, 1)).join(" to "),
        ],
      ];
    }),
  );
  if (rows.length === 0) return "";
  return table(
    ["structure", "model", "cases", "mean of the reference, ml", "bias, ml", "limits of agreement, ml"],
    rows,
  );
}

/** Lesions found, missed and invented; "" for a task without lesions. */
export function lesionTable(evaluations: readonly Evaluation[]): string {
  const rows = evaluations.flatMap(({ model, cases }) => {
    const counts = countLesions(cases);
    if (!counts) return [];
    const { lesions, found, missed, falsePositives } = counts;
    return [
      [
        model,
        String(lesions),
        String(found),
        String(missed),
        String(falsePositives),
        (falsePositives / cases.length).toFixed(1),
      ],
    ];
  });
  if (rows.length === 0) return "";
  return table(["model", "lesions", "found", "missed", "false positive", "false positives per case"], rows);
}

/** Panoptic quality of the lesions of all cases together; "" where it was not measured. */
export function panopticTable(evaluations: readonly Evaluation[]): string {
  const rows = evaluations.flatMap(({ model, cases }) =>
    (["strict", "lenient"] as const).flatMap((key) => {
      const counts = cases.flatMap(({ panoptic }) => panoptic?.[key] ?? []);
      if (counts.length === 0) return [];
      const pooled = poolPanoptic(counts);
      const { truePositives, falsePositives, falseNegatives } = pooled;
      const figures = [pooled.pq, pooled.sq, pooled.rq, pooled.instanceDice];
      return [
        [
          model,
          key === "strict" ? "0.5" : "0.1",
          ...figures.map((figure) => figure?.toFixed(3) ?? "–"),
          `${truePositives} / ${falsePositives} / ${falseNegatives}`,
        ],
      ];
    }),
  );
  if (rows.length === 0) return "";
  return table(
    ["model", "pairs above an IoU of", "PQ", "SQ", "RQ", "Dice of the pairs", "pairs / false / missed"],
    rows,
  );
}

/** What keeps the panoptic quality of lesions down, a list item for each model; "" where it was not measured. */
export function panopticLimits(evaluations: readonly Evaluation[]): string {
  const lines = evaluations.flatMap(({ model, cases }) => {
    const measured = cases.flatMap((row) => (row.panoptic ? { name: row.case, ...row.panoptic } : []));
    if (measured.length === 0) return [];
    const strict = poolPanoptic(measured.map((row) => row.strict));
    const lenient = poolPanoptic(measured.map((row) => row.lenient));
    const most = measured.reduce((a, b) => (b.lenient.falsePositives > a.lenient.falsePositives ? b : a));
    const { pq, sq, rq } = strict;
    const limit =
      pq === undefined
        ? ""
        : ` ${sq === undefined || rq! < sq ? "Recognition (RQ)" : "Outlines (SQ)"} limits it most.`;
    return [
      `- ${model}: of ${strict.truePositives + strict.falseNegatives} lesions ${strict.truePositives} are pairs, ` +
        `${lenient.truePositives - strict.truePositives} overlap by an IoU of 0.1 to 0.5 only, ${lenient.falseNegatives} by less; ` +
        `${lenient.falsePositives} pieces found overlap no lesion by 0.1` +
        (lenient.falsePositives > 0 ? `, ${most.lenient.falsePositives} of them in ${most.name}` : "") +
        `.${limit}`,
    ];
  });
  return lines.join("\n");
}

/** The second model against the first on the same patients; "" where there are not two. */
export function pairedTable(task: Task, [first, second]: readonly Evaluation[]): string {
  if (!first || !second) return "";
  const rows = task.targets.flatMap(({ key, label }) => {
    const paired = compareModels(second, first, key);
    if (!paired) return [];
    const { difference, wilcoxonP } = paired;
    return [[label, differenceOf(paired), pValue(wilcoxonP), String(difference.count)]];
  });
  if (rows.length === 0) return "";
  return table([`${second.model} − ${first.model}`, "Dice", "p (Wilcoxon)", "patients"], rows);
}

/** Half precision beside single precision; "" where none was run. */
export function float16Table(task: Task, evaluations: readonly Evaluation[]): string {
  const rows = evaluations.flatMap(({ model, cases }) =>
    task.targets.flatMap(({ key, label }) => {
      const half = summarizeFloat16(cases, key);
      if (!half) return [];
      const { cases: count, diceOfSingle, dice, lowestAgreement } = half;
      return [
        [label, model, String(count), diceOfSingle.toFixed(4), dice.toFixed(4), lowestAgreement.toFixed(5)],
      ];
    }),
  );
  if (rows.length === 0) return "";
  const head = [
    "structure",
    "model",
    "cases",
    "Dice in fp32",
    "Dice in fp16",
    "lowest Dice between fp16 and fp32",
  ];
  return table(head, rows);
}

/** What is marked in series that show none of it. */
export function negativesTable(task: Task, evaluations: readonly Evaluation[]): string {
  const rows = evaluations.flatMap(({ model, negatives }) =>
    negatives.map(({ series, shows, slices, foundMl }) => [
      `${series}: ${shows}`,
      model,
      String(slices),
      ...task.targets.map(({ key }) => figure(foundMl[key], 1)),
    ]),
  );
  if (rows.length === 0) return "";
  return table(["series", "model", "slices", ...task.targets.map(({ label }) => `${label}, ml`)], rows);
}

/** Every case of one model. */
export function caseTable(task: Task, { cases }: Evaluation): string {
  const columns = task.targets.flatMap(({ label }) => [`${label}: Dice`, "HD95", "surface Dice", "volume"]);
  const head = ["case", "slices", ...columns, ...(task.lesions ? ["found / missed / false positive"] : [])];
  const rows = cases.map((row) => [
    row.case,
    String(row.slices),
    ...task.targets.flatMap((target) => caseCells(row, target)),
    ...(row.lesions ? [`${row.lesions.found} / ${row.lesions.missed} / ${row.lesions.falsePositives}`] : []),
  ]);
  return table(head, rows);
}

function caseCells(row: CaseRow, { key }: Target): string[] {
  const { dice, hd95, surfaceDice, foundVoxels, referenceVoxels } = row.targets[key]!;
  const volume =
    referenceVoxels === 0
      ? `${foundVoxels} voxels, none expected`
      : `${signed((100 * (foundVoxels - referenceVoxels)) / referenceVoxels, 0)} %`;
  return [figure(dice), figure(hd95, 1), figure(surfaceDice), volume];
}

/** What each model is, in one line. */
export function overviewTable(manifests: readonly ModelManifest[]): string {
  const rows = manifests.map((manifest) => {
    const { name, architecture, segments, networks, licence, data } = manifest;
    const { input, weights } = networks[0]!;
    const sizes = weights.map(
      ({ precision, sizeBytes }) =>
        `${(sizeBytes / 1e6).toFixed(1)} MB ${precision === "float32" ? "fp32" : "fp16"}`,
    );
    return [
      `[${name}](../models/${name}/README.md)`,
      architecture,
      segments.map(({ label }) => label).join(", "),
      `${input.modality}, ${input.plane}, ${input.shape.join(" x ")}`,
      sizes.join(", "),
      data.map((set) => `${set.name}: ${set.licence}`).join("; "),
      licence,
    ];
  });
  return table(
    [
      "model",
      "architecture",
      "segments",
      "input",
      "size",
      "training data and licence",
      "licence of the weights",
    ],
    rows,
  );
}
