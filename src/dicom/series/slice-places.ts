import { cross, dot, type Point, type Vector } from "../../geometry/index.ts";
import type { ImageFrame } from "./image-frame.ts";

/** Fewer images than this are no volume that may be set aside without a word. */
export const smallestVolume = 3;

/** Row direction x column direction; undefined for an image without orientation. */
export function normalOf({ imageOrientationPatient: orientation }: ImageFrame): Vector<"lps"> | undefined {
  if (!orientation) return undefined;
  const [row, column] = [orientation.slice(0, 3), orientation.slice(3)] as unknown as [
    Point<"lps">,
    Point<"lps">,
  ];
  return cross(row, column);
}

/** Millimetres along the normal; undefined for an image that does not say where it lies. */
function depthOf(frame: ImageFrame): number | undefined {
  const normal = normalOf(frame);
  return normal && frame.imagePositionPatient && dot(normal, frame.imagePositionPatient);
}

/** Images no further apart than this along the normal lie at one place. */
const samePlaceMm = 0.01;

/**
 * The place of each image along the normal, counted from 0 in the order of their depths; images that do not say where
 * they lie have a place of their own each.
 */
export function findPlaces(frames: readonly ImageFrame[]): ReadonlyMap<ImageFrame, number> {
  const placed = frames
    .map((frame) => ({ frame, depth: depthOf(frame) ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => (a.depth === b.depth ? 0 : a.depth - b.depth));
  const places = new Map<ImageFrame, number>();
  let [place, start] = [-1, Number.NaN];
  for (const { frame, depth } of placed) {
    if (!(depth - start <= samePlaceMm)) [place, start] = [place + 1, depth];
    places.set(frame, place);
  }
  return places;
}

/** Whether the gaps are alike, roughly: the exact check comes later. */
export function isEvenlySpaced(frames: readonly ImageFrame[]): boolean {
  const depths = sortedDepths(frames);
  const gaps = depths.slice(1).map((depth, index) => depth - depths[index]!);
  return gaps.length === 0 || largestOf(gaps) < 1.2 * smallestOf(gaps);
}

/** More parts than this are no interleaved volumes: comparing each two of them would take too long. */
const mostParts = 256;

/** Whether each two of the parts have more than half of the shorter one's extent in common. */
export function overlapAll(parts: readonly (readonly ImageFrame[])[]): boolean {
  if (parts.length > mostParts) return false;
  const extents = parts.map((part) => {
    const depths = sortedDepths(part);
    return [depths[0] ?? 0, depths.at(-1) ?? 0] as const;
  });
  return extents.every(([firstStart, firstEnd]) =>
    extents.every(([secondStart, secondEnd]) => {
      const common = Math.min(firstEnd, secondEnd) - Math.max(firstStart, secondStart);
      return common > Math.min(firstEnd - firstStart, secondEnd - secondStart) / 2;
    }),
  );
}

function sortedDepths(frames: readonly ImageFrame[]): number[] {
  return frames.flatMap((frame) => depthOf(frame) ?? []).sort((a, b) => a - b);
}

/** The largest of any number of values: Math.max takes no more than the stack holds. */
export function largestOf(values: readonly number[]): number {
  return values.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
}

export function smallestOf(values: readonly number[]): number {
  return values.reduce((smallest, value) => Math.min(smallest, value), Number.POSITIVE_INFINITY);
}
