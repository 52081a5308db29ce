import { createHash } from "node:crypto";
import type { ModelManifest } from "../../src/model/index.ts";

/** Results of an evaluation, as stored in `models/NAME/evaluation.json`. All tables are made from this. */

/** One structure of one case. Distances are in millimetres if the case has a spacing, else in pixels of the strips. */
export interface TargetRow {
  /** Null if neither the model nor the reference has any. */
  readonly dice: number | null;
  /** Also null if only one of them has any, since there is no distance. */
  readonly hd95: number | null;
  readonly surfaceDice: number | null;
  readonly foundVoxels: number;
  readonly referenceVoxels: number;
}

export interface LesionCounts {
  readonly lesions: number;
  readonly found: number;
  readonly missed: number;
  readonly falsePositives: number;
}

/** Lesions matched with those of the reference, and what their panoptic quality is computed from. */
export interface PanopticCounts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly sumIou: number;
  readonly sumDice: number;
}

/** The same case with half-precision weights. */
export interface Float16Row {
  /** Dice with the reference, and with the labels of the single-precision weights, by target. */
  readonly dice: Readonly<Record<string, number | null>>;
  readonly agreement: Readonly<Record<string, number | null>>;
  readonly differingVoxels: number;
}

export interface CaseRow {
  readonly case: string;
  readonly patient: string;
  readonly slices: number;
  /** Spacing of columns, rows and slices, if the data state it. */
  readonly spacingMm?: readonly [number, number, number];
  /** By the key of the target. */
  readonly targets: Readonly<Record<string, TargetRow>>;
  readonly lesions?: LesionCounts;
  /** At an intersection over union above 0.5, and above 0.1: outlines of small lesions are uncertain. */
  readonly panoptic?: { readonly strict: PanopticCounts; readonly lenient: PanopticCounts };
  readonly float16?: Float16Row;
}

/** What a model marks in a series that does not show its structures. */
export interface NegativeRow {
  readonly series: string;
  readonly shows: string;
  readonly slices: number;
  /** Millilitres by target, all of them false. */
  readonly foundMl: Readonly<Record<string, number>>;
}

export interface Evaluation {
  readonly model: string;
  readonly version: string;
  readonly task: string;
  /** SHA-256 of the weights used, by precision: figures for other weights do not apply. */
  readonly weights: Readonly<Record<string, string>>;
  /** Hash of everything else in the manifest that affects labels: {@link contractOf}. */
  readonly contract: string;
  /** Assumed voxel size of the strips; undefined if every case has a spacing. */
  readonly assumedVoxelMm?: readonly [number, number, number];
  readonly cases: readonly CaseRow[];
  readonly negatives: readonly NegativeRow[];
  /** Dice by target on the synthetic sample study, read from DICOM; not representative of patients. */
  readonly sample?: Readonly<Record<string, number | null>>;
  readonly command: string;
}

/** SHA-256 of a manifest's input, output, channels and clean-up, since changing these changes the labels. */
export function contractOf({ networks, consensus, segments, postprocessing }: ModelManifest): string {
  const parts = {
    networks: networks.map(({ input, output }) => ({ input, output })),
    consensus,
    segments: segments.map(({ value, channel, threshold }) => ({ value, channel, threshold })),
    postprocessing,
  };
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** Decimals that are stored; more would depend on the processor. */
export function roundTo(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}
