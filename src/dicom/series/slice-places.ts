import { cross, dot, type Point, type Vector } from "../../geometry/index.ts";
import type { ImageFrame } from "./image-frame.ts";

/** Fewer images than this are not a volume that may be left out silently. */
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

/** Millimetres along the normal; undefined for an image without a position. */
function depthOf(frame: ImageFrame): number | undefined {
  const normal = normalOf(frame);
  return normal && frame.imagePositionPatient && dot(normal, frame.imagePositionPatient);
}

/** Images no farther apart than this along the normal have the same position. */
const samePlaceMm = 0.01;

/**
 * The index of each image's position along the normal, in ascending order of depth; images without a position each get their
 * own.
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

/** Whether the gaps are roughly equal: the exact check comes later. */
export function isEvenlySpaced(frames: readonly ImageFrame[]): boolean {
  const depths = sortedDepths(frames);
  const gaps = depths.slice(1).map((depth, index) => depth - depths[index]!);
  return gaps.length === 0 || largestOf(gaps) < 1.2 * smallestOf(gaps);
}

/** More parts than this are not interleaved volumes, and comparing all pairs would take too long. */
const mostParts = 256;

/** Whether any two of the parts share more than half of the shorter one's extent. */
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

/** The largest of any number of values: Math.max is limited by the stack. */
export function largestOf(values: readonly number[]): number {
  return values.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY);
}

export function smallestOf(values: readonly number[]): number {
  return values.reduce((smallest, value) => Math.min(smallest, value), Number.POSITIVE_INFINITY);
}
