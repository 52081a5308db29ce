import { describe, expect, it } from "vitest";
import { operationGroups } from "../../../src/controller/index.ts";
import type { OperationId } from "../../../src/controller/operation-entry.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";
import { openStudy } from "./fake-host.ts";

const entryOf = (wanted: OperationId) =>
  operationGroups.flatMap(({ entries }) => entries).find(({ id }) => id === wanted)!;

describe("a preview", () => {
  it("keeps the part at the crosshairs, as one step once it is applied", async () => {
    const { controller, session, write, host } = await openStudy([anySegment(1)]);
    write("run", [1, 1, 0, 1, 0, 0]);
    host.cursor = [3, 0, 0];
    await controller.operations.operate(entryOf("keepPart"));
    expect(controller.state.preview).toEqual({ name: "keep one island of Segment 1" });
    controller.operations.cancel();
    expect(session.voxels.join("")).toBe("110100");
    await controller.operations.operate(entryOf("keepPart"));
    controller.operations.acceptPreview();
    expect(session.voxels.join("")).toBe("000100");
    controller.undo();
    expect(session.voxels.join("")).toBe("110100");
  });

  it("of what cannot be done or would change nothing is told", async () => {
    const { controller, write, said } = await openStudy([anySegment(1)]);
    write("run", [0, 1, 0, 0, 0, 0]);
    await controller.operations.operate(entryOf("keepPart"));
    expect(said()).toContain("The segment has no voxel at (0, 0, 0).");
    await controller.operations.operate(entryOf("propagate"));
    expect(said()).toBe("Draw or erase on two slices first, with others between them.");
    controller.toolBox.configure({ threshold: { lower: 5, upper: 6 } });
    await controller.operations.previewThreshold();
    expect(said()).toBe("Nothing to change.");
    controller.toolBox.configure({ threshold: { lower: -1, upper: 6 } });
    await controller.operations.previewThreshold();
    expect(controller.state.preview).toBeDefined();
  });

  it("lets the slices between two follow what was erased on both, in several strokes", async () => {
    const grid = straightGrid([4, 1, 5]);
    const { controller, session } = await openStudy([anySegment(1)], grid);
    const stroke = (label: number, i: number, end: number, k: number) => {
      const edit = session.beginEdit("hand", "stroke");
      edit.setRow({ i, end, j: 0, k }, label);
      edit.commit();
    };
    for (let k = 0; k < 5; k++) stroke(1, 0, 4, k);
    stroke(0, 2, 3, 0);
    stroke(0, 3, 4, 0);
    stroke(0, 2, 4, 4);
    await controller.operations.operate(entryOf("propagate"));
    expect(controller.state.preview).toEqual({ name: "erase from Segment 1 between two slices" });
    controller.operations.acceptPreview();
    expect(session.voxels.join("")).toBe("1100".repeat(5));
  });

  it("of scribbles changes nothing until it is applied, and keeps them where it is not", async () => {
    const { controller, session, write } = await openStudy([anySegment(1)], straightGrid([6, 1, 1]));
    write("run", [1, 1, 1, 0, 0, 0]);
    const { scribbles } = controller.toolBox;
    scribbles.add({ label: 1, slice: { axis: 2, index: 0 }, radiusMm: 0.4, points: [[4, 0, 0]] });
    await controller.operations.repairFromScribbles();
    expect(session.history.steps).toHaveLength(1);
    controller.operations.cancel();
    expect(session.voxels.join("")).toBe("111000");
    expect(scribbles.drawn).toHaveLength(1);
    await controller.operations.repairFromScribbles();
    controller.operations.acceptPreview();
    expect(session.counts.voxels(1)).toBeGreaterThan(3);
    expect(controller.state).toMatchObject({
      hasScribbles: false,
      undoName: "correct Segment 1 from scribbles",
    });
  });
});
