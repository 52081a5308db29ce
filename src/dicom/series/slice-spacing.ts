import type { ImageFrame } from "./image-frame.ts";
import { irregular } from "./irregular.ts";

/** Positions closer than this are one position, in millimetres. */
const samePositionMm = 0.01;

/**
 * How far a slice may lie from its place, in millimetres: positions are often rounded to one decimal, which moves each
 * by up to 0.05 mm.
 */
export function spacingTolerance(spacingMm: number): number {
  return Math.min(Math.max(0.06, 0.02 * spacingMm), 0.25 * spacingMm);
}

/**
 * @param depths Millimetres along the normal, ascending, of `frames`.
 * @throws AutosegError `irregular-series`: `duplicate-position`, `missing-slice` or `uneven-spacing`.
 */
export function checkSpacing(
  frames: readonly ImageFrame[],
  depths: readonly number[],
  seriesInstanceUID: string,
): void {
  if (frames.length < 2) return;
  const gaps = depths.slice(1).map((depth, index) => depth - depths[index]!);
  const duplicates = gaps.flatMap((gap, index) => (gap < samePositionMm ? [index] : []));
  if (duplicates.length > 0) {
    const [a, b] = [frames[duplicates[0]!]!, frames[duplicates[0]! + 1]!];
    throw irregular(
      seriesInstanceUID,
      "duplicate-position",
      `${duplicates.length} of ${frames.length} images lie where another one does, "${a.fileName}" and "${b.fileName}" for instance: the series holds more than one volume. Load the images of one volume alone.`,
    );
  }
  if (isEven(depths)) return;

  const usual = [...gaps].sort((a, b) => a - b)[Math.floor((gaps.length - 1) / 2)]!;
  const missingAfter = gaps.map((gap) => Math.round(gap / usual) - 1);
  const isMultiple = gaps.every((gap, index) => {
    const count = missingAfter[index]! + 1;
    // Both ends of a gap may be rounded.
    return count >= 1 && Math.abs(gap - count * usual) <= 2 * spacingTolerance(usual);
  });
  if (isMultiple && missingAfter.some((count) => count > 0))
    throw irregular(seriesInstanceUID, "missing-slice", describeMissing(gaps, missingAfter, usual));
  throw irregular(
    seriesInstanceUID,
    "uneven-spacing",
    `The slices are unevenly spaced: gaps of ${Math.min(...gaps).toFixed(2)} to ${Math.max(...gaps).toFixed(2)} mm. Load a series with even gaps.`,
  );
}

/** Whether the depths lie on a line over their indices: the one with the least squares, since the first and last are rounded too. */
function isEven(depths: readonly number[]): boolean {
  const middle = (depths.length - 1) / 2;
  const mean = depths.reduce((sum, depth) => sum + depth, 0) / depths.length;
  let [covariance, variance] = [0, 0];
  depths.forEach((depth, k) => {
    covariance += (k - middle) * (depth - mean);
    variance += (k - middle) ** 2;
  });
  const spacing = covariance / variance;
  const tolerance = spacingTolerance(spacing);
  return depths.every((depth, k) => Math.abs(depth - mean - (k - middle) * spacing) <= tolerance);
}

/** "Slice 41 is missing: gaps of 5.0 mm but 10.0 mm between slices 40 and 42." */
function describeMissing(gaps: readonly number[], missingAfter: readonly number[], usual: number): string {
  const holes: { first: number; last: number; gap: number }[] = [];
  let sliceNumber = 1;
  gaps.forEach((gap, index) => {
    const count = missingAfter[index]!;
    if (count > 0) holes.push({ first: sliceNumber + 1, last: sliceNumber + count, gap });
    sliceNumber += count + 1;
  });
  const range = ({ first, last }: { first: number; last: number }): string =>
    first === last ? `${first}` : `${first} to ${last}`;
  const [hole] = holes;
  const millimetres = `${usual.toFixed(1)} mm`;
  if (hole && holes.length === 1) {
    const subject =
      hole.first === hole.last ? `Slice ${hole.first} is missing` : `Slices ${range(hole)} are missing`;
    return `${subject}: gaps of ${millimetres} but ${hole.gap.toFixed(1)} mm between slices ${hole.first - 1} and ${hole.last + 1}. Load the whole series.`;
  }
  const total = missingAfter.reduce((sum, count) => sum + count, 0);
  const shown = holes.slice(0, 5).map(range).join(", ");
  return `${total} slices are missing (${shown}${holes.length > 5 ? ", …" : ""}): gaps of ${millimetres} but up to ${Math.max(...gaps).toFixed(1)} mm. Load the whole series.`;
}
