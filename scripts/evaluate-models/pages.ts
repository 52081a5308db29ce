import { AutosegError } from "../../src/errors.ts";
import type { ModelManifest } from "../../src/model/index.ts";
import type { Calibration } from "./calibration/calibration.ts";
import { calibrationTable, reliabilityTable, reviewTable } from "./calibration/tables.ts";
import type { CrfFigures } from "./crf/recorded-crf.ts";
import { crfSection } from "./crf/tables.ts";
import { evaluateCommand } from "./evaluate-model.ts";
import { contractOf, type Evaluation } from "./evaluation.ts";
import { failuresSection, type RecordedFailures } from "./failures/recorded-failures.ts";
import { sourceTable } from "./sources.ts";
import { summarizeTarget, worstCases } from "./summary.ts";
import {
  agreementTable,
  caseTable,
  float16Table,
  lesionTable,
  negativesTable,
  overviewTable,
  pairedTable,
  panopticLimits,
  panopticTable,
  volumeTable,
} from "./tables.ts";
import { type Task, taskOf, tasks } from "./tasks.ts";

/** A shipped model with its figures, if it has any that belong to its weights. */
export interface EvaluatedModel {
  readonly manifest: ModelManifest;
  readonly evaluation: Evaluation | undefined;
  readonly calibration?: Calibration | undefined;
  readonly failures?: RecordedFailures | undefined;
  readonly crf?: CrfFigures | undefined;
}

const [begin, end] = ["<!-- figures:begin -->", "<!-- figures:end -->"];

/**
 * Puts `figures` between the markers of a page or, with new markers, at its end.
 * @throws AutosegError `invalid-argument` if only one marker is present.
 */
export function replaceFigures(page: string, figures: string, path: string): string {
  const block = `${begin}\n${figures}\n${end}`;
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from === -1 && to === -1) return `${page.trimEnd()}\n\n## Figures\n\n${block}\n`;
  if (from === -1 || to < from) {
    throw new AutosegError(
      "invalid-argument",
      `${path} needs the marker ${begin} and, after it, ${end}. Restore both, or remove them.`,
      { argument: "page" },
    );
  }
  return page.slice(0, from) + block + page.slice(to + end.length);
}

/** Whether the figures were made with the manifest's weights and settings. */
export function belongsTo({ weights, contract }: Evaluation, manifest: ModelManifest): boolean {
  const files = manifest.networks.flatMap((network) => network.weights);
  return (
    contract === contractOf(manifest) &&
    files.length === Object.keys(weights).length &&
    files.every(({ precision, sha256 }) => weights[precision] === sha256)
  );
}

/** The generated part of docs/models.md. */
export function modelsPage(models: readonly EvaluatedModel[]): string {
  const parts = [overviewTable(models.map(({ manifest }) => manifest))];
  for (const task of tasks) {
    const ofTask = models.filter(({ manifest }) => taskOf(manifest.name) === task);
    if (ofTask.length === 0) continue;
    parts.push(`## ${task.title}`, ...taskSection(task, ofTask));
  }
  return parts.filter(Boolean).join("\n\n");
}

function taskSection(task: Task, models: readonly EvaluatedModel[]): string[] {
  const evaluations = models.flatMap(({ evaluation }) => evaluation ?? []);
  const missing = models.filter(({ evaluation }) => !evaluation).map(({ manifest }) => manifest.name);
  const notes = missing.map((name) => `No figures are recorded for the weights of ${name}.`);
  if (evaluations.length === 0) return notes;
  return [
    ...notes,
    assumption(evaluations[0]!),
    agreementTable(task, evaluations),
    ...withCaption("Paired by patient:", pairedTable(task, evaluations)),
    ...figuresBeside(task, evaluations),
    ...calibrationSection(
      task,
      models.flatMap(({ calibration }) => calibration ?? []),
    ),
    ...evaluations.map((evaluation) => everyCase(task, evaluation)),
    `Computed with \`${evaluations[0]!.command}\`.`,
  ];
}

function everyCase(task: Task, evaluation: Evaluation): string {
  const summary = `<details><summary>Every case of ${evaluation.model}</summary>`;
  return [summary, caseTable(task, evaluation), "</details>"].join("\n\n");
}

/** The figures beside the agreement of one or several models, each table with its caption. */
function figuresBeside(task: Task, evaluations: readonly Evaluation[]): string[] {
  return [
    ...withCaption("Volumes found minus those of the reference:", volumeTable(task, evaluations)),
    ...withCaption(
      "By where the patients come from; the training saw others of each:",
      sourceTable(task, evaluations),
    ),
    ...withCaption("Cases with the lowest Dice:", worstList(task, evaluations)),
    ...withCaption("Lesions (connected components of at least 10 voxels):", lesionTable(evaluations)),
    ...withCaption(
      "Panoptic quality of lesions (every connected component, all cases together):",
      panopticTable(evaluations),
    ),
    ...withCaption("What limits it:", panopticLimits(evaluations)),
    ...withCaption("Half precision:", float16Table(task, evaluations)),
    ...withCaption("False volumes in series without the structure:", negativesTable(task, evaluations)),
    ...sampleNote(task, evaluations),
  ];
}

