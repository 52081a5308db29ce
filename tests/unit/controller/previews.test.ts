import { describe, expect, it } from "vitest";
import { operationGroups } from "../../../src/controller/index.ts";
import type { OperationId } from "../../../src/controller/operation-entry.ts";
import type { EditOperation } from "../../../src/editing/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";
import { openStudy, workHere } from "./fake-host.ts";

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

  it.each([
    ["flood fill", { kind: "flood-fill", segmentNumber: 1, at: [5, 0, 0], tolerance: 1 }],
    ["threshold", { kind: "threshold", segmentNumber: 1, range: { lower: -1, upper: 1 } }],
    [
      "scissors",
      {
        kind: "scissors",
        segmentNumber: 1,
        how: "erase-inside",
        sliceAxis: 2,
        polygon: [
          [-1, -1],
          [3, -1],
          [3, 1],
          [-1, 1],
        ],
        slices: [0, 0],
      },
    ],
    ["margin", { kind: "margin", segmentNumber: 1, marginMm: 1 }],
  ] satisfies [string, EditOperation][])(
    "of %s is neither measured, compared, reviewed nor handed out",
    async (_, operation) => {
      const compared: string[] = [];
      const { controller, study, session, write } = await openStudy(
        [anySegment(1)],
        straightGrid([6, 1, 1]),
        {
          work: {
            ...workHere,
            readDicomSeg: async () => ({ labelMaps: [reference], parts: [], notes: [] }) as never,
            compare: async (request) => {
              compared.push(request.found.labels.join(""));
              return workHere.compare(request, new AbortController().signal);
            },
          },
        },
      );
      const reference = { ...session.toLabelMap(), segments: [anySegment(1)] };
      write("run", [0, 1, 1, 0, 0, 0]);
      const before = { segments: controller.state.segments, findings: study.review.settle().findings };
      await controller.operations.preview(operation);
      const shown = session.voxels.join("");
      expect(shown).not.toBe("011000");
      expect(controller.exports.toLabelMap().voxels.join("")).toBe("011000");
      expect(controller.state.segments).toEqual(before.segments);
      expect(study.review.compareWithDraft()).toMatchObject([{ segmentNumber: 1, added: 0, removed: 0 }]);
      expect(study.review.settle().findings).toEqual(before.findings);
      expect(session.hasUnsavedWork).toBe(true);
      await controller.comparison.open(new File([], "reference.dcm"));
      expect(compared.at(-1)).toMatch(/^0*110*$/);
      controller.operations.acceptPreview();
      expect(controller.exports.toLabelMap().voxels.join("")).toBe(shown);
      expect(session.counts.voxels(1)).toBe(shown.replaceAll("0", "").length);
      controller.undo();
      expect(session.counts.voxels(1)).toBe(2);
    },
  );

  it("is no unsaved work", async () => {
    const { controller, session } = await openStudy([anySegment(1)]);
    await controller.operations.preview({
      kind: "threshold",
      segmentNumber: 1,
      range: { lower: -1, upper: 1 },
    });
    expect(session.voxels.join("")).toBe("111111");
    expect(session.hasUnsavedWork).toBe(false);
    controller.operations.cancel();
    expect(session.counts.voxels(1)).toBe(0);
    expect(session.voxels.join("")).toBe("000000");
  });
});
