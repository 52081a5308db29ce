import type { Grid } from "../../geometry/index.ts";

/** Short axes are cut by the whole chest, in thick slices; those of wrists and shoulders in small fields of view. */
const [leastFieldMm, leastSliceMm, mostSlices] = [240, 4, 40];

/** Of the long axis of the heart in each direction of the patient. */
const leastCosine = 0.2;

/**
 * Whether slices lie as a short axis of the heart does: across the long axis of the left ventricle, which runs to the left, to
 * the front and downwards at once. No other examination tilts thick slices of a large field of view in both directions so.
 */
export function isShortAxis({ size, spacingMm, directionsLps }: Grid): boolean {
  const [left, posterior, superior] = directionsLps[2];
  const [toLeft, toFront, downwards] =
    left < 0 ? [-left, posterior, superior] : [left, -posterior, -superior];
  return (
    Math.min(toLeft, toFront, downwards) >= leastCosine &&
    Math.min(size[0] * spacingMm[0], size[1] * spacingMm[1]) >= leastFieldMm &&
    spacingMm[2] >= leastSliceMm &&
    size[2] <= mostSlices
  );
}
