import { expect, test } from "vitest";
import { drawRun } from "../../../src/controller/draw-run.ts";
import { modelNumbers } from "../../../src/controller/model-numbers.ts";
import { SegmentationSession } from "../../../src/editing/index.ts";
import { type ModelManifest, toSegments } from "../../../src/model/index.ts";
import type { RunResult } from "../../../src/segmentation/index.ts";
import type { Segment } from "../../../src/volume/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { exampleManifest } from "../model/example-manifest.ts";

const code = (codeValue: string) => ({ codeValue, codingSchemeDesignator: "SCT", codeMeaning: codeValue });
const segment = (segmentNumber: number, label: string, more: Partial<Segment> = {}): Segment => ({
  segmentNumber,
  label,
  category: code("1"),
  type: code(`hand ${label}`),
  color: [1, 2, segmentNumber],
  algorithmType: "MANUAL",
  ...more,
});
const manifest = {
  ...exampleManifest(),
  name: "model",
  version: "1",
  title: "Model",
  postprocessing: [],
  segments: [
    { value: 1, label: "Liver", category: code("1"), type: code("liver"), color: [1, 1, 1] },
    { value: 2, label: "Tumour", category: code("1"), type: code("tumour"), color: [2, 2, 2] },
  ],
} as unknown as ModelManifest;
const grid = straightGrid([6, 1, 1]);
const begin = (segments: readonly Segment[], labels: readonly number[]) =>
  new SegmentationSession(grid, segments, 2, { labels: Uint8Array.from(labels) });
const drawn = toSegments(manifest);

test("numbers are the model's own as long as nothing else is drawn under them", () => {
  expect(modelNumbers(begin([], [0, 0, 0, 0, 0, 0]), drawn)).toBeUndefined();
  expect(modelNumbers(begin([segment(1, "Spleen")], [0, 0, 0, 0, 0, 0]), drawn)).toBeUndefined();
  expect(modelNumbers(begin([segment(1, "liver")], [1, 0, 0, 0, 0, 0]), drawn)).toBeUndefined();
  const ofModel = segment(1, "Spleen", { algorithmName: "another model" });
  expect(modelNumbers(begin([ofModel], [1, 0, 0, 0, 0, 0]), drawn)).toBeUndefined();
});

test("a model draws into the segment that is the same thing, else into a free number", () => {
  const session = begin(
    [segment(1, "Spleen"), segment(2, "Kidney"), segment(5, "Liver")],
    [1, 2, 5, 0, 0, 0],
  );
  const { toSession, toModel } = modelNumbers(session, drawn)!;
  expect([toSession[0], toSession[1], toSession[2]]).toEqual([0, 5, 3]);
  expect([...toSession].map((number) => toModel[number])).toEqual([...Array(256).keys()]);
});

test("a run keeps what was drawn under its numbers, and what it was told to keep comes to it under others", async () => {
  const session = begin([segment(1, "Spleen")], [1, 1, 0, 0, 0, 0]);
  session.setDisplay(1, { locked: true });
  let kept: readonly number[] = [];
  await drawRun(session, {
    name: "run",
    segments: drawn,
    run: async ({ keep, onSlice }) => {
      kept = [...keep!.labelMap.voxels];
      const [spleen] = keep!.lockedSegments!;
      const voxels = Uint8Array.from([spleen!, spleen!, 1, 1, 2, 0]);
      onSlice?.({ sliceAxis: 2, sliceIndex: 0, labels: voxels });
      return { labelMap: { grid, voxels, segments: drawn }, report: {} } as unknown as RunResult;
    },
  });
  expect(kept).toEqual([3, 3, 0, 0, 0, 0]);
  expect([...session.voxels]).toEqual([1, 1, 3, 3, 2, 0]);
  expect(session.segments.map(({ segmentNumber, label }) => [segmentNumber, label])).toEqual([
    [1, "Spleen"],
    [2, "Tumour"],
    [3, "Liver"],
  ]);
  // Once more: into what it drew itself.
  expect(modelNumbers(session, drawn)!.toSession[1]).toBe(3);
  session.undo();
  expect([...session.voxels]).toEqual([1, 1, 0, 0, 0, 0]);
});

test("labels over 255 are drawn under numbers that are free", async () => {
  const [liver, tumour] = drawn as [Segment, Segment];
  const wide = [
    { ...liver, segmentNumber: 1 },
    { ...tumour, segmentNumber: 300 },
    { ...tumour, segmentNumber: 65000, label: "Cyst", type: code("cyst") },
  ];
  const session = begin([segment(1, "Spleen"), segment(2, "Kidney")], [1, 1, 2, 0, 0, 0]);
  session.setDisplay(1, { locked: true });
  session.setDisplay(2, { locked: true });
  let kept: readonly number[] = [];
  await drawRun(session, {
    name: "run",
    segments: wide,
    run: async ({ keep, onSlice }) => {
      kept = [...keep!.labelMap.voxels];
      const voxels = Uint16Array.of(kept[0]!, kept[1]!, kept[2]!, 1, 300, 65000);
      onSlice?.({ sliceAxis: 2, sliceIndex: 0, labels: voxels });
      return { labelMap: { grid, voxels, segments: wide }, report: {} } as unknown as RunResult;
    },
  });
  // The spleen and the liver change places; what the model has under no number of a byte takes nothing's place.
  expect(kept).toEqual([3, 3, 2, 0, 0, 0]);
  expect([...session.voxels]).toEqual([1, 1, 2, 3, 4, 5]);
  const labels = session.segments.map(({ label }) => label);
  expect(labels).toEqual(["Spleen", "Kidney", "Liver", "Tumour", "Cyst"]);
});

test("classes with labels under 256 are drawn as they are, whatever the model's other labels", async () => {
  const session = begin([], [0, 0, 0, 0, 0, 0]);
  const run = async () =>
    ({
      labelMap: { grid, voxels: Uint16Array.of(0, 1, 2, 2, 0, 0), segments: drawn },
      report: {},
    }) as unknown as RunResult;
  await drawRun(session, {
    name: "run",
    segments: drawn,
    run: async ({ onSlice }) => {
      onSlice?.({ sliceAxis: 2, sliceIndex: 0, labels: Uint16Array.of(0, 1, 2, 2, 0, 0) });
      return run();
    },
  });
  expect([...session.voxels]).toEqual([0, 1, 2, 2, 0, 0]);
});

test("more segments than can be drawn on are refused", () => {
  const many = Array.from({ length: 300 }, (_, index) => segment(index + 1, `Organ ${index}`));
  const session = begin([], [0, 0, 0, 0, 0, 0]);
  expect(() => modelNumbers(session, many)).toThrow(
    "The model draws 300 segments, but an editable segmentation holds at most 255, including those it already has. Keep fewer classes, or use the command line.",
  );
});
