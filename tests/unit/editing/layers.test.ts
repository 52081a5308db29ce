import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  changedSegments,
  changesOf,
  createOperationRunner,
  SegmentationSession,
} from "../../../src/editing/index.ts";
import { joinParts } from "../../../src/volume/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";

const grid = straightGrid([8, 3, 2]);

function open(segments = [1, 2, 3]) {
  const session = new SegmentationSession(
    grid,
    segments.map((number) => anySegment(number)),
    2,
  );
  const paint = (label: number, i: number, end: number, j = 0, k = 0) => {
    session.activeSegment = label;
    const edit = session.beginEdit("hand", "brush");
    edit.setRow({ i, end, j, k }, label);
    edit.commit();
  };
  /** Voxels of a segment, wherever it lies, as linear indices. */
  const voxelsOf = (label: number): number[] => {
    const maps = [session.toLabelMap(), ...session.toLayerMaps().map((part) => joinParts([part], grid))];
    return maps.flatMap(({ voxels }) => [...voxels.keys()].filter((at) => voxels[at] === label));
  };
  return { session, paint, voxelsOf };
}

describe("changedSegments", () => {
  it("names those whose voxels a step has changed, and those that went into a layer or came out of one", () => {
    const { session, paint } = open();
    paint(1, 0, 6);
    paint(3, 0, 2, 2);
    session.setDisplay(2, { overlaps: true });
    paint(2, 4, 8);
    expect([...changedSegments(session.history.nextUndo!)].sort()).toEqual([1, 2]);
    expect([...changedSegments(session.history.steps[1]!)]).toEqual([3]);
    session.activeSegment = 1;
    expect([...changedSegments(session.history.nextUndo!)].sort()).toEqual([1, 2]);
    expect([...changesOf(session.history.nextUndo!).start]).toEqual([]);
  });
});

describe("segments that may overlap", () => {
  it("take nothing from others, which lie in layers then, whole", () => {
    const { session, paint, voxelsOf } = open();
    paint(1, 0, 6);
    session.setDisplay(2, { overlaps: true });
    paint(2, 4, 8);
    expect(voxelsOf(1)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(voxelsOf(2)).toEqual([4, 5, 6, 7]);
    expect([...session.layers.keys()]).toEqual([1]);
    expect(session.volumeMl(1)).toBeCloseTo(0.006, 9);
    expect(session.history.steps.map(({ name }) => name)).toEqual(["brush", "brush"]);
    session.undo();
    expect(session.layers.size).toBe(0);
    expect(voxelsOf(1)).toEqual([0, 1, 2, 3, 4, 5]);
    session.redo();
    expect(voxelsOf(1)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(voxelsOf(2)).toEqual([4, 5, 6, 7]);
  });

  it("take as always where they may not", () => {
    const { session, paint, voxelsOf } = open();
    paint(1, 0, 6);
    paint(2, 4, 8);
    expect(voxelsOf(1)).toEqual([0, 1, 2, 3]);
    expect(session.layers.size).toBe(0);
  });

  it("are painted and erased in their layers once they are brought forward, which choosing them does", () => {
    const { session, paint, voxelsOf } = open();
    paint(1, 0, 6);
    session.setDisplay(1, { overlaps: true });
    session.setDisplay(2, { overlaps: true });
    paint(2, 4, 8);
    session.activeSegment = 1;
    expect([...session.layers.keys()]).toEqual([2]);
    expect(session.history.nextUndo?.name).toBe("bring Segment 1 forward");
    const edit = session.beginEdit("hand", "eraser", { owned: [1] });
    edit.setRow({ i: 5, end: 8, j: 0, k: 0 }, 0);
    edit.commit();
    paint(1, 6, 7);
    expect(voxelsOf(1)).toEqual([0, 1, 2, 3, 4, 6]);
    expect(voxelsOf(2)).toEqual([4, 5, 6, 7]);
    while (session.history.nextUndo) session.undo();
    expect([voxelsOf(1), voxelsOf(2), session.layers.size]).toEqual([[], [], 0]);
  });

  it("are brought forward by whatever edits the active segment, after an undo too", async () => {
    const { session, paint, voxelsOf } = open();
    session.setDisplay(2, { overlaps: true });
    paint(1, 0, 6);
    paint(2, 4, 8);
    session.activeSegment = 1;
    session.undo();
    expect(session.layers.has(1)).toBe(true);
    using runner = createOperationRunner();
    await session.perform({ kind: "relabel", from: [1], to: 0 }, runner);
    expect([voxelsOf(1), voxelsOf(2)]).toEqual([[], [4, 5, 6, 7]]);
  });

  it("take nothing in operations either, nor in previews that are applied", async () => {
    const { session, paint, voxelsOf } = open();
    paint(1, 0, 6);
    session.setDisplay(2, { overlaps: true });
    paint(2, 7, 8);
    using runner = createOperationRunner();
    await session.perform({ kind: "margin", segmentNumber: 2, marginMm: 2 }, runner);
    expect(voxelsOf(1)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(voxelsOf(2)).toContain(5);
    session.undo();
    const preview = await session.preview({ kind: "margin", segmentNumber: 2, marginMm: 2 }, runner);
    preview!.commit();
    expect(voxelsOf(1)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(voxelsOf(2)).toContain(5);
  });

  it("go with their segments: deleted, and drawn anew by a model", () => {
    const { session, paint } = open();
    paint(1, 0, 6);
    session.setDisplay(2, { overlaps: true });
    paint(2, 4, 8);
    session.describeSegments(
      session.segments.filter(({ segmentNumber }) => segmentNumber !== 1),
      "delete",
    );
    expect(session.layers.size).toBe(0);
    session.undo();
    expect(session.layers.size).toBe(1);
    const run = session.beginEdit("run", "run");
    run.setRow({ i: 0, end: 2, j: 2, k: 1 }, 1);
    run.commit();
    expect(session.layers.size).toBe(0);
    expect(session.counts.voxels(1)).toBe(2);
  });

  it("hold what each was painted with, however they are painted over each other", () => {
    const stroke = fc.record({
      label: fc.constantFrom(1, 2, 3),
      i: fc.nat(7),
      length: fc.integer({ min: 1, max: 4 }),
      j: fc.nat(2),
      k: fc.nat(1),
    });
    fc.assert(
      fc.property(fc.array(stroke, { maxLength: 12 }), (strokes) => {
        const { session, paint, voxelsOf } = open();
        for (const label of [1, 2, 3]) session.setDisplay(label, { overlaps: true });
        const expected = new Map([1, 2, 3].map((label) => [label, new Set<number>()]));
        for (const { label, i, length, j, k } of strokes) {
          const end = Math.min(8, i + length);
          paint(label, i, end, j, k);
          for (let at = i; at < end; at++) expected.get(label)!.add(at + 8 * (j + 3 * k));
        }
        for (const [label, voxels] of expected) {
          const found = voxelsOf(label).sort((a, b) => a - b);
          expect(found).toEqual([...voxels].sort((a, b) => a - b));
          expect(session.volumeMl(label)).toBeCloseTo(voxels.size / 1000, 9);
        }
        while (session.history.nextUndo) session.undo();
        expect(session.voxels.some((label) => label !== 0)).toBe(false);
        expect(session.layers.size).toBe(0);
      }),
    );
  });
});
