import { expect, test } from "vitest";
import { type OperationRunner, SegmentationSession, type VoxelRuns } from "../../../src/editing/index.ts";
import { segment } from "../../bench/ct-series.ts";
import { gridOf } from "./targets.ts";

/* A preview of so many runs that they are written in several turns: the first voxel of every row. */
const [columns, rows, slices] = [4, 200, 150];
const count = rows * slices;

function open(beforeRuns: () => void = () => undefined) {
  const session = new SegmentationSession(gridOf([columns, rows, slices]), [segment(1), segment(2)], 2);
  const edit = session.beginEdit("hand", "row");
  edit.setRow({ i: 0, end: 2, j: 7, k: 140 }, 2);
  edit.commit();
  const before = session.voxels.slice();
  const runs: VoxelRuns = {
    start: Uint32Array.from({ length: count }, (_, n) => n * columns),
    length: new Uint16Array(count).fill(1),
    before: Uint8Array.from({ length: count }, (_, n) => before[n * columns]!),
    after: new Uint8Array(count).fill(1),
  };
  const runner: OperationRunner = {
    async run() {
      beforeRuns();
      return runs;
    },
    [Symbol.dispose]: () => undefined,
  };
  const preview = (signal?: AbortSignal) =>
    session.preview({ kind: "threshold", segmentNumber: 1, range: { lower: 0, upper: 1 } }, runner, {
      ...(signal && { signal }),
    });
  return { session, before, preview };
}

test("a large preview is all there, and goes and comes as one step", async () => {
  const { session, before, preview } = open();
  const edit = await preview();
  const after = before.map((label, n) => (n % columns === 0 ? 1 : label));
  expect(session.voxels).toEqual(after);
  expect(session.appliedVoxels).toEqual(before);
  edit!.commit();
  expect(session.counts.voxels(1)).toBe(count);
  session.undo();
  expect(session.voxels).toEqual(before);
  session.redo();
  expect(session.voxels).toEqual(after);
});

test("one that is cancelled while it is written leaves nothing", async () => {
  const abort = new AbortController();
  const { session, before, preview } = open(() => abort.abort());
  await expect(preview(abort.signal)).rejects.toMatchObject({ code: "cancelled" });
  expect(session.voxels).toEqual(before);
  expect([session.counts.voxels(1), session.counts.voxels(2)]).toEqual([0, 2]);
  expect(session.isEditing).toBe(false);
  session.beginEdit("hand", "another").cancel();
});
