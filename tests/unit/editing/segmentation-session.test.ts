import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeChanges, type OperationRunner } from "../../../src/editing/index.ts";
import type { HistoryLimits } from "../../../src/editing/session/edit-history.ts";
import { SegmentationSession } from "../../../src/editing/session/segmentation-session.ts";
import { isAutosegError } from "../../../src/errors.ts";
import { createGrid } from "../../../src/geometry/index.ts";
import type { Segment } from "../../../src/volume/index.ts";
import { countLabels } from "../../../src/volume/label-map.ts";
import { anyOperation } from "./any-operation.ts";

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

const image = Int16Array.from({ length: 7 * 5 * 4 }, (_, n) => (n * 37) % 11);
const createSession = (sliceAxis: 0 | 1 | 2 = 2, history: HistoryLimits = {}) =>
  new SegmentationSession(grid, [segment(1), segment(2)], sliceAxis, { image, history });

/** Operations in this thread: what the worker answers is tested in a browser. */
const runner: OperationRunner = {
  run: async (target, operation, limits) => computeChanges(target, operation, limits),
  [Symbol.dispose]: () => undefined,
};

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

function boxOfLabel(voxels: Uint8Array, label: number) {
  const places = [...voxels.keys()]
    .filter((n) => voxels[n] === label)
    .map((n) => [n % 7, Math.floor(n / 7) % 5, Math.floor(n / 35)]);
  if (places.length === 0) return { from: [0, 0, 0], to: [0, 0, 0] };
  const along = [0, 1, 2].map((axis) => places.map((ijk) => ijk[axis]!));
  return {
    from: along.map((indices) => Math.min(...indices)),
    to: along.map((indices) => Math.max(...indices) + 1),
  };
}

