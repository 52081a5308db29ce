import { describe, expect, it } from "vitest";
import { anyTissue, operationGroups } from "../../../src/controller/index.ts";
import type { OperationId } from "../../../src/controller/operation-entry.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";
import { openStudy } from "./fake-host.ts";

const entryOf = (wanted: OperationId) =>
  operationGroups.flatMap(({ entries }) => entries).find(({ id }) => id === wanted)!;

describe("operations", () => {
  it("change the active segment, as steps that can be undone, and say where there was nothing to change", async () => {
    const { controller, session, write, said } = await openStudy([anySegment(1), anySegment(2)]);
    write("run", [1, 0, 1, 0, 0, 0]);
    await controller.operations.operate(entryOf("keepLargest"));
    expect(session.counts.voxels(1)).toBe(1);
    await controller.operations.operate(entryOf("keepLargest"));
    expect(said()).toBe("Nothing to change.");
    controller.undo();
    expect([...session.voxels]).toEqual([1, 0, 1, 0, 0, 0]);
    await controller.operations.perform({ kind: "relabel", from: [1], to: 2 });
    expect([...session.voxels]).toEqual([2, 0, 2, 0, 0, 0]);
  });

  it("combine it with another one that may be changed, or with what the model drew", async () => {
    const { controller, session, write } = await openStudy([anySegment(1), anySegment(2), anySegment(3)]);
    write("run", [1, 1, 2, 2, 3, 0]);
    controller.segments.setDisplay(3, { locked: true });
    expect(controller.operands.all.map(({ id }) => id)).toEqual(["here 2", "model 1", "model 2", "model 3"]);
    controller.operands.choose("here 2");
    await controller.operations.operate(entryOf("add"));
    expect([...session.voxels]).toEqual([1, 1, 1, 1, 3, 0]);
    write("hand", [0, 0, 0, 0, 3, 0]);
    controller.operands.choose("model 1");
    await controller.operations.operate(entryOf("copy"));
    expect([...session.voxels]).toEqual([1, 1, 0, 0, 3, 0]);
  });

  it("keep to the limits that were set, until another study is open", async () => {
    const grid = straightGrid([3, 1, 2]);
    const { controller, session, write, host } = await openStudy([anySegment(1), anySegment(2)], grid);
    write("run", [1, 0, 2, 1, 0, 2]);
    controller.limits.set({ overwrites: "background", operatesOn: "slice" });
    host.lookAt([0, 0, 1]);
    expect(controller.limits.slice).toEqual({ axis: 2, index: 1 });
    await controller.operations.operate(entryOf("clear"));
    expect([...session.voxels]).toEqual([1, 0, 2, 0, 0, 2]);
    controller.operands.choose("here 2");
    await controller.operations.operate(entryOf("copy"));
    expect([...session.voxels]).toEqual([1, 0, 2, 0, 0, 2]);
    await controller.context.open(controller.study!.series, [anySegment(1)]);
    expect(controller.state.limits).toEqual({ range: undefined, overwrites: "all", operatesOn: "volume" });
  });

  it("are shown before they count where they go by the image, and are one step once applied", async () => {
    const grid = straightGrid([8, 8, 1]);
    const { controller, session, write } = await openStudy([anySegment(1)], grid);
    const { voxels: image } = controller.study!.series.volume;
    image.forEach((_, n) => {
      image[n] = n % 8 < 4 ? 100 : 0;
    });
    const drawn = Array.from({ length: 64 }, (_, n) => Number(n % 8 < 6));
    write("run", drawn);
    const steps = () => session.history.steps.length;
    const before = steps();
    const refine = () => controller.operations.operate(entryOf("refineBoundary"));
    await refine();
    expect(controller.state.preview).toEqual({ name: "refine the boundary of Segment 1" });
    const shown = [...session.voxels];
    expect(shown).not.toEqual(drawn);
    await controller.operations.operate(entryOf("clear"));
    expect([...session.voxels]).toEqual(shown);
    controller.operations.cancel();
    expect([...session.voxels]).toEqual(drawn);
    expect([controller.state.preview, steps()]).toEqual([undefined, before]);
    await refine();
    controller.operations.acceptPreview();
    expect([[...session.voxels], steps()]).toEqual([shown, before + 1]);
    controller.undo();
    expect([...session.voxels]).toEqual(drawn);
    write(
      "hand",
      drawn.map((label) => 1 - label),
    );
    write("hand", drawn);
    await refine();
    expect([...session.voxels]).toEqual(drawn);
  });

  it("are not begun on a locked segment, while another goes on, or while a threshold is being set", async () => {
    const { controller, session, write } = await openStudy([anySegment(1)]);
    write("run", [1, 1, 0, 1, 0, 0]);
    controller.segments.setDisplay(1, { locked: true });
    await controller.operations.operate(entryOf("clear"));
    expect(session.counts.voxels(1)).toBe(3);
    const edit = session.beginEdit("hand", "stroke");
    await expect(controller.operations.perform({ kind: "relabel", from: [1], to: 0 })).rejects.toMatchObject({
      code: "busy",
    });
    edit.cancel();
  });
});

describe("segments", () => {
  it("are added, changed and deleted by the dialog and by calls, each as a step", async () => {
    const { controller, session } = await openStudy([anySegment(1)]);
    const { segments } = controller;
    segments.openDialog("new");
    await segments.save({ label: "Cyst", term: anyTissue });
    segments.closeDialog();
    expect(controller.state).toMatchObject({
      activeSegment: 2,
      undoName: "add Cyst",
      segmentDialog: undefined,
    });
    segments.openDialog(2);
    await segments.save({ label: "Renal cyst", term: anyTissue });
    expect(segments.find(2)?.label).toBe("Renal cyst");
    await segments.delete(2);
    expect(segments.find(2)).toBeUndefined();
    controller.undo();
    expect(segments.find(2)?.label).toBe("Renal cyst");
    expect(session.history.steps).toHaveLength(2);
  });

  it("are left alone while something is drawn, and the dialog stays closed", async () => {
    const { controller, session } = await openStudy([anySegment(1)]);
    session.beginEdit("hand", "stroke");
    controller.segments.openDialog("new");
    expect(controller.state.segmentDialog).toBeUndefined();
    await expect(controller.segments.add({ label: "Cyst", term: anyTissue })).rejects.toMatchObject({
      code: "busy",
    });
    await expect(controller.segments.delete(1)).rejects.toMatchObject({ code: "busy" });
  });
});
