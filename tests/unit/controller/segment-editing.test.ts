import { describe, expect, test } from "vitest";
import { drawRun } from "../../../src/controller/draw-run.ts";
import { addSegment, changeSegment, toDeletion } from "../../../src/controller/segment-editing.ts";
import { computeChanges, type OperationRunner } from "../../../src/editing/index.ts";
import { SegmentationSession } from "../../../src/editing/session/segmentation-session.ts";
import { createGrid } from "../../../src/geometry/index.ts";
import { toSegments } from "../../../src/model/index.ts";
import { wholeBox } from "../../../src/regions/index.ts";
import type { RunReport } from "../../../src/segmentation/index.ts";
import { findTerm } from "../../../src/terminology/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { exampleManifest } from "../model/example-manifest.ts";

const grid = createGrid({
  size: [6, 4, 2],
  spacingMm: [1, 1, 1],
  originLps: [0, 0, 0],
  directionsLps: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
});
const manifest = exampleManifest();
const drawn = toSegments(manifest);
const draft = { label: "Spleen", term: findTerm("78961009")! };
const runner: OperationRunner = {
  run: async (target, operation, limits) => computeChanges(target, operation, limits),
  [Symbol.dispose]: () => undefined,
};

function createSession() {
  const session = new SegmentationSession(grid, drawn, 2, { image: new Int16Array(48) });
  const added = addSegment(session, draft, 4).segmentNumber;
  return { session, added };
}

function paint(session: SegmentationSession, label: number): void {
  const edit = session.beginEdit("hand", "stroke");
  edit.setRow({ i: 1, end: 4, j: 2, k: 1 }, label);
  edit.commit();
}

/** The model gives its first segment to every voxel of the first row, or of the whole grid. */
function run(session: SegmentationSession, end: number): Promise<RunReport> {
  const voxels = new Uint8Array(48).fill(drawn[0]!.segmentNumber, 0, end);
  return drawRun(session, {
    name: "run",
    segments: drawn,
    run: async ({ onSlice }) => {
      onSlice?.({ sliceAxis: 2, sliceIndex: 0, labels: voxels.subarray(0, 24) });
      const labelMap = createLabelMap({ grid, segments: drawn, voxels });
      return { labelMap, labelledBox: wholeBox(grid), report: {} as RunReport };
    },
  });
}

describe("a segment that a person added", () => {
  test.each(["", "   ", "x".repeat(65), "left\\right"])(
    "cannot be called %j, and nothing changes",
    (label) => {
      const { session, added } = createSession();
      const before = session.segments;
      const refused = expect.objectContaining({ code: "invalid-segment" });
      expect(() => addSegment(session, { ...draft, label }, 4)).toThrow(refused);
      expect(() => changeSegment(session, added, { ...draft, label })).toThrow(refused);
      expect(session.segments).toBe(before);
      expect(session.history.nextUndo?.name).toBe("add Spleen");
      expect(session.isEditing).toBe(false);
    },
  );

  test("is drawn into at once, with the number after those of the models, and undone by name", () => {
    const { session, added } = createSession();
    expect(added).toBe(5);
    expect(session.activeSegment).toBe(added);
    expect(session.history.nextUndo?.name).toBe("add Spleen");
    session.undo();
    expect(session.findSegment(added)).toBeUndefined();
    expect(session.activeSegment).toBe(drawn[0]!.segmentNumber);
    session.redo();
    expect(session.activeSegment).toBe(added);
  });

  test("outlasts a run of the model and the choice of another one", async () => {
    const { session, added } = createSession();
    session.replaceEmptySegments(drawn.slice(0, 1));
    expect(session.findSegment(added)?.label).toBe("Spleen");
    await run(session, 6);
    expect(session.findSegment(added)?.label).toBe("Spleen");
    paint(session, added);
    await run(session, 6);
    expect(session.counts.voxels(added)).toBe(3);
    expect(session.toLabelMap().segments).toMatchObject([
      { algorithmType: "AUTOMATIC" },
      { segmentNumber: added, label: "Spleen", algorithmType: "MANUAL", type: draft.term.type },
    ]);
  });

  test("is deleted with what is in it, as one step; a new one has nothing of the old", async () => {
    const { session, added } = createSession();
    paint(session, added);
    session.setDisplay(added, { opacity: 0.9 });
    // A range or a box would leave voxels without a segment.
    session.limits = { range: { lower: 100, upper: 200 } };
    const { operation, options } = toDeletion(session, added);
    const step = await session.perform(operation, runner, options);
    expect(step?.name).toBe("delete Spleen");
    expect(session.voxels.includes(added)).toBe(false);
    expect(session.findSegment(added)).toBeUndefined();
    expect(session.algorithmTypes.has(added)).toBe(false);
    session.undo();
    expect(session.counts.voxels(added)).toBe(3);
    expect(session.algorithmTypes.get(added)).toBe("MANUAL");
    session.redo();
    expect(addSegment(session, { ...draft, label: "Kidney" }, 4).segmentNumber).toBe(added);
    expect(session.display(added).opacity).not.toBe(0.9);
  });

  test("is brought back by one undo each, whatever was deleted between strokes, and goes again by one redo", async () => {
    const { session, added } = createSession();
    const second = addSegment(session, { ...draft, label: "Kidney" }, 4).segmentNumber;
    paint(session, added);
    const row = session.beginEdit("hand", "stroke");
    row.setRow({ i: 0, end: 5, j: 0, k: 0 }, second);
    row.commit();
    const state = () =>
      JSON.stringify([[...session.voxels], session.segments.map(({ segmentNumber }) => segmentNumber)]);
    const states = [state()];
    for (const label of [added, second]) {
      const { operation, options } = toDeletion(session, label);
      await session.perform(operation, runner, options);
      states.push(state());
    }
    // What is empty is deleted as a step, too.
    for (const number of drawn.map(({ segmentNumber }) => segmentNumber)) {
      const { operation, options } = toDeletion(session, number);
      await session.perform(operation, runner, options);
      states.push(state());
    }
    expect(new Set(states).size).toBe(states.length);
    for (const expected of states.toReversed().slice(1)) {
      session.undo();
      expect(state()).toBe(expected);
    }
    for (const expected of states.slice(1)) {
      session.redo();
      expect(state()).toBe(expected);
    }
  });

  test.each([{ locked: true }, { visible: false }])("is not deleted while it is %j", (display) => {
    const { session, added } = createSession();
    session.setDisplay(added, display);
    expect(() => toDeletion(session, added)).toThrow("Unlock and show it");
  });
});

test("what a person renamed keeps its name when the model runs again, as long as it is the same thing", async () => {
  const { session } = createSession();
  const { segmentNumber, type, category } = drawn[0]!;
  await run(session, 48);
  changeSegment(session, segmentNumber, { label: "Leber", term: { type, category }, color: [9, 8, 7] });
  expect(session.history.nextUndo?.name).toBe("change Leber");
  await run(session, 6);
  expect(session.findSegment(segmentNumber)).toMatchObject({ label: "Leber", color: [9, 8, 7] });
  changeSegment(session, segmentNumber, draft);
  await run(session, 6);
  expect(session.findSegment(segmentNumber)).toEqual(drawn[0]);
});
