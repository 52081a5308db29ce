import { describe, expect, it, test, vi } from "vitest";
import { SegmentationSession } from "../../../src/editing/index.ts";
import type { CanvasPoint } from "../../../src/tools/drawing-pane.ts";
import type { PromptMark } from "../../../src/tools/prompt-draft.ts";
import { promptDrag, whyNotPrompt } from "../../../src/tools/prompt-drag.ts";
import { PromptDrawing } from "../../../src/tools/prompt-drawing.ts";
import { isShown, lineOf, markAt } from "../../../src/tools/prompt-marks.ts";
import { ToolBox } from "../../../src/tools/tool-box.ts";
import { anySegment } from "../volume/any-segment.ts";
import { smallGrid as grid, smallPane as pane } from "./small-pane.ts";

function openBox() {
  const toolBox = new ToolBox("prompt");
  const session = new SegmentationSession(grid, [anySegment(1), anySegment(2)], 2);
  toolBox.session = session;
  const press = (start: CanvasPoint, takesAway = false) =>
    promptDrag({ pane: pane(), toolBox, takesAway }, start);
  return { toolBox, session, press, draft: toolBox.prompts };
}

const event = {} as PointerEvent;

describe("a press of the tool", () => {
  it("is a click where the pointer hardly moves, and removes the mark that it hits", () => {
    const { press, draft } = openBox();
    const first = press([50, 40]);
    first.move([[53, 41]], event);
    first.end();
    press([100, 40], true).end();
    expect(draft.marks).toEqual([
      { kind: "click", adds: true, slice: { axis: 2, index: 2 }, points: [[5, 4, 2]] },
      { kind: "click", adds: false, slice: { axis: 2, index: 2 }, points: [[10, 4, 2]] },
    ]);
    press([54, 43]).end();
    expect(draft.marks.map(({ adds }) => adds)).toEqual([false]);
  });

  it.each(["box", "lasso", "scribble"] as const)(
    "draws a %s where it is dragged, within the image",
    (kind) => {
      const { toolBox, press, draft } = openBox();
      toolBox.configure({ promptDrag: kind });
      const drag = press([50, 40]);
      drag.move(
        [
          [120, 60],
          [500, 80],
        ],
        event,
      );
      expect(draft.sketch?.kind).toBe(kind);
      drag.end();
      expect(draft.sketch).toBeUndefined();
      const corners = [
        [5, 4, 2],
        [19, 8, 2],
      ];
      expect(draft.marks).toMatchObject([
        { kind, adds: true, points: kind === "box" ? corners : [corners[0], [12, 6, 2], corners[1]] },
      ]);
    },
  );

  it("draws over what does not belong to the object with Alt, and nothing where it is cancelled", () => {
    const { press, draft } = openBox();
    const drag = press([50, 40], true);
    drag.move([[120, 60]], event);
    drag.end();
    expect(draft.marks).toMatchObject([{ kind: "scribble", adds: false }]);
    const lost = press([10, 10]);
    lost.move([[120, 60]], event);
    lost.cancel?.();
    expect([draft.marks.length, draft.sketch]).toEqual([1, undefined]);
  });
});

test("what cannot be pointed at is refused with a reason", () => {
  const { toolBox, session } = openBox();
  const why = (point: CanvasPoint, shown = pane(), takesAway = false) =>
    whyNotPrompt({ pane: shown, toolBox, takesAway }, point);
  expect(why([50, 40])).toBeUndefined();
  expect(why([500, 40])).toMatch(/outside the image/);
  expect(why([50, 40], { ...pane(), slice: undefined })).toMatch(/oblique/);
  session.setDisplay(1, { locked: true });
  expect(why([50, 40])).toMatch(/^Segment 1 is locked\./);
  toolBox.configure({ promptInto: "new" });
  expect(why([50, 40])).toBeUndefined();
  session.setDisplay(1, { locked: false });
  const edit = session.beginEdit("hand", "drawn");
  edit.set(5, 4, 2, 2);
  expect(why([50, 40])).toMatch(/Wait until/);
  edit.commit();
  session.setDisplay(2, { visible: false });
  expect(why([50, 40])).toMatch(/^Segment 2 is locked or hidden here/);
  expect(why([50, 40], pane(), true)).toBeUndefined();
  session.activeSegment = 2;
  toolBox.configure({ promptInto: "active" });
  expect(why([10, 10])).toMatch(/^Segment 2 is hidden\./);
});

test("marks are seen and hit where they lie: clicks in every plane, shapes in their own slice", () => {
  const slice = { axis: 2, index: 2 } as const;
  const click: PromptMark = { kind: "click", adds: true, slice, points: [[5, 4, 2]] };
  const box: PromptMark = {
    kind: "box",
    adds: true,
    slice,
    points: [
      [1, 1, 2],
      [15, 8, 2],
    ],
  };
  const line: PromptMark = {
    kind: "scribble",
    adds: true,
    slice,
    points: [
      [2, 5, 2],
      [8, 5, 2],
    ],
  };
  expect(lineOf(pane(), box)).toEqual([
    [10, 10],
    [150, 10],
    [150, 80],
    [10, 80],
  ]);
  const marks = [box, line, click];
  const at = (...point: [number, number]) => markAt(pane(), marks, point);
  expect([at(52, 42), at(10, 50), at(60, 53), at(80, 20)]).toEqual([2, 0, 1, undefined]);
  expect(isShown(pane({ axis: 0, index: 5 }), click)).toBe(true);
  expect(isShown(pane({ axis: 0, index: 5 }), box)).toBe(false);
  expect(isShown(pane({ axis: 2, index: 3 }), line)).toBe(false);
  expect(isShown({ slice: undefined }, click)).toBe(false);
});

/** As much of an SVG element as drawing needs. */
class FakeElement {
  readonly attributes: Record<string, string> = {};
  readonly style: Record<string, string> = {};
  children: FakeElement[] = [];
  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }
  append(...children: FakeElement[]): void {
    this.children.push(...children);
  }
  replaceChildren(...children: FakeElement[]): void {
    this.children = children;
  }
  get childElementCount(): number {
    return this.children.length;
  }
}

test("the outline is drawn along the voxels of the slice that is shown, and traced once", () => {
  vi.stubGlobal("document", { createElementNS: () => new FakeElement() });
  try {
    const svg = new FakeElement();
    const drawing = new PromptDrawing(pane(), svg as unknown as SVGSVGElement);
    const { draft, press } = openBox();
    const labels = new Uint8Array(200);
    labels[5 + 20 * 4] = 1;
    const mask = { size: [20, 10], labels } as const;
    draft.show({ slice: ({ index }) => (index === 2 ? mask : undefined) });
    press([50, 40]).end();
    drawing.draw(draft, "red");
    const [path, marks] = svg.children[0]!.children as [FakeElement, FakeElement];
    expect(path.attributes).toMatchObject({
      d: "M6 4L6 5L5 5L5 4Z",
      stroke: "red",
      transform: "matrix(10 0 0 10 -5 -5)",
    });
    expect(marks.children).toHaveLength(1);
    path.attributes.d = "as it was";
    drawing.draw(draft, "blue");
    expect(path.attributes).toMatchObject({ d: "as it was", fill: "blue" });
    draft.set([]);
    drawing.draw(draft, "blue");
    expect([path.style.display, marks.children.length]).toEqual(["none", 0]);
  } finally {
    vi.unstubAllGlobals();
  }
});
