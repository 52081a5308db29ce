import { afterEach, expect, test, vi } from "vitest";
import { createPanelComponent } from "../../../src/ohif/react-panel.ts";

afterEach(() => vi.unstubAllGlobals());

interface Element {
  readonly $$typeof: symbol;
  readonly type: string;
  readonly ref: (element: unknown) => void;
  readonly props: object;
}

test("without React on the page the component gives an element in the form of React 18", () => {
  const place = vi.fn();
  const component = createPanelComponent(place);
  const element = component() as Element;
  expect(element.$$typeof).toBe(Symbol.for("react.element"));
  expect(element.type).toBe("div");
  expect(element.props).not.toHaveProperty("ref");
  const div = {};
  element.ref(div);
  element.ref(null);
  expect(place.mock.calls).toEqual([[div], [undefined]]);
});

test("it hands over the same ref with every rendering, so that the panel is not taken off the page", () => {
  const component = createPanelComponent(vi.fn());
  expect((component() as Element).ref).toBe((component() as Element).ref);
});

test("where OHIF shares its React, that makes the element", () => {
  const createElement = vi.fn(() => "an element");
  vi.stubGlobal("react", { createElement });
  expect(createPanelComponent(vi.fn())()).toBe("an element");
  expect(createElement).toHaveBeenCalledWith("div", expect.objectContaining({ ref: expect.any(Function) }));
});
