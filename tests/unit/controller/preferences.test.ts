import { expect, it } from "vitest";
import { initialToolSettings } from "../../../src/tools/index.ts";
import { createController } from "./fake-host.ts";

function createMemory(kept = new Map<string, string>()) {
  const set = (name: string, value: string | undefined): void => {
    if (value === undefined) kept.delete(name);
    else kept.set(name, value);
  };
  return { kept, memory: { get: (name: string) => kept.get(name), set } };
}

it("settings of tools and operations last from one visit to the next", () => {
  const { memory, kept } = createMemory();
  const first = createController({ memory }).controller;
  expect(kept.size).toBe(0);
  first.toolBox.configure({ brushDiameterMm: 25, scissorsThrough: "near", previews: true });
  first.operations.configure({ marginMm: 4 });
  const second = createController({ memory }).controller;
  expect(second.state.toolSettings).toEqual(first.state.toolSettings);
  expect(second.toolBox.settings.brushDiameterMm).toBe(25);
  expect(second.state.operationSettings.marginMm).toBe(4);
});

it.each([
  "",
  "{",
  '{"tools":{"brushDiameterMm":"wide"},"operations":{}}',
  '{"tools":{"brushDiameterMm":-1},"operations":{}}',
])("what cannot be read (%s) is as if nothing had been remembered", (stored) => {
  const { memory } = createMemory(new Map([["autoseg.preferences", stored]]));
  expect(createController({ memory }).controller.state.toolSettings).toEqual(initialToolSettings);
});
