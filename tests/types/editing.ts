/** Editing, review and metrics: operations are plain data distinguished by their kind, and results are immutable. */
import type { GridSlice, LabelMap, Segment } from "cornerstone-autoseg";
import {
  computeChanges,
  createOperationRunner,
  type EditLimits,
  type EditOperation,
  type EditStep,
  type EditTarget,
  type PerformOptions,
  SegmentationSession,
  type SessionOptions,
  type VoxelRuns,
  wholeBlock,
  writeRuns,
} from "cornerstone-autoseg/editing";
import { compareLabelMaps, type SegmentAgreement } from "cornerstone-autoseg/metrics";
import { findLesions, type Lesion, type Measurements, measureSegments } from "cornerstone-autoseg/review";
import { type Equal, type Expect, expectType } from "./expect.ts";

declare const labelMap: LabelMap;
declare const image: Int16Array;

export type Kinds = [
  Expect<
    Equal<
      EditOperation["kind"],
      | "threshold"
      | "scissors"
      | "cut"
      | "propagate"
      | "flood-fill"
      | "isocontour"
      | "grow-from-seeds"
      | "repair"
      | "refine-boundary"
      | "contours"
      | "margin"
      | "hollow"
      | "smooth-median"
      | "smooth-gaussian"
      | "smooth-joint"
      | "fill-holes"
      | "islands"
      | "combine"
      | "invert"
      | "interpolate"
      | "split"
      | "relabel"
    >
  >,
  Expect<Equal<keyof EditLimits, "box" | "range" | "locked" | "overwrites">>,
  Expect<Equal<keyof SessionOptions, "image" | "sliceExtentsMm" | "history" | "labels">>,
  Expect<Equal<keyof PerformOptions, "segments" | "name" | "box" | "owned" | "algorithmType">>,
];

const target: EditTarget = {
  grid: labelMap.grid,
  labels: wholeBlock(labelMap.grid, labelMap.voxels),
  image: wholeBlock(labelMap.grid, image),
};
const runs = computeChanges(target, { kind: "margin", segmentNumber: 1, marginMm: 3 }, { locked: [2] });
expectType<VoxelRuns>()(runs);
writeRuns(labelMap.voxels, runs, "before");
// @ts-expect-error: a margin has millimetres
computeChanges(target, { kind: "margin", segmentNumber: 1 });
// @ts-expect-error: a field of another kind
computeChanges(target, { kind: "invert", segmentNumber: 1, marginMm: 3 });
// @ts-expect-error: no such kind
computeChanges(target, { kind: "grow", segmentNumber: 1 });

export async function edit(segments: readonly Segment[]): Promise<void> {
  const session = new SegmentationSession(labelMap.grid, segments, 2, { image });
  using runner = createOperationRunner();
  const step = await session.perform({ kind: "margin", segmentNumber: 1, marginMm: 3 }, runner);
  expectType<EditStep | undefined>()(step);
  expectType<EditStep | undefined>()(session.undo());
  expectType<LabelMap>()(session.toLabelMap());
  // @ts-expect-error: the session's own memory is drawn on, not exchanged
  session.voxels = new Uint8Array(1);
}

expectType<readonly Lesion[]>()(findLesions(target, 1));
expectType<SegmentAgreement[]>()(compareLabelMaps(labelMap, labelMap, 1));
declare const volume: Parameters<typeof measureSegments>[1];
expectType<Measurements[]>()(measureSegments([labelMap], volume));

declare const slice: GridSlice;
expectType<0 | 1 | 2>()(slice.sliceAxis);
