import { describe, expect, it } from "vitest";
import { SegmentationSession } from "../../../src/editing/index.ts";
import type { CanvasPoint } from "../../../src/tools/drawing-pane.ts";
import { runBoxDrag, whyNotRunBox } from "../../../src/tools/run-box-drag.ts";
import { ToolBox } from "../../../src/tools/tool-box.ts";
import { anySegment } from "../volume/any-segment.ts";
import { smallGrid as grid, smallPane } from "./small-pane.ts";

/** Slice 6 across the columns: rows to the right, slices down. */
const sidePane = {
  ...smallPane({ axis: 0, index: 6 }),
  toIjk: ([x, y]: CanvasPoint) => [6, x / 10, y / 10] as const,
  toCanvas: ([, j, k]: readonly number[]) => [10 * j!, 10 * k!] as const,
};

function openBox() {
  const toolBox = new ToolBox("run-box");
  toolBox.session = new SegmentationSession(grid, [anySegment(1)], 2);
  const drag = (from: CanvasPoint, to: CanvasPoint, pane = smallPane()) => {
    const press = runBoxDrag({ pane, toolBox }, from);
    press.move([to], {} as PointerEvent);
    return press;
  };
  return { toolBox, runBox: toolBox.runBox, drag };
}

describe("a press of the tool that draws the box of a run", () => {
  it("draws it through all slices, and in another plane sets how far it goes", () => {
    const { drag, runBox } = openBox();
    drag([120, 70], [41, 22]).end();
    expect(runBox.box).toEqual({ from: [4, 2, 0], to: [13, 8, 5] });
    drag([30, 10], [60, 29], sidePane).end();
    expect(runBox.box).toEqual({ from: [4, 3, 1], to: [13, 7, 4] });
    // Beyond the grid it ends with it.
    drag([-30, -30], [900, 10]).end();
    expect(runBox.box).toEqual({ from: [0, 0, 1], to: [20, 2, 4] });
  });

  it("moves an edge, at a corner two, and neither past the other nor out of the grid", () => {
    const { drag, runBox } = openBox();
    drag([40, 20], [120, 70]).end();
    drag([36, 50], [64, 50]).end();
    expect(runBox.box).toEqual({ from: [7, 2, 0], to: [13, 8, 5] });
    drag([125, 75], [900, 5]).end();
    expect(runBox.box).toEqual({ from: [7, 2, 0], to: [20, 3, 5] });
    drag([64, 20], [400, 20]).end();
    expect(runBox.box).toEqual({ from: [19, 2, 0], to: [20, 3, 5] });
  });

  it("draws it anew where the slice does not pass through it", () => {
    const { drag, runBox } = openBox();
    runBox.choose({ from: [4, 2, 0], to: [13, 8, 2] });
    drag([35, 20], [80, 70]).end();
    expect(runBox.box).toEqual({ from: [4, 2, 0], to: [9, 8, 5] });
  });

  it("leaves it as it was at a click and when it is cancelled, and shows it meanwhile", () => {
    const { drag, runBox } = openBox();
    drag([40, 20], [42, 21]).end();
    expect(runBox.box).toBeUndefined();
    const press = drag([40, 20], [80, 50]);
    expect(runBox.visible).toEqual({ from: [4, 2, 0], to: [9, 6, 5] });
    press.cancel!();
    expect([runBox.visible, runBox.box]).toEqual([undefined, undefined]);
  });

  it("is refused in an oblique view and while something is drawn", () => {
    const { toolBox } = openBox();
    expect(whyNotRunBox({ pane: smallPane(), toolBox })).toBeUndefined();
    expect(whyNotRunBox({ pane: { ...smallPane(), slice: undefined }, toolBox })).toContain("oblique");
    toolBox.session!.beginEdit("hand", "stroke");
    expect(whyNotRunBox({ pane: smallPane(), toolBox })).toBeDefined();
    toolBox.session = undefined;
    expect(toolBox.runBox.box).toBeUndefined();
  });
});
