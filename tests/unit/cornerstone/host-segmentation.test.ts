import { cache, eventTarget, metaData, utilities } from "@cornerstonejs/core";
import { Enums, segmentation } from "@cornerstonejs/tools";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { addHostLabels, type HostLabels } from "../../../src/cornerstone/host-labels.ts";
import { HostSegmentation } from "../../../src/cornerstone/host-segmentation.ts";
import { createVolume, provideImageMetadata } from "../../../src/cornerstone/image-volume.ts";
import { readSeries, type SourceSeries } from "../../../src/dicom/index.ts";
import { createOperationRunner, SegmentationSession } from "../../../src/editing/index.ts";
import type { Segment } from "../../../src/volume/index.ts";
import { makeSeries } from "../dicom/make-series.ts";

const { DefaultHistoryMemo: history } = utilities.HistoryMemo;
const dataModified = Enums.Events.SEGMENTATION_DATA_MODIFIED;
const tissue = { codeValue: "85756007", codingSchemeDesignator: "SCT", codeMeaning: "Tissue" };
const segment = (segmentNumber: number, label: string): Segment => ({
  segmentNumber,
  label,
  category: tissue,
  type: tissue,
  color: [200, 100, segmentNumber],
  algorithmType: "MANUAL",
});

let series: SourceSeries;
let imageIds: string[];
let session: SegmentationSession;
let labels: HostLabels;
let shown: HostSegmentation;

beforeAll(() => metaData.addProvider(provideImageMetadata, 10_000));

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => setTimeout(draw, 16));
  vi.stubGlobal("cancelAnimationFrame", clearTimeout);
  series = await readSeries(makeSeries());
  ({ imageIds } = createVolume(series, series.volume.grid, series.volume.voxels));
  session = new SegmentationSession(series.volume.grid, [segment(1, "Liver"), segment(2, "Cyst")], 2);
  labels = addHostLabels(session, series, { volumeId: undefined, imageIds }, "Ours");
  shown = new HostSegmentation(session, labels, () => []);
});

afterEach(() => {
  shown.dispose();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  cache.purgeCache();
  expect(history.canUndo).toBe(false);
});

const id = (): string => labels.segmentationId;
const state = () => segmentation.state.getSegmentation(id())!;
/** As the host's tools do: into the image of a slice, then the event. */
function hostDraws(k: number, indices: readonly number[], label: number, tells = true): void {
  const image = cache.getImage(state().representationData.Labelmap!.imageIds![k]!)!;
  for (const index of indices) image.voxelManager!.setAtIndex(index, label);
  if (tells) segmentation.triggerSegmentationEvents.triggerSegmentationDataModified(id(), [k]);
}
const sliceLength = (): number => series.volume.grid.size[0] * series.volume.grid.size[1];
const settled = () => vi.advanceTimersByTimeAsync(1000);
const draw = (k: number, label: number, name = "brush") => {
  const edit = session.beginEdit("hand", name);
  edit.setRow({ i: 1, end: 4, j: 1, k }, label);
  edit.commit();
};

describe("in the host's state", () => {
  test("it has a label, its segments, and refers each slice to its image", () => {
    expect(state()).toMatchObject({
      label: "Ours",
      segments: { 1: { label: "Liver", active: true }, 2: { label: "Cyst", active: false } },
    });
    const { imageIds: labelImages, referencedImageIds } = state().representationData.Labelmap!;
    expect(referencedImageIds).toEqual(imageIds);
    expect(labelImages!.map((imageId) => cache.getImage(imageId)!.referencedImageId)).toEqual(imageIds);
  });

  test("what is drawn here is there, and raises the host's event", async () => {
    const told: number[][] = [];
    const listener = (event: Event): void => {
      const { segmentationId, modifiedSlicesToUse } = (event as CustomEvent).detail;
      if (segmentationId === id()) told.push(modifiedSlicesToUse);
    };
    eventTarget.addEventListener(dataModified, listener);
    draw(2, 1);
    await settled();
    eventTarget.removeEventListener(dataModified, listener);
    expect(told.flat()).toContain(2);
    expect(labels.slices.map((slice) => [...(slice!.read() as Uint8Array)])).toEqual(
      labels.slices.map((_, k) => [...session.voxels.subarray(k * sliceLength(), (k + 1) * sliceLength())]),
    );
    expect(session.history.steps).toHaveLength(1);
  });

  test("segments that are added, renamed and locked here are so there", () => {
    session.describeSegments([segment(1, "Hepar"), segment(2, "Cyst"), segment(7, "Spleen")], "three");
    session.setDisplay(2, { locked: true });
    expect(state().segments).toMatchObject({
      1: { label: "Hepar" },
      2: { locked: true },
      7: { label: "Spleen", active: true },
    });
  });
});

