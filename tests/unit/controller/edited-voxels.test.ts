import { expect, it } from "vitest";
import { EditedVoxels } from "../../../src/controller/edited-voxels.ts";
import { SegmentationSession } from "../../../src/editing/session/segmentation-session.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";

const grid = straightGrid([4, 1, 1]);
const segment = anySegment(1);

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
