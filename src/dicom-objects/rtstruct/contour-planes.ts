import { type SourceSeries, slicesOfImages } from "../../dicom/index.ts";
import { lpsToIjk } from "../../geometry/index.ts";
import type { Polygon } from "../../regions/index.ts";
import type { Contour } from "./parsed-structures.ts";

/** The contours of one region in one plane. */
export interface ContourPlane {
  /** Its position among the images, counted from zero; an integer if it is an image's plane. */
  readonly image: number;
  readonly polygons: readonly Polygon[];
}

/** Why contours of a region are skipped, and how many for each reason. */
export type LeftOut = ReadonlyMap<ContourFault, number>;
export type ContourFault = "point" | "open" | "no-area" | "damaged" | "other-plane" | "repeated" | "outside";

/** Tolerance of corners relative to their plane, and of planes relative to an image, in slices: coordinates are rounded. */
const [samePlane, sameImage] = [0.1, 0.25];

/** Groups the contours of a region by plane, in ascending order. */
export function toPlanes(
  contours: readonly Contour[],
  source: SourceSeries,
): { readonly planes: readonly ContourPlane[]; readonly leftOut: LeftOut } {
  const leftOut = new Map<ContourFault, number>();
  const found: { image: number; polygon: Polygon }[] = [];
  const known = new Set<string>();
  for (const contour of contours) {
    const placed = placeContour(contour, source);
    const fault = typeof placed === "string" ? placed : repeats(contour, known) ? "repeated" : undefined;
    if (fault) leftOut.set(fault, (leftOut.get(fault) ?? 0) + 1);
    else found.push(placed as { image: number; polygon: Polygon });
  }
  const isOnImages = found.every(({ image }) => Math.abs(image - Math.round(image)) <= sameImage);
  const planes: { image: number; polygons: Polygon[] }[] = [];
  for (const { image, polygon } of found.sort((a, b) => a.image - b.image)) {
    const place = isOnImages ? Math.round(image) : image;
    const last = planes.at(-1);
    if (last && place - last.image <= samePlane) last.polygons.push(polygon);
    else planes.push({ image: place, polygons: [polygon] });
  }
  return { planes, leftOut };
}

function placeContour({ geometricType, points }: Contour, source: SourceSeries) {
  if (geometricType === "POINT") return "point";
  if (geometricType.startsWith("OPEN")) return "open";
  // CLOSEDPLANAR_XOR states what the even-odd rule does to CLOSED_PLANAR contours anyway.
  if (!/^CLOSED_?PLANAR(_XOR)?$/.test(geometricType) || !points) return "damaged";
  if (points.length < 3) return "no-area";
  const ijk = points.map((point) => lpsToIjk(source.volume.grid, point));
  const depths = ijk.map(([, , k]) => k);
  const first: readonly [number, number] = [depths[0]!, depths[0]!];
  const [low, high] = depths.reduce(([a, b], k) => [Math.min(a, k), Math.max(b, k)], first);
  if (high - low > 2 * samePlane) return "other-plane";
  const image = toImagePlace((low + high) / 2, source);
  if (image <= -0.5 || image >= source.instances.length - 0.5) return "outside";
  return { image, polygon: ijk.map(([i, j]): readonly [number, number] => [snapped(i), snapped(j)]) };
}

/** Moves a corner close to a voxel's centre exactly onto it: otherwise rounding would decide whether the voxel is inside. */
function snapped(place: number): number {
  const centre = Math.round(place);
  return Math.abs(place - centre) < 1e-3 ? centre : place;
}

/** Whether a contour is given twice: by the even-odd rule, it would cancel itself out. */
function repeats({ points }: Contour, known: Set<string>): boolean {
  const key = points!.join(" ");
  if (known.has(key)) return true;
  known.add(key);
  return false;
}

/** Converts a position along k, in slices, to a position among the images: equal unless these are unevenly spaced. */
function toImagePlace(k: number, { slicePlaces: places }: SourceSeries): number {
  if (!places) return k;
  const after = places.findIndex((place) => place > k);
  const next = Math.max(1, after < 0 ? places.length - 1 : after);
  const [from, to] = [places[next - 1]!, places[next]!];
  return next - 1 + (k - from) / (to - from);
}

/** A region's contours by slice of the volume. */
export interface ContourSlices {
  /** The plane shown by each slice, by slice index. */
  readonly planeOf: ReadonlyMap<number, ContourPlane>;
  /** How many images each plane stands for: 1 unless it was drawn, say, on every second one. */
  readonly imagesPerPlane: number;
  /** Images between the contours without one, as pairs of first and last, counted from zero. */
  readonly gaps: readonly (readonly [first: number, last: number])[];
}

/**
 * Decides which contours each slice shows: those of its own image or, if a region was drawn on every n-th image or between
 * images, those of the nearest plane within half the distance between planes.
 */
export function toSlices(planes: readonly ContourPlane[], source: SourceSeries): ContourSlices {
  const steps = planes.slice(1).map(({ image }, index) => image - planes[index]!.image);
  const imagesPerPlane = usualStep(steps);
  const planeOf = new Map<number, ContourPlane>();
  slicesOfImages(source).forEach((slices, image) => {
    const plane = nearestPlane(planes, image);
    const distance = plane ? image - plane.image : Number.POSITIVE_INFINITY;
    // An image halfway takes the plane before it, never both.
    if (plane && distance > -imagesPerPlane / 2 && distance <= imagesPerPlane / 2)
      for (const slice of slices) planeOf.set(slice, plane);
  });
  const gaps = steps.flatMap((step, index) => {
    if (step < 1.5 * imagesPerPlane) return [];
    const [before, after] = [planes[index]!.image, planes[index + 1]!.image];
    return [[Math.floor(before) + 1, Math.ceil(after) - 1] as const];
  });
  return { planeOf, imagesPerPlane, gaps };
}

/** Distance between planes in images if most steps agree; else one image. */
function usualStep(steps: readonly number[]): number {
  const least = Math.min(...steps);
  const alike = steps.filter((step) => step < 1.1 * least).length;
  return steps.length >= 2 && 2 * alike > steps.length ? least : Math.min(1, least);
}

function nearestPlane(planes: readonly ContourPlane[], image: number): ContourPlane | undefined {
  let nearest: ContourPlane | undefined;
  for (const plane of planes)
    if (!nearest || Math.abs(plane.image - image) < Math.abs(nearest.image - image)) nearest = plane;
  return nearest;
}