describe("what the host does", () => {
  test("a stroke of its tools is counted, and one step", async () => {
    hostDraws(3, [5, 6, 7], 2);
    hostDraws(3, [8], 2);
    expect(session.counts.voxels(2)).toBe(4);
    await settled();
    expect(session.history.steps.map(({ name, kind }) => [name, kind])).toEqual([
      ["edit in the application", "hand"],
    ]);
    session.undo();
    expect(session.counts.voxels(2)).toBe(0);
    expect([...(labels.slices[3]!.read() as Uint8Array)].every((label) => label === 0)).toBe(true);
  });

  test("what it did not tell of is found when it is asked for", () => {
    hostDraws(1, [3], 1, false);
    expect(session.counts.voxels(1)).toBe(0);
    shown.settle();
    expect(session.counts.voxels(1)).toBe(1);
    expect(session.isEditing).toBe(false);
  });

  test("its tools keep to locks, hidden segments and the limits that are set here", async () => {
    const refused: string[] = [];
    shown.refused.subscribe((sentence) => refused.push(sentence));
    draw(0, 1);
    await settled();
    session.setDisplay(1, { locked: true });
    const row = series.volume.grid.size[0];
    hostDraws(0, [row + 1, row + 6], 2);
    await settled();
    expect(session.voxels[row + 1]).toBe(1);
    expect(labels.slices[0]!.read()[row + 1]).toBe(1);
    expect(session.voxels[row + 6]).toBe(2);
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(/^Part of what another tool drew was undone/);
  });

  test("it does not draw into a run or an edit that is in progress", () => {
    const refused: string[] = [];
    shown.refused.subscribe((sentence) => refused.push(sentence));
    const run = session.beginEdit("run", "model");
    hostDraws(1, [9], 2);
    expect(labels.slices[1]!.read()[9]).toBe(0);
    expect(refused[0]).toMatch(/^A run or an edit is in progress/);
    run.setRow({ i: 0, end: 2, j: 0, k: 1 }, 1);
    run.commit();
    expect(session.counts.voxels(1)).toBe(2);
    expect(session.counts.voxels(2)).toBe(0);
  });

  test("the preview of its tools is no label until it is accepted", async () => {
    hostDraws(2, [4, 5], 255);
    await settled();
    expect(session.history.steps).toHaveLength(0);
    expect(labels.slices[2]!.read()[4]).toBe(255);
    hostDraws(2, [4, 5], 1);
    await settled();
    expect(session.counts.voxels(1)).toBe(2);
    expect(session.history.steps).toHaveLength(1);
  });

  test("a segment that it adds, names or removes is so here, as a step", async () => {
    segmentation.segmentIndex.setActiveSegmentIndex(id(), 5);
    expect(session.findSegment(5)?.label).toBe("Segment 5");
    expect(session.activeSegment).toBe(5);
    hostDraws(0, [1, 2], 5);
    await settled();
    expect(session.counts.voxels(5)).toBe(2);
    segmentation.updateSegmentations([
      {
        segmentationId: id(),
        payload: { segments: { ...state().segments, 5: { ...state().segments[5]!, label: "Bone\\Marrow" } } },
      },
    ]);
    expect(session.findSegment(5)?.label).toBe("Bone Marrow");
    segmentation.removeSegment(id(), 5);
    await settled();
    expect(session.findSegment(5)).toBeUndefined();
    expect(session.voxels.every((label) => label === 0)).toBe(true);
    while (session.history.nextUndo) session.undo();
    expect(session.segments.map(({ label }) => label)).toEqual(["Liver", "Cyst"]);
    expect(Object.keys(state().segments)).toEqual(["1", "2"]);
    while (session.history.nextRedo) session.redo();
    expect(session.findSegment(5)).toBeUndefined();
  });

  test("a segment that it removes goes whole, whatever limits are set here", async () => {
    draw(0, 1);
    draw(1, 2);
    // Drawing may only replace background.
    session.limits = { overwrites: [0] };
    segmentation.removeSegment(id(), 1);
    await settled();
    expect(session.segments.map(({ segmentNumber }) => segmentNumber)).toEqual([2]);
    expect([session.counts.voxels(1), session.counts.voxels(2)]).toEqual([0, 3]);
    expect(session.limits).toEqual({ overwrites: [0] });
    expect([...(labels.slices[0]!.read() as Uint8Array)].every((label) => label === 0)).toBe(true);
    // No voxel is without its segment on the way back.
    session.undo();
    expect([session.findSegment(1)?.label, session.counts.voxels(1)]).toEqual(["Liver", 0]);
    session.undo();
    expect([session.counts.voxels(1), session.counts.voxels(2)]).toEqual([3, 3]);
    expect(Object.keys(state().segments)).toEqual(["1", "2"]);
  });

  test.each([{ locked: true }, { visible: false }])(
    "a segment that is %o here cannot be removed there",
    async (display) => {
      const refused: string[] = [];
      shown.refused.subscribe((sentence) => refused.push(sentence));
      draw(0, 1);
      session.setDisplay(1, display);
      segmentation.removeSegment(id(), 1);
      await settled();
      expect(session.findSegment(1)).toBeDefined();
      expect(session.counts.voxels(1)).toBe(3);
      expect(Object.keys(state().segments)).toEqual(["1", "2"]);
      expect([...(labels.slices[0]!.read() as Uint8Array)].filter((label) => label === 1)).toHaveLength(3);
      expect(refused.length).toBeGreaterThan(0);
    },
  );

  test("taking the segmentation out of its state is told", async () => {
    let removed = 0;
    shown.removed.subscribe(() => removed++);
    segmentation.removeSegmentation(id());
    expect(removed).toBe(1);
    draw(1, 1);
    await settled();
    expect(session.counts.voxels(1)).toBe(3);
  });
});

