import { type EditTarget, segmentBox, segmentMask } from "../editing/index.ts";
import { type Plane, type Point, partOfGrid, toPlaneAxes } from "../geometry/index.ts";
import {
  type Box,
  boxSize,
  type Components,
  type Connectivity,
  findInstances,
  type GridAxis,
  isInBox,
  mapAxes,
  measureParts,
  moveBox,
  offsetIn,
  type PartMeasures,
  type Triple,
  voxelsInBox,
} from "../regions/index.ts";
import type { Segment } from "../volume/index.ts";

/** A connected part of a segment, or a piece of one that was split (`LesionOptions.rule`), with its measurements. */
export interface Lesion extends PartMeasures {
  readonly segmentNumber: number;
  /** Bounding box, in the segmentation's grid. */
  readonly box: Box;
  /** Mean position of its voxels, fractional. */
  readonly centre: Point<"ijk">;
  /** Its voxel nearest to the centre: where to go for review, and where to find it again after an edit. */
  readonly place: Point<"ijk">;
}

export interface LesionOptions {
  /** Parts that touch at a corner are one by default (26), as in the lesion counts of LiTS. */
  readonly connectivity?: Connectivity;
  /** The plane on whose slices diameters are measured. */
  readonly plane?: Plane;
  /** How touching lesions are separated; by default they are not. */
  readonly rule?: Segment["instances"];
}

/**
 * The lesions of a segment, the largest volume first; empty for an empty segment. Time grows with the segment's bounding box.
 */
export function findLesions(
  target: EditTarget,
  segmentNumber: number,
  options: LesionOptions = {},
): readonly Lesion[] {
  return locateLesions(target, segmentNumber, options).lesions;
}

/** As {@link findLesions}, with `at`, which returns the lesion at a voxel of the grid, or undefined. */
export function locateLesions(
  target: EditTarget,
  segmentNumber: number,
  { connectivity = 26, plane = "axial", rule }: LesionOptions = {},
): { readonly lesions: readonly Lesion[]; readonly at: (ijk: Point<"ijk">) => Lesion | undefined } {
  const box = segmentBox(target, segmentNumber);
  if (voxelsInBox(box) === 0) return { lesions: [], at: () => undefined };
  const { grid, image, sliceExtentsMm } = target;
  const mask = segmentMask(target, segmentNumber, box);
  const parts = findInstances(mask, { size: boxSize(box), spacingMm: grid.spacingMm }, connectivity, rule);
  const measured = measureParts(parts, {
    grid,
    box,
    image: image && { grid: partOfGrid(grid, image.box.from, boxSize(image.box)), voxels: image.values },
    sliceExtentsMm,
    sliceAxis: toPlaneAxes(grid, plane).slices.axis,
  });
  const places = placesOf(parts, box, grid.spacingMm);
  const ofPart = measured.map(
    (measures, index): Lesion => ({
      ...measures,
      segmentNumber,
      box: moveBox(parts.box(index + 1), box.from),
      ...places[index]!,
    }),
  );
  return {
    lesions: ofPart.toSorted((a, b) => b.volumeMl - a.volumeMl),
    at: ([i, j, k]) =>
      isInBox(box, [i, j, k]) ? ofPart[parts.partAt(offsetIn(box, i, j, k)) - 1] : undefined,
  };
}

/** The centre of every part, and its voxel nearest to that; the first in memory if several are equally near. */
function placesOf(
  parts: Components,
  box: Box,
  spacingMm: Triple,
): readonly Pick<Lesion, "centre" | "place">[] {
  const sums = new Float64Array(3 * (parts.count + 1));
  parts.forEachRun(({ part, i, j, k, first, end }) => {
    const length = end - first;
    sums[3 * part]! += length * (i + (length - 1) / 2);
    sums[3 * part + 1]! += length * j;
    sums[3 * part + 2]! += length * k;
  });
  const places = Array.from({ length: parts.count }, (_, index) => {
    const along = (axis: GridAxis): number => sums[3 * (index + 1) + axis]! / parts.sizes[index + 1]!;
    return { centre: mapAxes(along), place: mapAxes(along), squaredMm: Number.POSITIVE_INFINITY };
  });
  parts.forEachRun(({ part, i: low, j, k, first, end }) => {
    const best = places[part - 1]!;
    const { centre } = best;
    const i = Math.min(Math.max(Math.ceil(centre[0] - 0.5), low), low + end - first - 1);
    const squaredMm =
      ((i - centre[0]) * spacingMm[0]) ** 2 +
      ((j - centre[1]) * spacingMm[1]) ** 2 +
      ((k - centre[2]) * spacingMm[2]) ** 2;
    if (squaredMm >= best.squaredMm) return;
    best.place = [i, j, k];
    best.squaredMm = squaredMm;
  });
  const inGrid = (place: Triple): Triple => mapAxes((axis) => box.from[axis] + place[axis]);
  return places.map(({ centre, place }) => ({ centre: inGrid(centre), place: inGrid(place) }));
}
