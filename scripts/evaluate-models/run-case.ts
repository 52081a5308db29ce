import type { Grid } from "../../src/geometry/index.ts";
import { compareMasks, detectLesions, diceOf, panopticQuality } from "../../src/metrics/index.ts";
import { type Model, type ModelManifest, modalityOf, type Precision } from "../../src/model/index.ts";
import { type Mask, toMask } from "../../src/regions/index.ts";
import type { Segmenter } from "../../src/segmentation/index.ts";
import { createVolume, type Volume } from "../../src/volume/index.ts";
import { type CaseRow, type Float16Row, roundTo, type TargetRow } from "./evaluation.ts";
import type { StripCase } from "./strips.ts";
import type { Target, Task } from "./tasks.ts";

/**
 * The assumed voxel size of a strip, in millimetres: such that the model's steps leave its pixels unchanged and use adjacent
 * slices as neighbours, as in training. Slices too large for the input are reduced as usual. Undefined for a task whose strips
 * have a spacing.
 */
export function assumedVoxelMm(
  { networks }: ModelManifest,
  { assumed }: Task,
): [number, number, number] | undefined {
  if (!assumed) return undefined;
  const { resampling, adjacentSlices } = networks[0]!.input;
  const pixelMm =
    resampling.inPlane === "fit-field-of-view"
      ? Math.max(resampling.minimumSpacingMm, assumed.pixelMm)
      : [resampling.spacingMm].flat()[0]!;
  return [pixelMm, pixelMm, adjacentSlices?.distanceMm ?? assumed.sliceMm];
}

/** A strip as a volume like one read from DICOM: HU for CT, otherwise the grey values. */
export function toVolume({ size, grey }: StripCase, task: Task, voxelMm: Grid["spacingMm"]): Volume {
  const [black, white] = task.windowHu ?? [0, 255];
  const isCt = task.modality === "CT";
  return createVolume({
    grid: {
      size,
      spacingMm: voxelMm,
      originLps: [0, 0, 0],
      directionsLps: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    },
    voxels: isCt
      ? Float32Array.from(grey, (level) => black + (level * (white - black)) / 255)
      : Uint16Array.from(grey),
    unit: isCt ? "HU" : "arbitrary",
    modality: task.modality,
  });
}

/** Factor for the tolerance of half precision, if the manifest does not state it. */
const halfPrecisionFactor = 10;

/** The model with the weights of one precision only, and the corresponding tolerance; undefined if it has none. */
export function withPrecision(model: Model, precision: Precision): Model | undefined {
  const networks = model.manifest.networks.map((network) => ({
    ...network,
    weights: network.weights.filter((file) => file.precision === precision),
    reference: network.reference && {
      ...network.reference,
      tolerance:
        precision === "float32"
          ? network.reference.tolerance
          : (network.reference.toleranceFloat16 ?? network.reference.tolerance * halfPrecisionFactor),
    },
  }));
  if (networks.some(({ weights }) => weights.length === 0)) return undefined;
  return { ...model, manifest: { ...model.manifest, networks } };
}

/** Why a model does not match its task, as a sentence; undefined if it does. */
export function misfit(manifest: ModelManifest, task: Task): string | undefined {
  const values = new Set(manifest.segments.map(({ value }) => value));
  const missing = task.targets.flatMap((target) => target.values).find((value) => !values.has(value));
  if (modalityOf(manifest) !== task.modality)
    return `${manifest.name} is made for ${modalityOf(manifest)}, its task ${task.name} is ${task.modality}.`;
  return missing === undefined
    ? undefined
    : `${manifest.name} has no segment of value ${missing}, which ${task.name} is measured by.`;
}

/** Labels of a case in single and, if available, half precision. */
export interface CaseLabels {
  readonly float32: Uint8Array;
  readonly float16: Uint8Array | undefined;
}

export interface Segmenters {
  readonly float32: Segmenter;
  readonly float16: Segmenter | undefined;
}

export async function segmentCase(
  volume: Volume,
  { float32, float16 }: Segmenters,
  options: Parameters<Segmenter["run"]>[1],
): Promise<CaseLabels> {
  const run = async (segmenter: Segmenter) => (await segmenter.run(volume, options)).labelMap.voxels;
  return { float32: await run(float32), float16: float16 && (await run(float16)) };
}

/** Compares the labels of a case with its reference. */
export function measureCase(
  strip: StripCase,
  labels: CaseLabels,
  task: Task,
  voxelMm: Grid["spacingMm"],
): CaseRow {
  const unitMm = strip.spacingMm ? 1 : voxelMm[0];
  const [column, row, slice] = voxelMm;
  const grid = { size: strip.size, spacingMm: [column / unitMm, row / unitMm, slice / unitMm] as const };
  const maskOf = (voxels: Uint8Array, { values }: Target) => toMask(voxels, grid, values);
  const perTarget = <Value>(measure: (target: Target) => Value) =>
    Object.fromEntries(task.targets.map((target) => [target.key, measure(target)]));
  const float16 = labels.float16;
  return {
    case: strip.name,
    patient: task.patientOf(strip.name),
    slices: strip.size[2],
    ...(strip.spacingMm && { spacingMm: strip.spacingMm }),
    targets: perTarget((target): TargetRow => {
      const { dice, hd95, surfaceDice, foundVoxels, referenceVoxels } = compareMasks(
        maskOf(labels.float32, target),
        maskOf(strip.labels, target),
        target.tolerance,
      );
      return {
        dice: rounded(dice),
        hd95: rounded(hd95, 2),
        surfaceDice: rounded(surfaceDice),
        foundVoxels,
        referenceVoxels,
      };
    }),
    ...(task.lesions && {
      lesions: countLesions(maskOf(labels.float32, task.lesions), maskOf(strip.labels, task.lesions)),
      panoptic: countPanoptic(maskOf(labels.float32, task.lesions), maskOf(strip.labels, task.lesions)),
    }),
    ...(float16 && {
      float16: {
        dice: perTarget((target) => rounded(diceOf(maskOf(float16, target), maskOf(strip.labels, target)))),
        agreement: perTarget((target) =>
          rounded(diceOf(maskOf(float16, target), maskOf(labels.float32, target)), 6),
        ),
        differingVoxels: labels.float32.reduce(
          (sum, label, index) => sum + (label === float16[index] ? 0 : 1),
          0,
        ),
      } satisfies Float16Row,
    }),
  };
}

function countLesions(...masks: Parameters<typeof detectLesions>) {
  const { lesions, found, missed, falsePositives } = detectLesions(...masks);
  return { lesions, found, missed, falsePositives };
}

function countPanoptic(found: Mask, reference: Mask): NonNullable<CaseRow["panoptic"]> {
  const countAbove = (minimumIou: number) => {
    const { truePositives, falsePositives, falseNegatives, sumIou, sumDice } = panopticQuality(
      found,
      reference,
      { minimumIou },
    );
    return {
      truePositives,
      falsePositives,
      falseNegatives,
      sumIou: roundTo(sumIou, 4),
      sumDice: roundTo(sumDice, 4),
    };
  };
  return { strict: countAbove(0.5), lenient: countAbove(0.1) };
}

function rounded(value: number | undefined, decimals = 4): number | null {
  return value === undefined || !Number.isFinite(value) ? null : roundTo(value, decimals);
}
