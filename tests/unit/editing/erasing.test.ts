import { describe, expect, it } from "vitest";
import { computeChanges, type EditOperation } from "../../../src/editing/index.ts";
import { Editor } from "../../../src/editing/session/editor.ts";
import { Scribbles } from "../../../src/editing/session/scribbles.ts";
import { SegmentationSession } from "../../../src/editing/session/segmentation-session.ts";
import type { DrawingPane } from "../../../src/tools/drawing-pane.ts";
import { drawingDrag } from "../../../src/tools/pane-drawing.ts";
import { type ToolPress, whyNotDraw } from "../../../src/tools/tool-press.ts";
import { initialToolSettings } from "../../../src/tools/tool-settings.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";

const grid = straightGrid([6, 1, 1]);

function open() {
  const segments = [anySegment(1, { label: "Liver" }), anySegment(2, { label: "Tumour" }), anySegment(3)];
  const session = new SegmentationSession(grid, segments, 2, { image: new Int16Array(6) });
  const edit = session.beginEdit("file", "opening");
  edit.writeAll(Uint8Array.of(1, 1, 2, 2, 3, 3));
  edit.commit();
  session.activeSegment = 2;
  const pane = {
    grid,
    isOpen: true,
    slice: { axis: 2, index: 0 },
    toIjk: ([x]: readonly [number, number]) => [x, 0, 0],
  } as unknown as DrawingPane;
  const stroke = (change: Partial<ToolPress>): ToolPress => ({
    tool: "eraser",
    pane,
    session,
    settings: { ...initialToolSettings, brushDiameterMm: 1 },
    erases: false,
    fromAll: false,
    ...change,
  });
  const said: string[] = [];
  /** Draws across the whole row. */
  const draw = (change: Partial<ToolPress>): string => {
    const context = {
      ...stroke(change),
      editor: new Editor(),
      preview: () => undefined,
      sayAt: (_: unknown, text: string) => void said.push(text),
      scribbles: new Scribbles(),
      showOutline: () => undefined,
    };
    const drag = drawingDrag(context, [0, 0])!;
    drag.move([[5, 0]], {} as PointerEvent);
    drag.end();
    return session.voxels.join("");
  };
  return { session, stroke, draw, said };
}

describe("erasing", () => {
  it.each<[string, Partial<ToolPress>]>([
    ["the eraser", { tool: "eraser" }],
    ["the brush with Shift", { tool: "brush", erases: true }],
  ])("with %s takes the active segment only, with Alt all of them", (_, tool) => {
    const { session, draw } = open();
    expect(draw(tool)).toBe("110033");
    expect(session.history.nextUndo?.name).toBe("erasing Tumour");
    session.undo();
    expect(draw({ ...tool, fromAll: true })).toBe("000000");
    expect(session.history.nextUndo?.name).toBe("erasing all segments");
  });

  it("leaves locked and hidden segments alone, with Alt too", () => {
    const { session, draw } = open();
    session.setDisplay(1, { locked: true });
    session.setDisplay(3, { visible: false });
    expect(draw({ fromAll: true })).toBe("110033");
  });

  it("keeps to the limits of the image's values and of the box, with Alt too", () => {
    const { session, draw } = open();
    session.image!.set([0, 100, 100, 0, 100, 100]);
    session.limits = { range: { lower: 50, upper: 150 } };
    expect(draw({ fromAll: true })).toBe("100200");
    session.undo();
    session.limits = { box: { from: [3, 0, 0], to: [5, 1, 1] } };
    expect(draw({ fromAll: true })).toBe("112003");
  });

  const thatTakeAway: readonly EditOperation[] = [
    { kind: "margin", segmentNumber: 2, marginMm: -1 },
    { kind: "relabel", from: [2], to: 0 },
    { kind: "invert", segmentNumber: 2 },
    { kind: "smooth-median", segmentNumber: 2, kernelMm: 3 },
  ];
  it.each(thatTakeAway.map((operation) => [operation.kind, operation] as const))(
    "by %s keeps to them as well",
    (_, operation) => {
      const { session } = open();
      session.image!.set([0, 0, 0, 100, 0, 0]);
      const changes = computeChanges(session.editTarget, operation, { range: { lower: 50, upper: 150 } });
      for (const start of changes.start) expect(start).toBe(3);
    },
  );

  it("says why it cannot where the active segment is locked or hidden; with Alt it can", () => {
    const { session, stroke } = open();
    session.setDisplay(2, { locked: true });
    expect(whyNotDraw(stroke({}))).toBe("Tumour is locked. Unlock it to erase it.");
    expect(whyNotDraw(stroke({ fromAll: true }))).toBeUndefined();
    session.setDisplay(2, { locked: false, visible: false });
    expect(whyNotDraw(stroke({ tool: "brush", erases: true }))).toBe(
      "Tumour is hidden. Show it to erase it.",
    );
  });

  it("lets scribbles say where background is, whatever segment is active", () => {
    const { session, stroke } = open();
    session.setDisplay(2, { locked: true });
    expect(whyNotDraw(stroke({ tool: "scribbles", erases: true }))).toBeUndefined();
    expect(whyNotDraw(stroke({ tool: "scribbles" }))).toMatch(/is locked/);
  });

  it("keeps operations to the segments that they are said to own", async () => {
    const { session } = open();
    const runner = {
      run: async (...[target, operation, limits]: Parameters<typeof computeChanges>) =>
        computeChanges(target, operation, limits),
      [Symbol.dispose]: () => undefined,
    };
    const erase = (i: number) =>
      session.perform(
        { kind: "flood-fill", segmentNumber: 0, at: [i, 0, 0], tolerance: Number.POSITIVE_INFINITY },
        runner,
        { owned: [2] },
      );
    expect(await erase(0)).toBeUndefined();
    await erase(2);
    expect(session.voxels.join("")).toBe("110033");
  });

  it("and painting over what is locked say so where the pointer is", () => {
    const { session, draw, said } = open();
    session.setDisplay(3, { locked: true });
    draw({ tool: "brush" });
    expect(said).toEqual(["Segment 3 is locked"]);
    draw({ tool: "eraser" });
    expect(said).toHaveLength(1);
  });
});
