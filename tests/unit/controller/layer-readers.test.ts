import { describe, expect, it } from "vitest";
import { drawRun } from "../../../src/controller/draw-run.ts";
import { editsAtRisk } from "../../../src/controller/edited-voxels.ts";
import { operationGroups } from "../../../src/controller/operation-list.ts";
import { wholeBox } from "../../../src/regions/index.ts";
import type { RunReport } from "../../../src/segmentation/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";
import { openStudy } from "./fake-host.ts";

const grid = straightGrid([8, 1, 1]);
const abnormality = { codeValue: "49755003", codingSchemeDesignator: "SCT", codeMeaning: "Abnormal" };
const organ = anySegment(1, { label: "Organ", algorithmType: "AUTOMATIC" });
const tumour = anySegment(2, { label: "Tumour", category: abnormality });

/** An organ by a model in the voxels 0 to 5, and a tumour by hand over it in 4 to 7: the organ lies in a layer. */
async function open() {
  const made = await openStudy([organ, tumour], grid);
  const { session } = made;
  const run = session.beginEdit("run", "run");
  run.types = new Map([[1, "AUTOMATIC"]]);
  run.setRow({ i: 0, end: 6, j: 0, k: 0 }, 1);
  run.commit();
  session.setDisplay(2, { overlaps: true });
  session.activeSegment = 2;
  const edit = session.beginEdit("hand", "brush");
  edit.setRow({ i: 4, end: 8, j: 0, k: 0 }, 2);
  edit.commit();
  expect([...session.layers.keys()]).toEqual([1]);
  const operate = (id: string) =>
    made.controller.operations.operate(
      operationGroups.flatMap(({ entries }) => entries).find((entry) => entry.id === id)!,
    );
  const voxelsOf = (number: number) =>
    [...Array(8).keys()].filter((i) => session.segmentVoxels.at([i, 0, 0]).includes(number));
  return { ...made, operate, voxelsOf };
}

