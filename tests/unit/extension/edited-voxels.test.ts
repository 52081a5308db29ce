import { expect, it } from "vitest";
import { SegmentationSession } from "../../../src/cornerstone/segmentation-session.ts";
import { EditedVoxels } from "../../../src/extension/edited-voxels.ts";
import type { Grid } from "../../../src/geometry/index.ts";
import type { Segment } from "../../../src/volume/index.ts";

const grid = {
  size: [4, 1, 1],
  spacingMm: [1, 1, 1],
  originLps: [0, 0, 0],
  directionsLps: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
} as unknown as Grid;
const code = { codeValue: "1", codingSchemeDesignator: "99", codeMeaning: "Thing" };
const segment: Segment = {
  segmentNumber: 1,
  label: "Thing",
  color: [1, 2, 3],
  category: code,
  type: code,
  algorithmType: "MANUAL",
};

function write(session: SegmentationSession, kind: "hand" | "run", labels: readonly number[]): void {
  const edit = session.beginEdit(kind, kind);
  edit.writeAll(Uint8Array.from(labels));
  edit.commit();
}

it("marks what a person decided last, through runs, undo and steps that are forgotten", () => {
  const session = new SegmentationSession(grid, [segment], 2, { history: { maximumSteps: 3 } });
  const edited = new EditedVoxels(session);
  const mask = () => edited.toMask() && [...edited.toMask()!];
  expect(mask()).toBeUndefined();
  write(session, "run", [1, 1, 0, 0]);
  expect(mask()).toBeUndefined();
  write(session, "hand", [1, 0, 1, 0]);
  expect(mask()).toEqual([0, 1, 1, 0]);
  write(session, "run", [1, 1, 1, 0]);
  expect(mask()).toEqual([0, 0, 1, 0]);
  session.undo();
  expect(mask()).toEqual([0, 1, 1, 0]);
  session.redo();
  write(session, "hand", [1, 1, 1, 1]);
  write(session, "run", [0, 1, 1, 1]);
  write(session, "run", [1, 1, 1, 1]);
  expect(session.history.steps).toHaveLength(3);
  expect(mask()).toEqual([0, 0, 1, 1]);
});
