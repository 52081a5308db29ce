import type { Segment } from "./segment.ts";

/** Colours for segments without a recommended one, by segment number in turn. */
const spareColors: readonly Segment["color"][] = [
  [221, 84, 84],
  [86, 160, 211],
  [117, 190, 98],
  [234, 184, 72],
  [163, 113, 203],
  [72, 190, 178],
  [224, 132, 60],
  [214, 120, 170],
];

/** The default colour of a segment, by its number. */
export function spareColor(segmentNumber: number): Segment["color"] {
  return spareColors[segmentNumber % spareColors.length]!;
}
