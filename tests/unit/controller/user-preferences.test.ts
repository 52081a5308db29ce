import { describe, expect, it, test } from "vitest";
import { isAutosegError } from "../../../src/errors.ts";
import { initialToolSettings } from "../../../src/tools/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";
import { bareSeries, createController } from "./fake-host.ts";

function createMemory() {
  const kept = new Map<string, string>();
  const set = (name: string, value: string | undefined): void => {
    if (value === undefined) kept.delete(name);
    else kept.set(name, value);
  };
  return { get: (name: string) => kept.get(name), set };
}

const liver = {
  label: "Liver",
  color: [230, 159, 0] as [number, number, number],
  term: {
    type: { codeValue: "10200004", codingSchemeDesignator: "SCT", codeMeaning: "Liver" },
    category: { codeValue: "123037004", codingSchemeDesignator: "SCT", codeMeaning: "Anatomical Structure" },
  },
};
const chosen = {
  screen: { layout: "one-three", showsImageText: false },
  keys: { brush: ["Alt+N"], pan: [] },
  windows: [{ name: "Pancreas", modality: "CT", center: 60, width: 250 }],
  segmentPresets: [{ name: "Upper abdomen", segments: [liver] }],
  colors: { Liver: [1, 2, 3] as [number, number, number] },
};

it("what was chosen lasts, and goes to another browser as one file", async () => {
  const memory = createMemory();
  const first = createController({ memory }).controller;
  first.preferences.change(chosen);
  first.toolBox.configure({ brushDiameterMm: 25 });
  expect(createController({ memory }).controller.preferences.current).toEqual(first.preferences.current);

  const { file, fileName } = first.preferences.write();
  expect(fileName).toBe("autoseg-preferences.json");
  const other = createController({ memory: createMemory() }).controller;
  other.toolBox.configure({ floodTolerance: 77 });
  await other.preferences.read(file);
  expect(other.preferences.current).toEqual(first.preferences.current);
  other.preferences.reset();
  expect(other.state.preferences).toEqual(createController().controller.state.preferences);
  expect(other.toolBox.settings).toEqual(initialToolSettings);
});

it("a section that is damaged costs no other", () => {
  const memory = createMemory();
  memory.set("autoseg.preferences", JSON.stringify({ ...chosen, windows: "all of them" }));
  const { preferences } = createController({ memory }).controller.state;
  expect(preferences).toEqual({ ...chosen, windows: [] });
});

describe("segments that a person has kept", () => {
  const code = (codeValue: string) => ({ codeValue, codingSchemeDesignator: "SCT", codeMeaning: codeValue });
  const tumour = anySegment(4, {
    label: "Liver tumour",
    color: [1, 2, 3],
    type: code("108369006"),
    category: code("49755003"),
    anatomicRegion: code("10200004"),
  });
  const series = bareSeries(straightGrid([4, 4, 2]));

  it("come into an empty segmentation as they were, as one step, and only those that are not there", async () => {
    const { controller } = createController();
    await controller.context.open(series, [anySegment(1, { label: "Liver" }), tumour]);
    controller.preferences.addSegmentPreset("Mine");
    controller.preferences.addSegmentPreset("Mine");
    expect(controller.state.preferences.segmentPresets.length).toBe(1);
    const read = createController().controller;
    await read.preferences.read(controller.preferences.write().file);
    const [preset] = read.state.preferences.segmentPresets;
    const { session } = await read.context.open(series, []);
    expect(await read.segments.addPreset(preset!)).toBe(2);
    expect(session.segments.map(({ label }) => label)).toEqual(["Liver", "Liver tumour"]);
    const { color, type, category, anatomicRegion } = tumour;
    expect(session.segments[1]).toMatchObject({
      color,
      type,
      category,
      anatomicRegion,
      algorithmType: "MANUAL",
    });
    expect(read.state.undoName).toBe("adding Mine");
    expect(await read.segments.addPreset(preset!)).toBe(0);
    read.undo();
    expect(session.segments).toEqual([]);
  });

  it("have the colour that a person gave to one of the name", async () => {
    const { controller } = createController();
    await controller.context.open(series, [tumour]);
    controller.segments.openDialog(4);
    const { label, type, category } = tumour;
    await controller.segments.save({ label, term: { type, category }, color: [1, 2, 3] });
    expect(controller.state.preferences.colors).toEqual({});
    await controller.segments.save({ label, term: { type, category }, color: [9, 8, 7] });
    expect(controller.state.preferences.colors).toEqual({ "Liver tumour": [9, 8, 7] });
  });
});

const file = (change: object): string =>
  JSON.stringify({ format: "autoseg-preferences", version: 1, ...change });

describe("a file that cannot be used is refused with the place, and changes nothing:", () => {
  test.each([
    ["no JSON", "{", ""],
    ["a list", "[]", ""],
    ["another file", JSON.stringify({ format: "manifest" }), ""],
    ["a newer version", file({ version: 2 }), "version"],
    ["a section there is not", file({ hotkeys: {} }), "hotkeys"],
    ["a brush without size", file({ tools: { brushDiameterMm: 0 } }), "tools.brushDiameterMm"],
    ["a window without width", file({ windows: [{ ...chosen.windows[0], width: 0 }] }), "windows.0.width"],
    ["a key that is no list", file({ keys: { brush: "B" } }), "keys.brush"],
    ["a colour beyond 255", file({ colors: { Liver: [0, 0, 256] } }), "colors.Liver.2"],
    [
      "a preset without segments",
      file({ segmentPresets: [{ name: "x", segments: [] }] }),
      "segmentPresets.0.segments",
    ],
    [
      "a label that DICOM cannot hold",
      file({ segmentPresets: [{ name: "x", segments: [{ ...liver, label: "a\\b" }] }] }),
      "segmentPresets.0.segments.0",
    ],
  ])("%s", async (_, json, path) => {
    const { controller } = createController();
    controller.preferences.change(chosen);
    const before = controller.preferences.current;
    const error = await controller.preferences.read(new Blob([json])).catch((thrown: unknown) => thrown);
    expect(isAutosegError(error, "invalid-preferences") && error.details).toEqual({ path });
    expect(controller.preferences.current).toEqual(before);
  });
});
