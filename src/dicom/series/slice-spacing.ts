import { irregular } from "../refusals.ts";
import type { ImageFrame } from "./image-frame.ts";
import { largestOf, smallestOf } from "./slice-places.ts";
import { traitNames } from "./traits.ts";

/** Positions closer than this are considered equal, in millimetres. */
const samePositionMm = 0.01;

/** A gap this many times as wide as both neighbours is a hole: scanners change their spacing for good or not at all. */
const holeFactor = 1.6;

/**
 * How far a slice may be from its regular position, in millimetres: positions are often rounded to one decimal, which moves
 * each by up to 0.05 mm.
 */
export function spacingTolerance(spacingMm: number): number {
  return Math.min(Math.max(0.06, 0.02 * spacingMm), 0.25 * spacingMm);
}

/**
 * Whether the slices are evenly spaced. If not, the stack may still be complete: a scan that continues with another spacing,
 * as head scans do.
 * @param depths millimetres along the normal, ascending, of `frames`.
 * @throws AutosegError `irregular-series`: `duplicate-position` or `missing-slice`.
 */
export function checkSpacing(
  frames: readonly ImageFrame[],
  depths: readonly number[],
  seriesInstanceUID: string,
): "even" | "uneven" {
  if (frames.length < 2) return "even";
  const gaps = depths.slice(1).map((depth, index) => depth - depths[index]!);
  const duplicates = gaps.flatMap((gap, index) => (gap < samePositionMm ? [index] : []));
  if (duplicates.length > 0) {
    const [a, b] = [frames[duplicates[0]!]!, frames[duplicates[0]! + 1]!];
    throw irregular(
      seriesInstanceUID,
      "duplicate-position",
      `${duplicates.length} of ${frames.length} images have the same position as another, for example "${a.fileName}" and "${b.fileName}"${describeShared(a, b)}.`,
    );
  }
  if (isEven(depths)) return "even";
  const turns = findTurns(gaps);
  if (turns)
    throw irregular(
      seriesInstanceUID,
      "uneven-spacing",
      `The slices are alternately ${turns.map((gap) => gap.toFixed(2)).join(" and ")} mm apart, as if two volumes were interleaved, and nothing in the headers tells the two apart. Load the images of one volume only.`,
    );
  const holes = findHoles(frames, gaps);
  if (holes.size === 0) return "uneven";
  const others = gaps.filter((_, index) => !holes.has(index)).sort((a, b) => a - b);
  const usual = others[Math.floor((others.length - 1) / 2)] ?? smallestOf(gaps);
  const missingAfter = gaps.map((gap, index) =>
    holes.has(index) ? Math.max(1, Math.round(gap / usual) - 1) : 0,
  );
  throw irregular(seriesInstanceUID, "missing-slice", describeMissing(gaps, missingAfter, usual));
}

/** Why two images have the same position, as far as known. */
function describeShared(a: ImageFrame, b: ImageFrame): string {
  if (a.sopInstanceUID !== "" && a.sopInstanceUID === b.sopInstanceUID && a.fileIndex !== b.fileIndex)
    return `: both have the SOP Instance UID ${a.sopInstanceUID}, but they are different images. Remove the wrong one`;
  return `: the series holds more than one volume, and none of ${traitNames.length} attributes tells them apart, from echo time, b-value and contrast phase to acquisition and content times. Neither InstanceNumber nor the order of files and frames says which volume an image belongs to. Load the images of one volume only`;
}

/** With fewer gaps than this, wide and narrow ones may alternate by chance. */
const fewestTurns = 5;

/** The two gap widths that alternate, if they do. */
function findTurns(gaps: readonly number[]): readonly [number, number] | undefined {
  if (gaps.length < fewestTurns) return undefined;
  const [first, second] = [gaps[0]!, gaps[1]!];
  const tolerance = spacingTolerance(first + second);
  if (Math.abs(first - second) <= 2 * tolerance) return undefined;
  const isInTurn = gaps.every(
    (gap, index) => Math.abs(gap - (index % 2 === 0 ? first : second)) <= tolerance,
  );
  return isInTurn ? [first, second] : undefined;
}

/** Gaps with missing slices: wider than both neighbours, or wide where the image numbers skip. */
function findHoles(frames: readonly ImageFrame[], gaps: readonly number[]): ReadonlySet<number> {
  const sorted = [...gaps].sort((a, b) => a - b);
  const usual = sorted[Math.floor((sorted.length - 1) / 2)]!;
  const leaps = gaps.map((_, index) =>
    Math.abs((frames[index + 1]!.instanceNumber ?? 0) - (frames[index]!.instanceNumber ?? 0)),
  );
  // Numbers are used only if they count the slices.
  const areCounted = leaps.filter((leap) => leap === 1).length > leaps.length / 2;
  return new Set(
    gaps.flatMap((gap, index) => {
      const neighbours = [gaps[index - 1], gaps[index + 1]].filter((other) => other !== undefined);
      const isAlone = neighbours.every((other) => gap >= holeFactor * other);
      const hasLeapt = areCounted && leaps[index]! > 1 && gap >= holeFactor * usual;
      return isAlone || hasLeapt ? [index] : [];
    }),
  );
}

/** Whether the depths lie on a line over their indices, fitted by least squares since the first and last are rounded too. */
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

/** "Slice 41 is missing: slices are 5.0 mm apart, but 10.0 mm between slices 40 and 42." */
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
    return `${subject}: slices are ${millimetres} apart, but ${hole.gap.toFixed(1)} mm between slices ${hole.first - 1} and ${hole.last + 1}. Load the whole series.`;
  }
  const total = missingAfter.reduce((sum, count) => sum + count, 0);
  const shown = holes.slice(0, 5).map(range).join(", ");
  return `${total} slices are missing (${shown}${holes.length > 5 ? ", …" : ""}): slices are ${millimetres} apart, but up to ${largestOf(gaps).toFixed(1)} mm at the gaps. Load the whole series.`;
}