describe("one undo", () => {
  const voxelsOf = (label: number): number => session.counts.voxels(label);

  test("the host's takes back the steps of both in their order, and brings them again", async () => {
    draw(0, 1);
    hostDraws(3, [5, 6], 2);
    await settled();
    draw(1, 1);
    expect([voxelsOf(1), voxelsOf(2)]).toEqual([6, 2]);
    history.undo();
    expect([voxelsOf(1), voxelsOf(2)]).toEqual([3, 2]);
    history.undo();
    expect([voxelsOf(1), voxelsOf(2)]).toEqual([3, 0]);
    history.redo();
    session.redo();
    expect([voxelsOf(1), voxelsOf(2)]).toEqual([6, 2]);
    expect(history.canRedo).toBe(false);
    session.undo();
    session.undo();
    session.undo();
    expect(history.canUndo).toBe(false);
    history.redo();
    expect([voxelsOf(1), voxelsOf(2)]).toEqual([3, 0]);
  });

  test("a memo of the host's own of the same stroke is replaced", async () => {
    hostDraws(3, [5], 2);
    history.push({
      segmentationId: id(),
      operationType: "labelmap",
      restoreMemo: () => hostDraws(3, [5], 0),
    } as never);
    await settled();
    history.undo();
    expect(voxelsOf(2)).toBe(0);
    expect(history.canUndo).toBe(false);
    expect(session.history.nextRedo?.name).toBe("edit in the application");
  });

  test("steps of others stay in their order, also when this segmentation goes", () => {
    const done: string[] = [];
    const other = (name: string) => ({
      restoreMemo: (isUndo?: boolean) => void done.push(`${isUndo ? "-" : "+"}${name}`),
    });
    history.push(other("a"));
    draw(0, 1);
    history.push(other("b"));
    session.undo();
    expect(voxelsOf(1)).toBe(0);
    history.undo();
    // It was undone here already.
    history.undo();
    history.undo();
    expect(done).toEqual(["-b", "-a"]);
    history.redo();
    shown.dispose();
    history.undo();
    expect(done).toEqual(["-b", "-a", "+a", "-a"]);
  });

  test("operations are steps of both, too", async () => {
    draw(0, 1);
    await session.perform({ kind: "relabel", from: [1], to: 2 }, createOperationRunner());
    history.undo();
    expect([voxelsOf(1), voxelsOf(2)]).toEqual([3, 0]);
  });
});
