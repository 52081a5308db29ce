import { expect, it } from "vitest";
import type { DrawingPane } from "../../../src/tools/drawing-pane.ts";
import { HoveredPane } from "../../../src/tools/hovered-pane.ts";

/** A pane that can be moved about the page. */
function paneAt(left: number, width: number) {
  const rect = { left, top: 0, right: left + width, bottom: 100 };
  const element = { getBoundingClientRect: () => rect };
  const move = (to: number, wide: number): void => void Object.assign(rect, { left: to, right: to + wide });
  return { pane: { element } as unknown as DrawingPane, move };
}

const at = (clientX: number, buttons = 0, keys: object = {}) =>
  ({ clientX, clientY: 50, buttons, shiftKey: false, altKey: false, ...keys }) as MouseEvent;

it("says where the pointer is in its pane, also after the panes have moved under it", () => {
  const [a, b] = [paneAt(0, 100), paneAt(100, 100)];
  const hovered = new HoveredPane([a.pane, b.pane]);
  expect(hovered.pane).toBeUndefined();
  hovered.set(a.pane, at(40));
  expect(hovered.hoverOver(a.pane)?.point).toEqual([40, 50]);
  expect(hovered.hoverOver(b.pane)).toBeUndefined();
  a.move(10, 100);
  expect(hovered.hoverOver(a.pane)?.point).toEqual([30, 50]);
  a.move(0, 20);
  b.move(20, 200);
  expect(hovered.pane).toBe(b.pane);
  expect(hovered.hoverOver(b.pane)?.point).toEqual([20, 50]);
  hovered.set(undefined, at(40));
  expect(hovered.pane).toBeUndefined();
});

it("stays with the pane in which a button went down", () => {
  const [a, b] = [paneAt(0, 100), paneAt(100, 100)];
  const hovered = new HoveredPane([a.pane, b.pane]);
  hovered.set(a.pane, at(150, 1));
  expect(hovered.hoverOver(a.pane)?.point).toEqual([150, 50]);
});

it("knows the keys that are held", () => {
  const { pane } = paneAt(0, 100);
  const hovered = new HoveredPane([pane]);
  hovered.set(pane, at(1, 0, { shiftKey: true }));
  expect(hovered.hoverOver(pane)).toMatchObject({ erases: true, fromAll: false });
  hovered.modify({ erases: true, fromAll: true });
  expect(hovered.hoverOver(pane)).toMatchObject({ erases: true, fromAll: true });
});
