import type { SourceInstance, SourceSeries } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";
import { type Grid, lpsToIjk, type Point } from "../geometry/index.ts";
import { toImageIndex } from "./image-slices.ts";
import type { ImageReference, SegmentationFrame, SegmentationObject } from "./segmentation-object.ts";

/** Where a frame's pixels lie on the source's grid: pixel (column, row) is voxel `first + column * columnStep + row * rowStep`. */
export interface Placement {
  readonly first: Point<"ijk">;
  readonly columnStep: Point<"ijk">;
  readonly rowStep: Point<"ijk">;
  /** The slice that the frame covers whole, pixel for voxel; undefined for cropped, turned or out-of-plane frames. */
  readonly sliceIndex: number | undefined;
}

/** How far a pixel may lie from a voxel's centre, in voxels: headers round their positions. */
const tolerance = 0.1;

/**
 * The place of a frame, if its pixels are voxels of the source's grid: cropped, flipped, turned and out-of-plane frames
 * included. Undefined where they lie between voxels, or have other distances.
 * @throws AutosegError `invalid-segmentation` for a frame that neither states its place nor refers to a source image.
 */
export function placeFrame(
  frame: SegmentationFrame,
  object: SegmentationObject,
  source: SourceSeries,
): Placement | undefined {
  const { grid } = source.volume;
  const toGrid = pixelToIjk(frame, object, source);
  const corner = toGrid(0, 0);
  const first = round(corner);
  const columnStep = toStep(corner, toGrid(object.columns - 1, 0), object.columns - 1, [1, 0, 0]);
  const rowStep = toStep(corner, toGrid(0, object.rows - 1), object.rows - 1, [0, 1, 0]);
  for (const column of [0, object.columns - 1]) {
    for (const row of [0, object.rows - 1]) {
      const lies = toGrid(column, row);
      const wanted = [0, 1, 2].map(
        (axis) => first[axis]! + column * columnStep[axis]! + row * rowStep[axis]!,
      );
      if (lies.some((value, axis) => !(Math.abs(value - wanted[axis]!) <= tolerance))) return undefined;
    }
  }
  return { first, columnStep, rowStep, sliceIndex: wholeSlice(first, columnStep, rowStep, object, grid) };
}

/** Fractional ijk of a frame's pixels; what the frame does not state is taken from the image it refers to. */
export function pixelToIjk(
  frame: SegmentationFrame,
  object: SegmentationObject,
  { volume, instances, slicePlaces }: SourceSeries,
): (column: number, row: number) => Point<"ijk"> {
  const { grid } = volume;
  const position =
    frame.position ??
    instances.find((instance) => frame.references.some((reference) => isOf(reference, instance)))
      ?.imagePositionPatient;
  if (!position) {
    throw new AutosegError(
      "invalid-segmentation",
      `"${object.fileName}" does not say where its frame ${frame.frameIndex + 1} lies. Ask for a new export.`,
      { fileName: object.fileName },
    );
  }
  const [along, down] = frame.orientation ?? [grid.directionsLps[0], grid.directionsLps[1]];
  const [betweenRows, betweenColumns] = frame.pixelSpacing ?? [grid.spacingMm[1], grid.spacingMm[0]];
  const toLps = (column: number, row: number, axis: 0 | 1 | 2) =>
    position[axis] + column * betweenColumns * along[axis] + row * betweenRows * down[axis];
  const toIjk = (column: number, row: number) =>
    lpsToIjk(grid, [toLps(column, row, 0), toLps(column, row, 1), toLps(column, row, 2)]);
  if (!slicePlaces) return toIjk;
  return (column, row) => {
    const [i, j, k] = toIjk(column, row);
    return [i, j, toImageIndex(k, slicePlaces)];
  };
}

function isOf({ sopInstanceUID, frameNumbers }: ImageReference, instance: SourceInstance): boolean {
  if (sopInstanceUID !== instance.sopInstanceUID) return false;
  return instance.frameNumber === undefined || frameNumbers.includes(instance.frameNumber);
}

function round([i, j, k]: Point<"ijk">): Point<"ijk"> {
  return [Math.round(i), Math.round(j), Math.round(k)];
}

/** Whole voxels from one pixel to the next; `single` for a frame of one pixel along that axis. */
function toStep(from: Point<"ijk">, to: Point<"ijk">, count: number, single: Point<"ijk">): Point<"ijk"> {
  if (count === 0) return single;
  return round([(to[0] - from[0]) / count, (to[1] - from[1]) / count, (to[2] - from[2]) / count]);
}

function wholeSlice(
  first: Point<"ijk">,
  columnStep: Point<"ijk">,
  rowStep: Point<"ijk">,
  { columns, rows }: SegmentationObject,
  { size }: Grid,
): number | undefined {
  const inPlane = columnStep.join() === "1,0,0" && rowStep.join() === "0,1,0";
  if (!inPlane || first[0] !== 0 || first[1] !== 0 || columns !== size[0] || rows !== size[1])
    return undefined;
  return first[2] >= 0 && first[2] < size[2] ? first[2] : undefined;
}