/** How well calibrated probabilities are, and how that helps a reader. */
function calibrationSection(task: Task, calibrations: readonly Calibration[]): string[] {
  return [
    ...withCaption(
      "Probabilities, by expected calibration error; each patient at temperatures fitted on the others:",
      calibrationTable(task, calibrations),
    ),
    ...withCaption("Wrong slices among the first ones shown:", reviewTable(calibrations)),
  ];
}

function withCaption(caption: string, text: string): string[] {
  return text ? [caption, text] : [];
}

/** The voxel size of the strips, known or assumed: distances depend on it. */
function assumption({ assumedVoxelMm }: Evaluation): string {
  if (!assumedVoxelMm) return "The spacing of the validation cases is known; distances are in millimetres.";
  const [pixelMm, , sliceMm] = assumedVoxelMm;
  const apart = (sliceMm / pixelMm).toFixed(1).replace(/\.0$/, "");
  return (
    `The spacing of the validation cases is unknown. Distances are in pixels, with slices assumed to be ${apart} pixels apart ` +
    `(the model is given voxels of ${pixelMm} x ${pixelMm} x ${sliceMm} mm).`
  );
}

/** Where each model agrees least with the reference, a list item per structure. */
function worstList(task: Task, evaluations: readonly Evaluation[]): string {
  const lines = evaluations.flatMap(({ model, cases }) =>
    task.targets.flatMap(({ key, label }) => {
      const worst = worstCases(cases, key).map(({ name, dice }) => `${name} ${dice.toFixed(3)}`);
      return worst.length > 0 ? [`- ${model}, ${label}: ${worst.join(", ")}`] : [];
    }),
  );
  return lines.join("\n");
}

function sampleNote(task: Task, evaluations: readonly Evaluation[]): string[] {
  const lines = evaluations.flatMap(({ model, sample }) => {
    if (!sample) return [];
    const figures = task.targets.flatMap(({ key, label }) =>
      key in sample ? `${label} ${sample[key]?.toFixed(3) ?? "–"}` : [],
    );
    return [`${model} ${figures.join(", ")}`];
  });
  if (lines.length === 0) return [];
  return [
    `Dice on the synthetic sample study, which does not predict the accuracy in patients: ${lines.join("; ")}.`,
  ];
}

/** The generated part of a model's card. */
export function cardFigures({ manifest, evaluation, calibration, failures, crf }: EvaluatedModel): string {
  const task = taskOf(manifest.name);
  if (!task || !evaluation)
    return `There are no figures for these weights yet. Compute them with \`${evaluateCommand} -- --record\`.`;
  const evaluations = [evaluation];
  return [
    `Computed by this repository's TypeScript with the shipped ONNX files, on validation cases that were not used for training. ${assumption(evaluation)}`,
    agreementTable(task, evaluations),
    ...figuresBeside(task, evaluations),
    ...calibrationSection(task, calibration ? [calibration] : []),
    ...withCaption(
      "Share of the voxels of a probability that belong to the structure, all structures together:",
      reliabilityTable(calibration ? [calibration] : []),
    ),
    ...crfSection(task, crf ? [{ manifest, figures: crf }] : []),
    ...withCaption("Failures:", failuresSection(manifest.name, failures)),
    everyCase(task, evaluation),
    `Computed with \`${evaluation.command}\`${[calibration, crf].map((more) => (more ? ` and \`${more.command}\`` : "")).join("")}. For definitions and the comparison with other models, see [docs/models.md](../../docs/models.md).`,
  ].join("\n\n");
}

/** The short form of the figures for a manifest. */
export function toEvidence(task: Task, evaluation: Evaluation): Record<string, unknown> {
  return {
    validationCases: evaluation.cases.map((row) => row.case),
    metrics: task.targets.flatMap(({ key, label }) => {
      const summary = summarizeTarget(evaluation.cases, key);
      if (!summary) return [];
      const { mean, interval, count } = summary.dice;
      const rounded = (value: number) => Number(value.toFixed(4));
      return [
        {
          segment: label,
          metric: "mean Dice",
          value: rounded(mean),
          ...(interval && { interval95: interval.map(rounded) }),
          cases: summary.cases,
          patients: count,
        },
      ];
    }),
    details: "evaluation.json",
    command: evaluation.command,
  };
}
