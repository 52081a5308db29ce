import type { SegmentationSession } from "../editing/index.ts";
import { AutosegError } from "../errors.ts";
import { type Grid, ijkToLps, type Plane, type Point, toPlaneAxes } from "../geometry/index.ts";
import type { Prompt } from "../prompting/index.ts";
import { axesOfSlice, type Block, cutBlock, flood, traceOutlines, wholeBlock } from "../regions/index.ts";
import type { GridPlace, PromptMark } from "../tools/index.ts";

/** @throws AutosegError `invalid-argument` for a segment that does not exist, or is locked or hidden. */
export function requireChangeable(session: SegmentationSession, segmentNumber: number): void {
  const segment = session.findSegment(segmentNumber);
  if (!segment)
    throw wrong(
      `There is no segment ${segmentNumber} to add the outline to. Add a segment first.`,
      "segmentNumber",
    );
  if (session.editLimits("hand").locked?.includes(segmentNumber))
    throw wrong(
      `The segment "${segment.label}" is locked or hidden. Unlock and show it, or choose another one.`,
      "segmentNumber",
    );
}

/** The part of a segment that is connected to a voxel through faces: 1 inside. */
export function partAt(
  { grid, voxels, counts }: SegmentationSession,
  [i, j, k]: Point<"ijk">,
): Block<Uint8Array> {
  const label = voxels[i + grid.size[0] * (j + grid.size[1] * k)]!;
  const block = cutBlock(wholeBlock(grid, voxels), counts.box(label));
  const { box } = block;
  const size = [box.to[0] - box.from[0], box.to[1] - box.from[1], box.to[2] - box.from[2]] as const;
  const marked = new Uint8Array(block.values.length);
  const seed = i - box.from[0] + size[0] * (j - box.from[1] + size[1] * (k - box.from[2]));
  flood(marked, { size, seeds: [seed], accepts: (offset) => block.values[offset] === label });
  return { box, values: marked };
}

/**
 * Lasso marks that follow the active segment's outlines in a slice exactly.
 * @throws AutosegError `invalid-argument` if the slice has no voxel of it.
 */
export function marksOfSlice(session: SegmentationSession, slice: GridPlace): PromptMark[] {
  const { grid, voxels, activeSegment } = session;
  const { axis, index } = slice;
  const [a, b] = axesOfSlice(axis);
  const strides = [1, grid.size[0], grid.size[0] * grid.size[1]] as const;
  const size = [grid.size[a], grid.size[b]] as const;
  const first = index * strides[axis];
  const isInside = (x: number, y: number): boolean =>
    x >= 0 &&
    y >= 0 &&
    x < size[0] &&
    y < size[1] &&
    voxels[first + x * strides[a] + y * strides[b]] === activeSegment;
  const marks = traceOutlines(isInside, size).map(
    (outline): PromptMark => ({
      kind: "lasso",
      adds: true,
      isExact: true,
      slice,
      points: outline.map(([x, y]) => {
        const ijk: [number, number, number] = [0, 0, 0];
        ijk[axis] = index;
        ijk[a] = x - 0.5;
        ijk[b] = y - 0.5;
        return ijk;
      }),
    }),
  );
  if (marks.length > 0) return marks;
  throw wrong(
    `Nothing of "${session.findSegment(activeSegment)?.label ?? ""}" is drawn in this slice. Draw its outline here first, or go to a slice that has one.`,
    "segmentNumber",
  );
}

function wrong(message: string, argument: string): AutosegError<"invalid-argument"> {
  return new AutosegError("invalid-argument", message, { argument });
}

/** The plane of the slices across a grid axis. */
export function planeAcross(grid: Grid, axis: GridPlace["axis"]): Plane {
  const planes = ["axial", "coronal", "sagittal"] as const;
  return planes.find((plane) => toPlaneAxes(grid, plane).slices.axis === axis)!;
}

/** Converts a mark of the prompt tool to a prompt in patient space. */
export function toPrompt(grid: Grid, { kind, adds, points, slice, isExact }: PromptMark): Prompt {
  const plane = planeAcross(grid, slice.axis);
  const places = points.map((point) => ijkToLps(grid, point));
  switch (kind) {
    case "click":
      return { kind, adds, plane, at: places[0]! };
    case "box":
      return { kind, plane, corners: [places[0]!, places.at(-1)!] };
    case "lasso":
      return { kind, plane, points: places, ...(isExact && { isExact }) };
    case "scribble":
      return { kind, adds, plane, points: places };
  }
}
