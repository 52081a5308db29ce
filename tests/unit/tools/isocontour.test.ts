import { expect, it } from "vitest";
import { type EditOperation, Editor, Scribbles, SegmentationSession } from "../../../src/editing/index.ts";
import { type DrawingPane, initialToolSettings, type ToolSettings } from "../../../src/tools/index.ts";
import { drawingDrag } from "../../../src/tools/pane-drawing.ts";
import { type ToolPress, whyNotDraw } from "../../../src/tools/tool-press.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";

const grid = straightGrid([20, 20, 5], [2, 2, 4]);
const session = new SegmentationSession(grid, [anySegment(1)], 2);
const pane = {
  grid,
  slice: { axis: 2, index: 3 },
  pixelsPerMm: 5,
  toIjk: ([x, y]: readonly [number, number]) => [x / 10, y / 10, 3],
} as unknown as DrawingPane;

/** The operation that is previewed after a drag, and what was outlined on the way. */
function drawn(
  settings: Partial<ToolSettings>,
  suvFactor: number | undefined,
  to?: readonly [number, number],
) {
  const previews: EditOperation[] = [];
  const outlines: (readonly (readonly [number, number])[])[] = [];
  const drag = drawingDrag(
    {
      tool: "isocontour",
      pane,
      session,
      suvFactor,
      erases: false,
      fromAll: false,
      settings: { ...initialToolSettings, ...settings },
      editor: new Editor(),
      preview: (operation) => void previews.push(operation),
      sayAt: () => undefined,
      scribbles: new Scribbles(),
      showOutline: (points) => void outlines.push(points),
    },
    [50, 60],
  )!;
  if (to) drag.move([to], {} as PointerEvent);
  drag.end();
  return { operation: previews[0], outlines };
}

it("an isocontour is previewed in a sphere that was dragged, or of the set size where it was clicked", () => {
  const { operation, outlines } = drawn({}, 0.002, [80, 100]);
  expect(operation).toEqual({
    kind: "isocontour",
    segmentNumber: 1,
    at: [5, 6, 3],
    radiusMm: 10,
    threshold: { fractionOfMaximum: 0.41 },
  });
  const [x, y] = outlines[1]![0]!;
  expect([x, y]).toEqual([100, 60]);
  expect(outlines.at(-1)).toEqual([]);
  expect(drawn({ isocontourDiameterMm: 30 }, 0.002, [53, 60]).operation).toMatchObject({ radiusMm: 15 });
});

it.each<[Partial<ToolSettings>, number | undefined, object]>([
  [{ isocontourPercent: 50 }, undefined, { fractionOfMaximum: 0.5 }],
  [{ isocontour: "suv25" }, 0.5, { value: 5 }],
  [{ isocontour: "suv4" }, 0.5, { value: 8 }],
  [{ isocontour: "own", isocontourValue: 3 }, 0.25, { value: 12 }],
  [{ isocontour: "own", isocontourValue: 3 }, undefined, { value: 3 }],
])("its threshold is in the unit of the image: %o of a factor of %s", (settings, suvFactor, threshold) => {
  expect(drawn(settings, suvFactor).operation).toMatchObject({ threshold });
});

it("one by SUV is refused where there is none, and says so", () => {
  const press = (suvFactor: number | undefined): ToolPress => ({
    tool: "isocontour",
    pane,
    session,
    suvFactor,
    erases: false,
    fromAll: false,
    settings: { ...initialToolSettings, isocontour: "suv4" },
  });
  expect(whyNotDraw(press(undefined))).toContain("SUV cannot be computed");
  expect(whyNotDraw(press(0.5))).toBeUndefined();
});
