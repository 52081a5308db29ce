import type { Segment } from "../../../src/volume/index.ts";

/** A segment drawn by hand, of which only the number or what is given matters. */
export function anySegment(segmentNumber: number, described: Partial<Segment> = {}): Segment {
  return {
    segmentNumber,
    label: `Segment ${segmentNumber}`,
    category: { codeValue: "123037004", codingSchemeDesignator: "SCT", codeMeaning: "Anatomical Structure" },
    type: { codeValue: "10200004", codingSchemeDesignator: "SCT", codeMeaning: "Liver" },
    color: [200, 100, 50],
    algorithmType: "MANUAL",
    ...described,
  };
}
