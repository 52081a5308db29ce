import { expect, test } from "vitest";
import { createOperationRunner, SegmentationSession } from "../../../src/editing/index.ts";
import { applyPrompt } from "../../../src/prompting/apply-prompt.ts";
import { outlinedSegment } from "../../../src/prompting/outlined-segment.ts";
import { type Segment, sct } from "../../../src/volume/index.ts";
import { grid } from "./phantom.ts";

const algorithm = {
  algorithmName: "click-any",
  algorithmVersion: "1.0.0",
  algorithmParameters: "weights SHA-256 0",
};
const tissue = sct("85756007", "Tissue");
const segment = (segmentNumber: number, label: string): Segment => ({
  segmentNumber,
  label,
  category: tissue,
  type: tissue,
  color: [255, 0, 0],
  algorithmType: "MANUAL",
});
/** Two rows of eight voxels in slice 3. */
const mask = { box: { from: [10, 10, 3], to: [18, 12, 4] }, values: new Uint8Array(16).fill(1) } as const;
const result = { mask, algorithm };

function openSession() {
  const session = new SegmentationSession(grid, [segment(1, "Node"), segment(2, "Vessel")], 2);
  const edit = session.beginEdit("hand", "draw");
  edit.setRow({ i: 10, end: 12, j: 10, k: 3 }, 2);
  edit.commit();
  return session;
}
const runner = createOperationRunner();

test("an object becomes a part of the active segment in one step, which undo takes back", async () => {
  const session = openSession();
  const before = session.voxels.slice();
  const step = await applyPrompt(session, runner, result);
  expect(step?.name).toBe("outline Node from prompts");
  expect(session.counts.voxels(1)).toBe(16);
  expect(session.toLabelMap().segments.find(({ segmentNumber }) => segmentNumber === 1)).toMatchObject({
    algorithmType: "SEMIAUTOMATIC",
    algorithmName: "click-any",
  });
  expect(session.undo()).toBe(step);
  expect(session.voxels).toEqual(before);
  expect(session.findSegment(1)?.algorithmName).toBeUndefined();
});

test("locked segments and what a person has drawn stay", async () => {
  const session = openSession();
  session.setDisplay(2, { locked: true });
  const drawn = new Uint8Array(session.voxels.length);
  drawn[17 + 60 * (11 + 44 * 3)] = 1;
  await applyPrompt(session, runner, result, { drawn });
  expect(session.counts.voxels(2)).toBe(2);
  expect(session.counts.voxels(1)).toBe(13);
  await expect(applyPrompt(session, runner, result, { segmentNumber: 2 })).rejects.toMatchObject({
    code: "invalid-argument",
    message: expect.stringContaining('"Vessel" is locked or hidden'),
  });
  await expect(applyPrompt(session, runner, result, { segmentNumber: 9 })).rejects.toThrow(/no segment 9/);
});

test("a new segment comes with its object, and goes with it", async () => {
  const session = openSession();
  const newSegment = { ...outlinedSegment(algorithm, { segmentNumber: 3, label: "Cyst" }) };
  await applyPrompt(session, runner, result, { newSegment });
  expect(session.activeSegment).toBe(3);
  expect(session.counts.voxels(3)).toBe(16);
  session.undo();
  expect(session.findSegment(3)).toBeUndefined();
});
