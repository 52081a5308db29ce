import { describe, expect, it } from "vitest";
import type { Provider } from "../../../src/inference/index.ts";
import {
  boxSizeText,
  extentText,
  shortSummaryText,
  summaryText,
  timeText,
  withSide,
} from "../../../src/ui/run-options-text.ts";
import { straightGrid } from "../geometry/straight-grid.ts";

const grid = straightGrid([100, 80, 40], [0.5, 0.75, 3]);
const box = { from: [10, 20, 4], to: [50, 60, 14] } as const;
const expected = { units: 36, slices: 129, isAtMost: false, memoryBytes: 811_200_000, seconds: undefined };
const provider = { name: "wasm", label: "WebAssembly, 2 threads" } as Provider;
const classes = [true, false, true].map((isKept, n) => ({
  segmentNumber: n + 1,
  label: `Organ ${n}`,
  isKept,
  color: [0, 0, 0] as const,
}));

describe("the options of a run", () => {
  it("say what is not as it is by itself", () => {
    expect(summaryText({ classes: [classes[0]!], runBox: undefined, channels: [] })).toBe("");
    expect(summaryText({ classes, runBox: box, channels: [] })).toBe("2 of 3 classes · Only in a box");
    expect(shortSummaryText({ classes, runBox: box, channels: [] })).toBe("2 of 3 · box");
    expect(shortSummaryText({ classes, runBox: undefined, channels: [] })).toBe("2 of 3 classes");
    const channels = [
      { name: "T1", offered: [], chosen: "open" },
      { name: "FLAIR", offered: [], chosen: undefined },
    ];
    expect(summaryText({ classes, runBox: undefined, channels })).toBe("1 series to choose · 2 of 3 classes");
    expect(shortSummaryText({ classes, runBox: box, channels })).toBe("1 series to choose");
  });

  it("say what it takes", () => {
    expect(extentText(expected)).toBe(
      "129 slices, 36 runs of the network, about 812 MB of memory besides the images",
    );
    expect(extentText({ ...expected, units: 129, isAtMost: true })).toBe(
      "at most 129 slices, about 812 MB of memory besides the images",
    );
  });

  it.each([
    [undefined, "The time can be estimated after the first run of this model on this computer."],
    [0.2, "about 1 s on WebAssembly, 2 threads, from the speed of the last run here"],
    [5280, "about 88 min on WebAssembly, 2 threads, from the speed of the last run here"],
  ])("say for how long, where that is known: %s", (seconds, text) => {
    expect(timeText({ expected: { ...expected, seconds }, provider })).toBe(text);
  });

  it("move a side of the box, by voxels counted from one, within the image and short of the other side", () => {
    expect(boxSizeText(box, grid)).toBe("20 x 30 x 30 mm");
    expect(withSide(box, { axis: 2, end: "from", number: 1 }, grid)).toEqual({
      from: [10, 20, 0],
      to: box.to,
    });
    expect(withSide(box, { axis: 0, end: "to", number: 100 }, grid)).toEqual({
      from: box.from,
      to: [100, 60, 14],
    });
    for (const number of [0, 15, 2.5, Number.NaN])
      expect(withSide(box, { axis: 2, end: "from", number }, grid)).toBeUndefined();
    expect(withSide(box, { axis: 2, end: "to", number: 4 }, grid)).toBeUndefined();
    expect(withSide(box, { axis: 2, end: "to", number: 41 }, grid)).toBeUndefined();
  });
});
