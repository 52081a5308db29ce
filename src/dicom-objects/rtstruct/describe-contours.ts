import type { ContourFault, ContourSlices, LeftOut } from "./contour-planes.ts";

/** Why contours are skipped, as clauses with their number. */
const faults: Readonly<Record<ContourFault, (count: number) => string>> = {
  point: (count) => `${count} of single points`,
  open: (count) => `${count} not closed`,
  "no-area": (count) => `${count} of fewer than three points`,
  damaged: (count) => `${count} of an unknown type or with damaged coordinates`,
  "other-plane": (count) => `${count} in another plane than the images`,
  repeated: (count) => `${count} given twice`,
  outside: (count) => `${count} above or below all images`,
};

/** The skipped contours, as a clause; "" if there are none. */
export function describeLeftOut(leftOut: LeftOut): string {
  return [...leftOut].map(([fault, count]) => faults[fault](count)).join(", ");
}

/** Gaps are listed up to this number; beyond it, only their number is stated. */
const mostGaps = 3;

/** What happens to images of a region without a contour, in sentences. */
export function describeGaps(name: string, { gaps, imagesPerPlane }: ContourSlices): string[] {
  const notes: string[] = [];
  if (Math.abs(imagesPerPlane - 1) > 0.1)
    notes.push(
      `"${name}" was drawn in planes ${imagesPerPlane.toFixed(1)} images apart: each image shows the nearest.`,
    );
  if (gaps.length === 0) return notes;
  const listed = gaps
    .slice(0, mostGaps)
    .map(([first, last]) => (first === last ? `${first + 1}` : `${first + 1}-${last + 1}`));
  const list = gaps.length > mostGaps ? `${listed.join(", ")}, ...` : listed.join(", ");
  notes.push(`"${name}" has no contour on these images between others, and is empty there: ${list}.`);
  return notes;
}
