import { expect, test } from "vitest";
import { SegmentationSession } from "../../../src/editing/index.ts";
import { ToolBox } from "../../../src/tools/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";

const createSession = () =>
  new SegmentationSession(straightGrid([4, 4, 2]), [anySegment(1), anySegment(2)], 2);

test("tells of another tool, other settings, another session and another active segment", () => {
  const box = new ToolBox("brush");
  const session = createSession();
  let told = 0;
  box.changed.subscribe(() => told++);
  box.tool = undefined;
  box.configure({ brushShape: "sphere" });
  box.stepBrush(1);
  box.session = session;
  session.activeSegment = 2;
  expect(told).toBe(5);
  expect(box.settings).toMatchObject({ brushShape: "sphere", brushDiameterMm: 15 });
  box.session = undefined;
  told = 0;
  session.activeSegment = 1;
  expect(told).toBe(0);
});

test("leaves what was drawn in one session behind when it is given another", async () => {
  const box = new ToolBox("scribbles");
  box.session = createSession();
  box.scribbles.add({ label: 1, slice: { axis: 2, index: 0 }, points: [[1, 1, 0]], radiusMm: 1 });
  box.session = createSession();
  expect(box.scribbles.drawn).toEqual([]);
  const step = await box.editor.perform({ kind: "relabel", from: [1], to: 2 });
  expect(step).toBeUndefined();
});
