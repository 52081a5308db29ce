import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { SegmentationSession } from "../../../src/editing/index.ts";
import type { DrawingPane } from "../../../src/tools/drawing-pane.ts";
import { LayerDrawing } from "../../../src/tools/layer-drawing.ts";
import { MeasureDraft } from "../../../src/tools/measure-draft.ts";
import { MeasureDrawing } from "../../../src/tools/measure-drawing.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";

/** As much of an SVG element as drawing needs. */
class FakeElement {
  readonly attributes: Record<string, string> = {};
  textContent = "";
  children: FakeElement[] = [];
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }
  append(...children: FakeElement[]): void {
    this.children.push(...children);
  }
  prepend(...children: FakeElement[]): void {
    this.children.unshift(...children);
  }
  replaceChildren(...children: FakeElement[]): void {
    this.children = children;
  }
  get childElementCount(): number {
    return this.children.length;
  }
}

beforeAll(() => {
  vi.stubGlobal("document", { createElementNS: (_: string, name: string) => new FakeElement(name) });
});
afterAll(() => vi.unstubAllGlobals());

const grid = straightGrid([20, 10, 5]);
/** A pane with ten pixels a voxel. */
const paneAt = (slice: DrawingPane["slice"]) => {
  const pane = {
    ...({} as DrawingPane),
    grid,
    slice,
    toCanvas: ([i, j]: readonly number[]) => [10 * i!, 10 * j!] as const,
  };
  return pane as DrawingPane & { slice: DrawingPane["slice"] };
};

test("axes are drawn on their slice with their lengths, and with grips while they can be moved", () => {
  const svg = new FakeElement("svg");
  const pane = paneAt({ axis: 2, index: 2 });
  const drawing = new MeasureDrawing(pane, svg as unknown as SVGSVGElement);
  const draft = new MeasureDraft();
  const [group] = svg.children as [FakeElement];
  drawing.draw(draft, true);
  expect(group.children).toEqual([]);
  draft.show([
    {
      id: 1,
      isActive: true,
      axes: {
        sliceAxis: 2,
        long: [
          [2, 5, 2],
          [12, 5, 2],
        ],
        short: [
          [6, 3, 2],
          [6, 7, 2],
        ],
      },
    },
    {
      id: 2,
      isActive: false,
      axes: {
        sliceAxis: 2,
        long: [
          [0, 0, 3],
          [1, 0, 3],
        ],
      },
    },
  ]);
  drawing.draw(draft, true);
  const named = (name: string) => group.children.filter((child) => child.name === name);
  expect(named("text").map(({ textContent }) => textContent)).toEqual(["10.0 mm", "4.0 mm"]);
  expect(named("circle")).toHaveLength(4);
  expect(named("line")[1]!.attributes).toMatchObject({ x1: "20", x2: "120", y1: "50" });
  drawing.draw(draft, false);
  expect(named("circle")).toHaveLength(0);
  draft.show([]);
  drawing.draw(draft, false);
  expect(group.children).toEqual([]);
});

test("segments in layers are outlined on the slice shown, in their colours, unless they are hidden", () => {
  const svg = new FakeElement("svg");
  const session = new SegmentationSession(grid, [anySegment(1), anySegment(2)], 2);
  session.setDisplay(2, { overlaps: true });
  for (const [label, i, end] of [
    [1, 2, 6],
    [2, 4, 8],
  ] as const) {
    session.activeSegment = label;
    const edit = session.beginEdit("hand", "brush");
    edit.setRow({ i, end, j: 4, k: 2 }, label);
    edit.commit();
  }
  const pane = paneAt({ axis: 2, index: 2 });
  const drawing = new LayerDrawing(pane, svg as unknown as SVGSVGElement);
  const [group] = svg.children as [FakeElement];
  const outlines = () => group.children.map(({ attributes }) => attributes.d);
  drawing.draw(session);
  expect(outlines()).toHaveLength(1);
  expect(group.children[0]!.attributes).toMatchObject({
    d: expect.stringContaining("6 5"),
    stroke: `rgb(${session.findSegment(1)!.color.join(" ")})`,
    transform: "matrix(10 0 0 10 -5 -5)",
  });
  const before = outlines();
  drawing.draw(session);
  expect(outlines()).toEqual(before);
  Object.assign(pane, { slice: { axis: 2, index: 3 } });
  drawing.draw(session);
  expect(outlines()).toEqual([]);
  Object.assign(pane, { slice: { axis: 2, index: 2 } });
  session.setDisplay(1, { visible: false });
  drawing.draw(session);
  expect(outlines()).toEqual([]);
  session.setDisplay(1, { visible: true });
  drawing.draw(session, { isHidden: true, fills: true });
  expect(outlines()).toEqual([]);
  drawing.draw(session, { isHidden: false, fills: false });
  expect(group.children[0]!.attributes["fill-opacity"]).toBe("0");
  Object.assign(pane, { slice: undefined });
  drawing.draw(session);
  expect(outlines()).toEqual([]);
});
