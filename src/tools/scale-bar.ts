/** A scale bar: its length in the patient and on screen. */
interface ScaleBar {
  readonly lengthMm: number;
  readonly lengthPixels: number;
}

/**
 * The longest bar of 1, 2 or 5 times a power of ten millimetres that is not longer than `longestPixels`.
 * @param pixelsPerMm screen pixels per millimetre in the patient.
 * @returns undefined without a scale.
 */
export function toScaleBar(pixelsPerMm: number, longestPixels: number): ScaleBar | undefined {
  const longestMm = longestPixels / pixelsPerMm;
  if (!Number.isFinite(longestMm) || longestMm <= 0) return undefined;
  const power = 10 ** Math.floor(Math.log10(longestMm));
  // With a tolerance, since the logarithm of 1000 is 2.9999999999999996.
  const lengthMm = Math.max(
    ...[1, 2, 5, 10].map((step) => step * power).filter((mm) => mm <= longestMm * (1 + 1e-9)),
  );
  return { lengthMm, lengthPixels: lengthMm * pixelsPerMm };
}
