import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SegmentationSession } from "../../../src/cornerstone/segmentation-session.ts";
import { createGrid } from "../../../src/geometry/index.ts";
import { countLabels, type Segment } from "../../../src/volume/index.ts";

const grid = createGrid({
  size: [7, 5, 4],
  spacingMm: [0.5, 0.75, 2],
  originLps: [0, 0, 0],
  directionsLps: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
});

const code = { codeValue: "1", codingSchemeDesignator: "99TEST", codeMeaning: "test" };
const segment = (segmentNumber: number): Segment => ({
  segmentNumber,
  label: `Segment ${segmentNumber}`,
  category: code,
  type: code,
  color: [10, 20, 30],
  algorithmType: "AUTOMATIC",
  algorithmName: "test-model",
  algorithmVersion: "1",
});

const createSession = (sliceAxis: 0 | 1 | 2 = 2) =>
  new SegmentationSession(grid, [segment(1), segment(2)], sliceAxis);

const voxel = fc.tuple(fc.nat(6), fc.nat(4), fc.nat(3), fc.nat(2));
const stroke = fc.array(voxel, { minLength: 1, maxLength: 30 });
const sliceAxis = fc.constantFrom<0 | 1 | 2>(0, 1, 2);

function paint(
  session: SegmentationSession,
  voxels: readonly (readonly [number, number, number, number])[],
): void {
  const edit = session.beginEdit("hand", "stroke");
  for (const [i, j, k, label] of voxels) edit.set(i, j, k, label);
  edit.commit();
}

function expectCountsToBeTrue(session: SegmentationSession): void {
  const counts = countLabels(session.voxels);
  for (const label of [1, 2]) {
    expect(session.counts.voxels(label)).toBe(counts[label]);
    let bySlices = 0;
    for (let s = 0; s < grid.size[session.counts.sliceAxis]; s++)
      bySlices += session.counts.voxelsInSlice(label, s);
    expect(bySlices).toBe(counts[label]);
  }
}

describe("SegmentationSession", () => {
  it("undoes any strokes to the first state and redoes them to the last, with true counts on the way", () => {
    fc.assert(
      fc.property(sliceAxis, fc.array(stroke, { maxLength: 8 }), (axis, strokes) => {
        const session = createSession(axis);
        for (const voxels of strokes) paint(session, voxels);
        const last = session.voxels.slice();
        expectCountsToBeTrue(session);
        while (session.undo()) expectCountsToBeTrue(session);
        expect(session.voxels.every((label) => label === 0)).toBe(true);
        while (session.redo()) expectCountsToBeTrue(session);
        expect(session.voxels).toEqual(last);
      }),
    );
  });

  it("never changes a locked segment, nor lets anything become it", () => {
    fc.assert(
      fc.property(stroke, stroke, fc.constantFrom<"hand" | "run">("hand", "run"), (first, second, kind) => {
        const session = createSession();
        paint(session, first);
        const before = session.voxels.map((label) => (label === 1 ? 1 : 0));
        session.setDisplay(1, { locked: true });
        const edit = session.beginEdit(kind, "second");
        for (const [i, j, k, label] of second) edit.set(i, j, k, label);
        edit.commit();
        expect(session.voxels.map((label) => (label === 1 ? 1 : 0))).toEqual(before);
      }),
    );
  });

  it.each([0, 1, 2] as const)("writes slices across axis %i in ascending order of the others", (axis) => {
    const session = createSession();
    const others = [0, 1, 2].filter((other) => other !== axis) as [number, number];
    const labels = new Uint8Array(grid.size[others[0]]! * grid.size[others[1]]!);
    labels[1 + grid.size[others[0]]! * 2] = 2;
    const edit = session.beginEdit("run", "run");
    edit.writeSlice({ sliceAxis: axis, sliceIndex: 3, labels });
    edit.commit();
    const ijk = [0, 0, 0];
    ijk[axis] = 3;
    ijk[others[0]] = 1;
    ijk[others[1]] = 2;
    const expected = new Uint8Array(session.voxels.length);
    expected[ijk[0]! + 7 * (ijk[1]! + 5 * ijk[2]!)] = 2;
    expect(session.voxels).toEqual(expected);
  });

  it("lets a run erase only its own labels", () => {
    const session = createSession();
    paint(session, [
      [0, 0, 0, 1],
      [1, 0, 0, 2],
    ]);
    const edit = session.beginEdit("run", "run", [1]);
    edit.writeAll(new Uint8Array(session.voxels.length));
    edit.commit();
    expect([session.voxels[0], session.voxels[1]]).toEqual([0, 2]);
  });

  it("says how a segment came to be: by hand, by the model, by the model and edited", () => {
    const session = createSession();
    paint(session, [[0, 0, 0, 2]]);
    const run = session.beginEdit("run", "run");
    run.set(3, 3, 3, 1);
    run.types = new Map([...session.algorithmTypes, [1, "AUTOMATIC" as const]]);
    run.commit();
    const types = () =>
      Object.fromEntries(
        session.toLabelMap().segments.map(({ label, algorithmType }) => [label, algorithmType]),
      );
    expect(types()).toEqual({ "Segment 1": "AUTOMATIC", "Segment 2": "MANUAL" });
    paint(session, [[4, 3, 3, 1]]);
    expect(types()).toEqual({ "Segment 1": "SEMIAUTOMATIC", "Segment 2": "MANUAL" });
    session.undo();
    expect(types()).toEqual({ "Segment 1": "AUTOMATIC", "Segment 2": "MANUAL" });
    const manual = session.toLabelMap().segments.find(({ segmentNumber }) => segmentNumber === 2)!;
    expect(manual).not.toHaveProperty("algorithmName");
  });

  it("is unsaved from the first edit until an export, and again when the export is undone", () => {
    const session = createSession();
    expect(session.history.isUnsaved).toBe(false);
    paint(session, [[0, 0, 0, 1]]);
    expect(session.history.isUnsaved).toBe(true);
    session.history.markSaved();
    expect(session.history.isUnsaved).toBe(false);
    session.undo();
    expect(session.history.isUnsaved).toBe(true);
    session.redo();
    expect(session.history.isUnsaved).toBe(false);
  });

  it("makes no step of a stroke that changes nothing", () => {
    const session = createSession();
    paint(session, [[0, 0, 0, 0]]);
    expect(session.history.nextUndo).toBeUndefined();
  });
});
