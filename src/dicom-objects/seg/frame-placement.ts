import { imagePosition, type SourceSeries } from "../../dicom/index.ts";
import { AutosegError } from "../../errors.ts";
import type { Grid, Point } from "../../geometry/index.ts";
import type { LabelSpace } from "./label-space.ts";
import { invalidSegmentation, type SegmentationFrame, type SegmentationObject } from "./parsed-object.ts";

/** Position of a frame's pixels in a space: pixel (column, row) is at `first + column * columnStep + row * rowStep`. */
export interface FramePlacement {
  readonly first: Point<"ijk">;
  readonly columnStep: Point<"ijk">;
  readonly rowStep: Point<"ijk">;
}

/** A frame and its position. */
export interface FrameOnGrid {
  readonly frame: SegmentationFrame;
  readonly placement: FramePlacement;
}

/** Maximum distance of a pixel from a voxel's centre, in voxels: headers round positions. */
const tolerance = 0.1;

/**
 * The frames with their positions; undefined as soon as one does not lie on the pixels of the space. Frames of many segments
 * at the same position are placed once.
 * @throws AutosegError `invalid-segmentation` for a frame that neither states its position nor references a source image, and
 * for two frames of one segment at one position.
 */
export function placeFrames(
  object: SegmentationObject,
  source: SourceSeries,
  space: LabelSpace,
): FrameOnGrid[] | undefined {
  const place = placer(object, source, space);
  const seen = new Map<string, number>();
  const placed: FrameOnGrid[] = [];
  for (const frame of object.frames) {
    const placement = place(frame);
    if (!placement) return undefined;
    const name = `${frame.segmentNumber} ${placement.first} ${placement.columnStep} ${placement.rowStep}`;
    const twin = seen.get(name);
    if (twin !== undefined) {
      throw invalidSegmentation(
        object.fileName,
        `is invalid: its frames ${twin + 1} and ${frame.frameIndex + 1} show the same segment at the same position. Export it again.`,
      );
    }
    seen.set(name, frame.frameIndex);
    placed.push({ frame, placement });
  }
  return placed;
}

function placer(object: SegmentationObject, source: SourceSeries, space: LabelSpace) {
  const known = new Map<string, FramePlacement | undefined>();
  const positionOf = referencedPositions(source);
  return (frame: SegmentationFrame): FramePlacement | undefined => {
    const { orientation, pixelSpacing } = frame;
    const position = frame.position ?? positionOf(frame);
    if (!position) {
      throw new AutosegError(
        "invalid-segmentation",
        `"${object.fileName}" does not state the position of its frame ${frame.frameIndex + 1}. Export it again.`,
        { fileName: object.fileName },
      );
    }
    const stated = `${position} ${orientation} ${pixelSpacing}`;
    if (known.has(stated)) return known.get(stated);
    const placement = placeFrame({ ...frame, position }, object, source.volume.grid, space);
    known.set(stated, placement);
    return placement;
  };
}

/** The position of a frame if its pixels are those of the space; frames may be cropped, flipped, rotated or out of plane. */
function placeFrame(
  frame: Pick<SegmentationFrame, "orientation" | "pixelSpacing"> & { readonly position: Point<"lps"> },
  { columns, rows }: SegmentationObject,
  grid: Grid,
  space: LabelSpace,
): FramePlacement | undefined {
  const { position } = frame;
  const [along, down] = frame.orientation ?? [grid.directionsLps[0], grid.directionsLps[1]];
  const [betweenRows, betweenColumns] = frame.pixelSpacing ?? [grid.spacingMm[1], grid.spacingMm[0]];
  const toSpace = (column: number, row: number): Point<"ijk"> => {
    const toLps = (axis: 0 | 1 | 2) =>
      position[axis] + column * betweenColumns * along[axis] + row * betweenRows * down[axis];
    return space.toIjk([toLps(0), toLps(1), toLps(2)]);
  };
  const corner = toSpace(0, 0);
  const first = round(corner);
  const columnStep = toStep(corner, toSpace(columns - 1, 0), columns - 1, [1, 0, 0]);
  const rowStep = toStep(corner, toSpace(0, rows - 1), rows - 1, [0, 1, 0]);
  for (const column of [0, columns - 1]) {
    for (const row of [0, rows - 1]) {
      const lies = toSpace(column, row);
      const wanted = [0, 1, 2].map(
        (axis) => first[axis]! + column * columnStep[axis]! + row * rowStep[axis]!,
      );
      if (lies.some((value, axis) => !(Math.abs(value - wanted[axis]!) <= tolerance))) return undefined;
    }
  }
  return { first, columnStep, rowStep };
}

/** For a frame without a stated position, that of the first source image that it references. */
function referencedPositions(source: SourceSeries): (frame: SegmentationFrame) => Point<"lps"> | undefined {
  const byImage = new Map<string, number>();
  source.instances.forEach(({ sopInstanceUID, frameNumber }, index) => {
    byImage.set(frameNumber === undefined ? sopInstanceUID : `${sopInstanceUID} ${frameNumber}`, index);
  });
  return ({ references }) => {
    const images = references.flatMap(({ sopInstanceUID, frameNumbers }) => [
      sopInstanceUID,
      ...frameNumbers.map((frameNumber) => `${sopInstanceUID} ${frameNumber}`),
    ]);
    const indices = images.flatMap((image) => byImage.get(image) ?? []);
    return indices.length === 0
      ? undefined
      : imagePosition(
          source,
          indices.reduce((a, b) => Math.min(a, b)),
        );
  };
}

function round([i, j, k]: Point<"ijk">): Point<"ijk"> {
  return [Math.round(i), Math.round(j), Math.round(k)];
}

/** Integer steps from one pixel to the next; `single` for a frame with one pixel along that axis. */
function toStep(from: Point<"ijk">, to: Point<"ijk">, count: number, single: Point<"ijk">): Point<"ijk"> {
  if (count === 0) return single;
  return round([(to[0] - from[0]) / count, (to[1] - from[1]) / count, (to[2] - from[2]) / count]);
}
