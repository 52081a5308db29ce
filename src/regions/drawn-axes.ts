import type { Point } from "../geometry/index.ts";
import { axesOfSlice, type GridAxis, mapAxes, type Triple } from "./box.ts";

/** Both ends as fractional voxel indices; integers are voxel centres. */
export type MeasuredLine = readonly [Point<"ijk">, Point<"ijk">];

/**
 * What a user measured on one slice: the long axis, and the perpendicular short axis if it was measured too (RECIST 1.1:
 * Eisenhauer et al., European Journal of Cancer 45, 2009, 4.1). All ends lie on the slice.
 */
export interface DrawnAxes {
  /** The grid axis across which the slice lies. */
  readonly sliceAxis: GridAxis;
  readonly long: MeasuredLine;
  readonly short?: MeasuredLine | undefined;
}

/** Drawn axes with their lengths in mm. */
export interface MeasuredAxes extends DrawnAxes {
  readonly longMm: number;
  /** Undefined if there is no short axis. */
  readonly shortMm: number | undefined;
}

/** One end of one of the axes. */
export interface AxisEnd {
  readonly of: "long" | "short";
  readonly end: 0 | 1;
}

/** The axes with their lengths. @param spacingMm the grid's. */
export function measureAxes({ sliceAxis, long, short }: DrawnAxes, spacingMm: Triple): MeasuredAxes {
  return {
    sliceAxis,
    long,
    short,
    longMm: lengthMm(long, spacingMm),
    shortMm: short && lengthMm(short, spacingMm),
  };
}

/**
 * The axes after one end was moved. The short axis stays perpendicular: it turns and moves with the long one. If one of its
 * own ends moves along the long axis, so does the other.
 */
export function moveAxisEnd(
  axes: DrawnAxes,
  { of, end }: AxisEnd,
  to: Point<"ijk">,
  spacingMm: Triple,
): DrawnAxes {
  const short = axes.short && toShort(axes, axes.short, spacingMm);
  if (of === "long") {
    const long: MeasuredLine = end === 0 ? [to, axes.long[1]] : [axes.long[0], to];
    const moved: DrawnAxes = { sliceAxis: axes.sliceAxis, long };
    return short ? { ...moved, short: fromShort(moved, short, spacingMm) } : moved;
  }
  if (!short) return axes;
  const [along, beside] = alongAndBeside(axes, to, spacingMm);
  const ends = [...short.besideMm] as [number, number];
  ends[end] = beside;
  return { ...axes, short: fromShort(axes, { part: along, besideMm: ends }, spacingMm) };
}

/** The axes with a short axis that starts at `from` and ends at the distance of `to` from the long axis. */
export function withShortAxis(
  axes: DrawnAxes,
  from: Point<"ijk">,
  to: Point<"ijk">,
  spacingMm: Triple,
): DrawnAxes {
  const [part, first] = alongAndBeside(axes, from, spacingMm);
  const [, second] = alongAndBeside(axes, to, spacingMm);
  return { ...axes, short: fromShort(axes, { part, besideMm: [first, second] }, spacingMm) };
}

/** Puts the longer axis first, whichever was drawn first. */
export function inOrder(axes: DrawnAxes, spacingMm: Triple): DrawnAxes {
  const { longMm, shortMm = 0 } = measureAxes(axes, spacingMm);
  return axes.short && shortMm > longMm ? { ...axes, long: axes.short, short: axes.long } : axes;
}

/** A short axis relative to the long one: where it crosses, as a fraction of the long axis, and how far its ends lie to the side. */
interface Short {
  readonly part: number;
  readonly besideMm: readonly [number, number];
}

function toShort(axes: DrawnAxes, short: MeasuredLine, spacingMm: Triple): Short {
  const [part, first] = alongAndBeside(axes, short[0], spacingMm);
  const [, second] = alongAndBeside(axes, short[1], spacingMm);
  return { part, besideMm: [first, second] };
}

function fromShort(axes: DrawnAxes, { part, besideMm }: Short, spacingMm: Triple): MeasuredLine {
  const { origin, along, unit } = frameOf(axes, spacingMm);
  const at = (mm: number): Point<"ijk"> =>
    fromSlicePoint(
      axes,
      [origin[0] + part * along[0] - mm * unit[1], origin[1] + part * along[1] + mm * unit[0]],
      spacingMm,
    );
  return [at(besideMm[0]), at(besideMm[1])];
}

/** Where a point lies along the long axis, as a fraction of its length, and how many mm beside it. */
function alongAndBeside(
  axes: DrawnAxes,
  point: Point<"ijk">,
  spacingMm: Triple,
): readonly [part: number, besideMm: number] {
  const { origin, along, unit } = frameOf(axes, spacingMm);
  const at = toSlicePoint(axes, point, spacingMm);
  const [x, y] = [at[0] - origin[0], at[1] - origin[1]];
  const length = Math.hypot(...along);
  return [length === 0 ? 0 : (x * unit[0] + y * unit[1]) / length, y * unit[0] - x * unit[1]];
}

function frameOf(axes: DrawnAxes, spacingMm: Triple) {
  const [origin, end] = axes.long.map((point) => toSlicePoint(axes, point, spacingMm)) as [
    SlicePoint,
    SlicePoint,
  ];
  const along: SlicePoint = [end[0] - origin[0], end[1] - origin[1]];
  const length = Math.hypot(...along);
  const unit: SlicePoint = length === 0 ? [1, 0] : [along[0] / length, along[1] / length];
  return { origin, along, unit };
}

/** A point on the slice, in mm along its two axes. */
type SlicePoint = readonly [number, number];

function toSlicePoint({ sliceAxis }: DrawnAxes, point: Point<"ijk">, spacingMm: Triple): SlicePoint {
  const [a, b] = axesOfSlice(sliceAxis);
  return [point[a] * spacingMm[a], point[b] * spacingMm[b]];
}

function fromSlicePoint({ sliceAxis, long }: DrawnAxes, [x, y]: SlicePoint, spacingMm: Triple): Point<"ijk"> {
  const [a, b] = axesOfSlice(sliceAxis);
  const ijk: [number, number, number] = [long[0][0], long[0][1], long[0][2]];
  ijk[a] = x / spacingMm[a];
  ijk[b] = y / spacingMm[b];
  return ijk;
}

function lengthMm([from, to]: MeasuredLine, spacingMm: Triple): number {
  return Math.hypot(...mapAxes((axis) => (to[axis] - from[axis]) * spacingMm[axis]));
}
