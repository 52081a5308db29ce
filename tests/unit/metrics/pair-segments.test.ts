import { expect, test } from "vitest";
import { pairSegments } from "../../../src/metrics/index.ts";
import type { Segment } from "../../../src/volume/index.ts";

const code = (codeValue: string) => ({ codeValue, codingSchemeDesignator: "SCT", codeMeaning: codeValue });
const segment = (segmentNumber: number, label: string, type: string): Segment => ({
  segmentNumber,
  label,
  category: code("category"),
  type: code(type),
  color: [1, 2, 3],
  algorithmType: "MANUAL",
});

test.each<[string, Segment[], Segment[], [number, number][]]>([
  [
    "by label, whatever its case and number",
    [segment(1, "Liver", "a"), segment(2, "Spleen", "b")],
    [segment(7, "spleen ", "x"), segment(9, "liver", "y")],
    [
      [1, 9],
      [2, 7],
    ],
  ],
  ["by type where names differ", [segment(1, "Liver", "a")], [segment(4, "Leber", "a")], [[1, 4]]],
  [
    "not by a type that several have",
    [segment(1, "L", "a"), segment(2, "R", "a")],
    [segment(4, "K", "a")],
    [],
  ],
  ["by label before type", [segment(1, "A", "t"), segment(2, "B", "u")], [segment(1, "B", "t")], [[2, 1]]],
  ["nothing with nothing", [], [segment(1, "A", "t")], []],
])("segments are paired %s", (_, found, reference, expected) => {
  const pairs = pairSegments(
    found,
    reference.map((one) => ({ segment: one })),
  );
  expect(
    pairs.map(({ found: own, reference: other }) => [own.segmentNumber, other.segment.segmentNumber]),
  ).toEqual(expected);
});
