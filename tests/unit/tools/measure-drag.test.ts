import { describe, expect, it } from "vitest";
import { SegmentationSession } from "../../../src/editing/index.ts";
import type { CanvasPoint } from "../../../src/tools/drawing-pane.ts";
import { measureDrag, whyNotMeasure } from "../../../src/tools/measure-drag.ts";
import { ToolBox } from "../../../src/tools/tool-box.ts";
import { anySegment } from "../volume/any-segment.ts";
import { smallGrid as grid, smallPane as pane } from "./small-pane.ts";

function openBox() {
  const toolBox = new ToolBox("measure");
  const session = new SegmentationSession(grid, [anySegment(1)], 2);
  toolBox.session = session;
  const { measures } = toolBox;
  const drawn: unknown[] = [];
  measures.drawn.subscribe(({ id, axes }) => {
    drawn.push({ id, axes });
    measures.show([{ id: id ?? 1, axes, isActive: true }]);
  });
  const drag = (from: CanvasPoint, ...to: CanvasPoint[]) => {
    const press = measureDrag({ pane: pane(), toolBox }, from);
    press.move(to, {} as PointerEvent);
    return press;
  };
  return { toolBox, session, measures, drawn, drag };
}

describe("a press of the tool that measures", () => {
  it("draws the long axis, then the short one across it, then moves their ends", () => {
    const { drag, drawn, measures } = openBox();
    drag([20, 50], [60, 50], [120, 50]).end();
    expect(drawn).toEqual([
      {
        id: undefined,
        axes: {
          sliceAxis: 2,
          long: [
            [2, 5, 2],
            [12, 5, 2],
          ],
        },
      },
    ]);
    drag([60, 30], [90, 70]).end();
    const short = [
      [6, 3, 2],
      [6, 7, 2],
    ];
    expect(drawn[1]).toEqual({
      id: 1,
      axes: {
        sliceAxis: 2,
        long: [
          [2, 5, 2],
          [12, 5, 2],
        ],
        short,
      },
    });
    // Eight pixels beside the end it is still taken hold of.
    drag([66, 74], [60, 90]).end();
    expect(drawn[2]).toMatchObject({
      id: 1,
      axes: {
        short: [
          [6, 3, 2],
          [6, 9, 2],
        ],
      },
    });
    drag([120, 50], [150, 50]).end();
    expect(drawn[3]).toMatchObject({
      id: 1,
      axes: {
        long: [
          [2, 5, 2],
          [15, 5, 2],
        ],
      },
    });
    // Away from all ends it begins anew.
    drag([10, 90], [90, 90]).end();
    expect(drawn[4]).toMatchObject({
      id: undefined,
      axes: {
        long: [
          [1, 9, 2],
          [9, 9, 2],
        ],
      },
    });
    expect(measures.sketch).toBeUndefined();
  });

  it("shows what is drawn in the place of what it was, and nothing of it after Escape or a click", () => {
    const { drag, drawn, measures } = openBox();
    const axes = {
      sliceAxis: 2,
      long: [
        [2, 5, 2],
        [12, 5, 2],
      ],
    } as const;
    measures.show([{ id: 7, axes, isActive: false }]);
    const moving = drag([120, 50], [150, 500]);
    expect(measures.visible).toEqual([
      {
        isActive: true,
        axes: {
          sliceAxis: 2,
          long: [
            [2, 5, 2],
            [15, 9, 2],
          ],
        },
      },
    ]);
    moving.cancel?.();
    expect(measures.visible).toEqual([{ id: 7, axes, isActive: false }]);
    drag([50, 50], [52, 51]).end();
    expect(drawn).toEqual([]);
  });

  it("is refused in oblique views, and while something is drawn", () => {
    const { toolBox, session } = openBox();
    expect(whyNotMeasure({ pane: pane(), toolBox })).toBeUndefined();
    expect(whyNotMeasure({ pane: { ...pane(), slice: undefined }, toolBox })).toMatch("oblique");
    session.beginEdit("run", "run");
    expect(whyNotMeasure({ pane: pane(), toolBox })).toMatch("Wait until");
  });
});
