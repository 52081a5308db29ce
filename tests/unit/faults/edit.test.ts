import { describe, expect, it } from "vitest";
import { computeChanges, type EditOperation, type OperationRunner } from "../../../src/editing/index.ts";
import { SegmentationSession } from "../../../src/editing/session/segmentation-session.ts";
import { createGrid } from "../../../src/geometry/index.ts";
import { countLabels } from "../../../src/volume/label-map.ts";
import { liver } from "../dicom-objects/phantom.ts";
import { type FaultCounter, failAllocations, failEach } from "./fail-nth.ts";

const grid = createGrid({
  size: [40, 30, 6],
  spacingMm: [0.5, 0.75, 2],
  originLps: [-10, 20, 30],
  directionsLps: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
});
const image = Int16Array.from({ length: 40 * 30 * 6 }, (_, n) => (n * 37) % 101);
const runner: OperationRunner = {
  run: async (target, operation, limits) => computeChanges(target, operation, limits),
  [Symbol.dispose]: () => undefined,
};

/** A session with two strokes that are part of the work of the person at the screen. */
function begunSession(): SegmentationSession {
  const session = new SegmentationSession(grid, [liver, { ...liver, segmentNumber: 2 }], 2, { image });
  paint(session, 1, [3, 17], [2, 25]);
  paint(session, 2, [12, 30], [10, 20]);
  return session;
}

function paint(
  session: SegmentationSession,
  label: number,
  columns: readonly number[],
  rows: readonly number[],
): void {
  const edit = session.beginEdit("hand", "stroke");
  try {
    for (let k = 1; k < 5; k++)
      for (let j = rows[0]!; j < rows[1]!; j++)
        edit.setRow({ i: columns[0]!, end: columns[1]!, j, k }, label);
    edit.commit();
  } catch (error) {
    // As the pointer's tools do when something fails below a stroke.
    if (session.isEditing) edit.cancel();
    throw error;
  }
}

/** Either all of the last step is there, or nothing; what was drawn before is; all of it can be undone, and drawing goes on. */
function expectNothingHalf(session: SegmentationSession, before: Uint8Array, after: Uint8Array): void {
  expect(session.isEditing).toBe(false);
  expect(
    session.voxels.every((label, n) => label === before[n]) ||
      session.voxels.every((label, n) => label === after[n]),
  ).toBe(true);
  const counts = countLabels(session.voxels);
  for (const label of [1, 2]) expect(session.counts.voxels(label)).toBe(counts[label]);
  const isDone = session.voxels.some((label, n) => label !== before[n]);
  expect(session.history.steps).toHaveLength(isDone ? 3 : 2);
  while (session.undo());
  expect(session.voxels.some((label) => label > 0)).toBe(false);
  while (session.redo());
  paint(session, 1, [0, 2], [0, 2]);
  expect(session.voxels[40 * 30]).toBe(1);
}

const before = begunSession().voxels.slice();

async function failEverywhere(step: (session: SegmentationSession) => unknown): Promise<number> {
  const whole = begunSession();
  await step(whole);
  expect(whole.voxels).not.toEqual(before);
  return failEach(async (counter: FaultCounter) => {
    const session = begunSession();
    let failure: unknown;
    try {
      using _ = failAllocations(counter, 1);
      await step(session);
    } catch (error) {
      failure = error;
    }
    if (failure !== undefined) expect(counter.hasFailed, String(failure)).toBe(true);
    expectNothingHalf(session, before, whole.voxels);
  });
}

const operations: readonly EditOperation[] = [
  { kind: "threshold", segmentNumber: 1, range: { lower: 20, upper: 60 } },
  { kind: "margin", segmentNumber: 1, marginMm: 1.5 },
  { kind: "smooth-gaussian", segmentNumber: 1, sigmaMm: 1 },
  { kind: "relabel", from: [1], to: 2 },
];

describe("editing, whichever allocation fails", () => {
  it("a stroke is done or not done, and the strokes before it stay", async () => {
    expect(await failEverywhere((session) => paint(session, 2, [1, 39], [1, 29]))).toBeGreaterThan(3);
  });

  it("another segmentation in the place of this one is there whole, or this one is", async () => {
    const other = Uint8Array.from(before, (label, n) => (n % 7 === 0 ? 2 : label));
    const types = new Map([[2, "MANUAL" as const]]);
    const uses = await failEverywhere((session) =>
      session.replace("file", "open", other, { segments: session.segments, types }),
    );
    expect(uses).toBeGreaterThan(3);
  });

  it.each(operations.map((operation) => [operation.kind, operation] as const))(
    "%s is done or not done",
    async (_, operation) => {
      expect(await failEverywhere((session) => session.perform(operation, runner))).toBeGreaterThan(3);
    },
  );
});
