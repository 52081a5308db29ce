import { expect, test } from "vitest";
import { presetOf, renderings } from "../../../src/cornerstone/volume-rendering.ts";

const points = (list: string): number[] => list.split(" ").slice(1).map(Number);

test.each(renderings)("%s is a preset: as many numbers as it says, values ascending", (rendering) => {
  const { scalarOpacity, colorTransfer } = presetOf(rendering, { center: 40, width: 400 });
  for (const [list, step] of [
    [scalarOpacity, 2],
    [colorTransfer, 4],
  ] as const) {
    const numbers = points(list);
    expect(numbers.length).toBe(Number(list.split(" ")[0]));
    const values = numbers.filter((_, at) => at % step === 0);
    expect(values).toEqual([...values].sort((a, b) => a - b));
  }
});

test.each([
  { center: 40, width: 400 },
  { center: 300, width: 600 },
  { center: 0.5, width: 0.2 },
  { center: -600, width: 100 },
])(
  "by the window $center / $width: black is clear, white is not, and Cornerstone leaves the values where they are",
  (window) => {
    const opacity = points(presetOf("window", window).scalarOpacity);
    const [lower, upper] = [window.center - window.width / 2, window.center + window.width / 2];
    expect(opacity.slice(2, 6)).toEqual([lower, 0, upper, 0.6]);
    // It subtracts the middle of the first and the last value.
    expect(opacity[0]! + opacity.at(-2)!).toBe(0);
  },
);
