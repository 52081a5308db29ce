import type { Segment } from "../../volume/index.ts";
import { sct } from "../common/codes.ts";

/**
 * The standard wants the segments of BINARY and FRACTIONAL objects numbered from 1 without gaps (PS3.3 C.8.20.2.4). A
 * label map may have gaps, and its numbers are kept: numbers in between are described as unused, without frames, and
 * left out again on reading.
 */
export function fillUnusedNumbers(segments: readonly Segment[]): Segment[] {
  const byNumber = new Map(segments.map((segment) => [segment.segmentNumber, segment]));
  const last = Math.max(...byNumber.keys());
  return Array.from({ length: last }, (_, index) => byNumber.get(index + 1) ?? unusedNumber(index + 1));
}

/** Whether a segment stands for a number without one. */
export function isUnusedNumber({ type, category, label, segmentNumber }: Segment): boolean {
  const placeholder = unusedNumber(segmentNumber);
  return (
    type.codeValue === placeholder.type.codeValue &&
    category.codeValue === placeholder.category.codeValue &&
    label === placeholder.label
  );
}

function unusedNumber(segmentNumber: number): Segment {
  return {
    segmentNumber,
    label: `Unused number ${segmentNumber}`,
    category: sct("309825002", "Spatial and Relational Concept"),
    type: sct("260413007", "None"),
    color: [128, 128, 128],
    algorithmType: "MANUAL",
  };
}