function expectCountsToBeTrue(session: SegmentationSession): void {
  const counts = countLabels(session.voxels);
  for (const label of [1, 2]) {
    expect(session.counts.voxels(label)).toBe(counts[label]);
    for (const axis of [0, 1, 2] as const) {
      let bySlices = 0;
      for (let s = 0; s < grid.size[axis]; s++) bySlices += session.counts.voxelsInSlice(label, s, axis);
      expect(bySlices).toBe(counts[label]);
    }
    expect(session.counts.box(label)).toEqual(boxOfLabel(session.voxels, label));
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

  it("undoes strokes and operations in any order to the first state and redoes them to the last", async () => {
    const anyStep = fc.oneof(stroke, anyOperation);
    await fc.assert(
      fc.asyncProperty(sliceAxis, fc.array(anyStep, { maxLength: 8 }), async (axis, steps) => {
        const session = createSession(axis);
        for (const step of steps) {
          if (Array.isArray(step)) paint(session, step);
          else
            await session.perform(step, runner).catch((error) => {
              if (!isAutosegError(error, "invalid-argument")) throw error;
            });
          expectCountsToBeTrue(session);
        }
        const last = session.voxels.slice();
        while (session.undo()) expectCountsToBeTrue(session);
        expect(session.voxels.every((label) => label === 0)).toBe(true);
        while (session.redo()) expectCountsToBeTrue(session);
        expect(session.voxels).toEqual(last);
      }),
    );
  });

  it("names an operation by what it does, and tells where voxels changed", async () => {
    const session = createSession();
    paint(session, [[3, 2, 1, 1]]);
    const boxes: unknown[] = [];
    session.voxelsChanged.subscribe((box) => boxes.push(box));
    const step = await session.perform({ kind: "margin", segmentNumber: 1, marginMm: 0.5 }, runner);
    expect(step?.name).toBe("grow Segment 1 by 0.5 mm");
    expect(session.counts.voxels(1)).toBe(3);
    session.undo();
    expect(boxes).toEqual([
      { from: [2, 2, 1], to: [5, 3, 2] },
      { from: [2, 2, 1], to: [5, 3, 2] },
    ]);
  });

  it("lets nothing else happen while an operation goes on, and changes nothing when it is cancelled", async () => {
    const session = createSession();
    paint(session, [[3, 2, 1, 1]]);
    const before = session.voxels.slice();
    const waiting = session.perform(
      { kind: "margin", segmentNumber: 1, marginMm: 2 },
      {
        run: (_target, _operation, _limits, options) =>
          new Promise((_, reject) =>
            options?.signal?.addEventListener("abort", () => reject(options.signal?.reason)),
          ),
        [Symbol.dispose]: () => undefined,
      },
      { signal: AbortSignal.timeout(20) },
    );
    expect(session.isEditing).toBe(true);
    expect(session.undo()).toBeUndefined();
    expect(() => session.beginEdit("hand", "stroke")).toThrow(
      expect.objectContaining({ code: "busy", details: { with: "edit" } }),
    );
    await expect(waiting).rejects.toThrow();
    expect(session.isEditing).toBe(false);
    expect(session.voxels).toEqual(before);
    expect(session.history.steps).toHaveLength(1);
  });

  it("takes back a stroke that is cancelled", () => {
    const session = createSession();
    paint(session, [[0, 0, 0, 2]]);
    const edit = session.beginEdit("hand", "stroke");
    for (let i = 0; i < 7; i++) edit.set(i, 0, 0, 1);
    edit.flush();
    edit.cancel();
    expectCountsToBeTrue(session);
    expect([...session.voxels].filter(Boolean)).toEqual([2]);
    expect(session.history.steps).toHaveLength(1);
  });

  it("keeps strokes and operations to the session's limits", async () => {
    const session = createSession();
    session.limits = { box: { from: [0, 0, 1], to: [7, 5, 2] }, range: { lower: 0, upper: 4 } };
    paint(
      session,
      Array.from({ length: 4 }, (_, k) => [0, 0, k, 1] as const),
    );
    await session.perform({ kind: "threshold", segmentNumber: 1, range: { lower: 3, upper: 20 } }, runner);
    for (const [n, label] of session.voxels.entries()) {
      const isPainted = n === 35 && image[n]! <= 4;
      const isInRange = Math.floor(n / 35) === 1 && image[n]! >= 3 && image[n]! <= 4;
      expect(label).toBe(isPainted || isInRange ? 1 : 0);
    }
  });

  it("does operations within the background alone", async () => {
    const session = createSession();
    paint(session, [[0, 0, 1, 2]]);
    const range = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
    await session.perform({ kind: "threshold", segmentNumber: 1, range, within: [0] }, runner);
    expect(session.counts.voxels(2)).toBe(1);
    expect(session.counts.voxels(1)).toBe(session.voxels.length - 1);
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
    const edit = session.beginEdit("run", "run", { owned: [1] });
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

  it("names the removed segment in the step that merges it, and counts what is made of a model's segment as the model's too", async () => {
    const session = createSession();
    const run = session.beginEdit("run", "run");
    run.types = new Map([[1, "AUTOMATIC"]]);
    run.set(1, 1, 1, 1);
    run.commit();
    const split = { kind: "relabel", from: [1], to: 3 } as const;
    await session.perform(split, runner, { segments: [...session.segments, segment(3)] });
    expect(session.algorithmTypes.get(3)).toBe("SEMIAUTOMATIC");
    const step = await session.perform({ kind: "relabel", from: [3], to: 2 }, runner, {
      segments: [segment(1), segment(2)],
    });
    expect(step?.name).toBe("merge Segment 3 into Segment 2");
    session.undo();
    expect(session.findSegment(3)).toBeDefined();
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

  it("forgets the oldest steps when there are too many or they take too much memory, and says so", () => {
    const session = createSession(2, { maximumSteps: 3, maximumBytes: 1e6 });
    const forgotten: string[] = [];
    session.history.forgotten.subscribe((steps) => forgotten.push(...steps.map(({ name }) => name)));
    session.history.markSaved();
    for (let n = 0; n < 5; n++) paint(session, [[n, 0, 0, 1]]);
    expect(forgotten).toEqual(["stroke", "stroke"]);
    while (session.undo());
    expect(session.counts.voxels(1)).toBe(2);
    // What is left is not what was saved: two steps of it can no longer be undone.
    expect(session.history.isUnsaved).toBe(true);

    const small = createSession(2, { maximumBytes: 2000 });
    for (let n = 0; n < 100; n++) paint(small, [[n % 7, Math.floor(n / 7) % 5, 0, 1 + (n % 2)]]);
    expect(small.history.sizeBytes).toBeLessThanOrEqual(2000);
    expect(small.history.steps.length).toBeGreaterThan(1);
  });

  it("makes a step of other segments too", () => {
    const session = createSession();
    session.describeSegments([...session.segments, segment(3)], "add Segment 3");
    expect(session.history.nextUndo?.name).toBe("add Segment 3");
    session.undo();
    expect(session.segments).toHaveLength(2);
    session.redo();
    expect(session.segments).toHaveLength(3);
  });

  it("makes no step of a stroke that changes nothing", () => {
    const session = createSession();
    paint(session, [[0, 0, 0, 0]]);
    expect(session.history.nextUndo).toBeUndefined();
  });
});