describe("a segment that lies in a layer", () => {
  it("has its voxels, box, slices and volume as any other", async () => {
    const { session, controller } = await open();
    const { segmentVoxels } = session;
    expect([segmentVoxels.count(1), segmentVoxels.count(2)]).toEqual([6, 4]);
    expect(segmentVoxels.box(1)).toEqual({ from: [0, 0, 0], to: [6, 1, 1] });
    expect([0, 4, 7].map((i) => segmentVoxels.countInSlice(1, i, 0))).toEqual([1, 1, 0]);
    expect([...segmentVoxels.mask(1, { from: [3, 0, 0], to: [8, 1, 1] }).values]).toEqual([1, 1, 1, 0, 0]);
    expect([...Array(8).keys()].filter(segmentVoxels.test(1, session.voxels))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(segmentVoxels.at([4, 0, 0])).toEqual([1, 2]);
    expect(controller.state.segments.map(({ volumeMl }) => volumeMl)).toEqual([0.006, 0.004]);
  });

  it("was not drawn by hand, nor corrected, when another was drawn over it", async () => {
    const { session, study, controller } = await open();
    expect(session.algorithmTypes.get(1)).toBe("AUTOMATIC");
    expect([...study.edited.toMask()!]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    study.review.settle();
    expect(controller.state.review.segments.get(1)).toBeUndefined();
    controller.review.showChanges(true);
    expect(controller.state.changes).toMatchObject([
      { segmentNumber: 1, voxelsBefore: 6, voxelsAfter: 6, added: 0, removed: 0, dice: 1 },
      { segmentNumber: 2, voxelsBefore: 0, voxelsAfter: 4, added: 4 },
    ]);
  });

  it("differs from what the model drew where it does", async () => {
    const { session, controller } = await open();
    session.activeSegment = 1;
    const edit = session.beginEdit("hand", "eraser");
    edit.setRow({ i: 0, end: 1, j: 0, k: 0 }, 0);
    edit.commit();
    session.activeSegment = 2;
    session.activeSegment = 1;
    controller.differences.toggle("model");
    const { other } = controller.differences;
    expect([0, 4, 6].map((index) => other?.(index))).toEqual([true, true, false]);
    controller.differences.toggle("model");
    expect(controller.differences.other).toBeUndefined();
  });

  it("is subtracted from the active one, added to it, and merged into it", async () => {
    const { operate, voxelsOf, controller, session } = await open();
    expect(controller.operands.all.find(({ source }) => source === "here")).toMatchObject({
      label: "Organ",
      isOver: true,
    });
    await operate("subtract");
    expect(voxelsOf(2)).toEqual([6, 7]);
    controller.undo();
    await operate("intersect");
    expect(voxelsOf(2)).toEqual([4, 5]);
    controller.undo();
    await operate("copy");
    expect(voxelsOf(2)).toEqual([0, 1, 2, 3, 4, 5]);
    controller.undo();
    await operate("merge");
    expect(voxelsOf(2)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(session.segments.map(({ label }) => label)).toEqual(["Tumour"]);
    controller.undo();
    expect([voxelsOf(1), voxelsOf(2)]).toEqual([
      [0, 1, 2, 3, 4, 5],
      [4, 5, 6, 7],
    ]);
  });

  it("gets in its layer what is given to it", async () => {
    const { operate, voxelsOf, session } = await open();
    await operate("relabel");
    expect(voxelsOf(1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(voxelsOf(2)).toEqual([]);
    expect(session.voxels.every((label) => label === 0)).toBe(true);
    session.undo();
    expect([voxelsOf(1), voxelsOf(2)]).toEqual([
      [0, 1, 2, 3, 4, 5],
      [4, 5, 6, 7],
    ]);
  });

  it("is left out when it was rejected, and the review knows where it lies", async () => {
    const { study, controller, session } = await open();
    session.activeSegment = 1;
    expect([...session.layers.keys()]).toEqual([2]);
    const [finding] = study.review.settle().findings;
    expect(finding).toMatchObject({ segmentNumber: 2, voxels: 4 });
    const item = controller.review.items.find(({ findingId }) => findingId === finding!.id)!;
    study.review.decide(item, "rejected");
    expect([3, 4, 7].map((i) => study.review.isRejected([i, 0, 0]))).toEqual([false, true, true]);
    expect(controller.state.rejected).toMatchObject([{ segmentNumber: 2, becomes: 0 }]);
    const { notes } = await controller.exports.write("nrrd");
    expect(notes.join(" ")).toContain("1 rejected left out");
    expect(controller.exports.toLabelMap().voxels).toEqual(Uint8Array.of(1, 1, 1, 1, 1, 1, 0, 0));
  });
});

describe("a run again over segments that overlap", () => {
  /** The model draws its segment, which is the first, as these labels. */
  const run = (
    session: Awaited<ReturnType<typeof open>>["session"],
    labels: readonly number[],
    options: { readonly edited?: Uint8Array | undefined; readonly keepsEdits?: boolean },
  ) =>
    drawRun(session, {
      name: "again",
      segments: [organ],
      ...options,
      run: async ({ keep, onSlice }) => {
        const voxels = Uint8Array.from(labels, (label, at) =>
          keep?.edited?.[at] ? keep.labelMap.voxels[at]! : label,
        );
        onSlice?.({ sliceAxis: 2, sliceIndex: 0, labels: voxels });
        const labelMap = createLabelMap({ grid, voxels, segments: [organ] });
        return { labelMap, labelledBox: wholeBox(grid), report: {} as RunReport };
      },
    });

  it("draws the model's anew, whole, and leaves what a person has drawn over it", async () => {
    const { session, study, voxelsOf } = await open();
    await run(session, [1, 1, 1, 1, 1, 1, 1, 0], { edited: study.edited.toMask(), keepsEdits: true });
    expect(voxelsOf(1)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(voxelsOf(2)).toEqual([4, 5, 6, 7]);
    expect([...session.layers.keys()]).toEqual([2]);
    await run(session, [0, 1, 1, 1, 1, 0, 0, 0], { keepsEdits: false });
    expect([voxelsOf(1), voxelsOf(2)]).toEqual([
      [1, 2, 3, 4],
      [4, 5, 6, 7],
    ]);
  });

  it("counts a layer that a person has drawn as at risk", async () => {
    const { session, study } = await open();
    session.activeSegment = 1;
    expect(editsAtRisk(session, undefined)).toEqual({ voxels: 4, hasLocks: false });
    session.setDisplay(2, { locked: true });
    expect(editsAtRisk(session, undefined)).toBeUndefined();
    expect(editsAtRisk(session, study.edited.toMask())?.hasLocks).toBe(true);
  });
});
