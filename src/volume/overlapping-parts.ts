import { AutosegError } from "../errors.ts";
import { type Grid, offsetInGrid, type Point, voxelCount } from "../geometry/index.ts";
import type { LabelMap16 } from "./label-map.ts";

/*
 * Overlapping segments cannot share a label map. Each is then a label map of its own on part of the grid, the box around it, so
 * that many small ones take little memory. These functions combine such parts where a whole grid is needed.
 */

/** Parts may always be spread over this many whole grids, and over more if they stay within this many bytes. */
const [fewGrids, mostBytes] = [8, 2 ** 28];
/** Time grows with the square of the number of parts, since each is checked against all others. */
const mostParts = 4096;

/**
 * Sorts parts into as few groups as possible without overlap: each goes into the first group in which its voxels are free.
 * @param whole the grid that all are parts of.
 * @throws AutosegError `overlapping-segments` if there are too many parts, or the groups' whole grids would not fit
 * into memory.
 */
export function groupParts(parts: readonly LabelMap16[], whole: Grid): readonly (readonly LabelMap16[])[] {
  const groups: PlacedPart[][] = [];
  const fail = (): never => {
    throw new AutosegError(
      "overlapping-segments",
      `${parts.length} overlapping segments would need too many label maps of ${whole.size.join(" x ")} voxels. Choose a form that allows overlaps (RTSTRUCT, a report or surfaces), or split the object.`,
      { fileName: "" },
    );
  };
  if (parts.length > mostParts) fail();
  for (const labelMap of parts) {
    const part = place(labelMap, whole);
    const group = groups.find((others) => others.every((other) => !overlap(part, other)));
    if (group) group.push(part);
    else groups.push([part]);
    const bytes = groups.length * voxelCount(whole) * labelMap.voxels.BYTES_PER_ELEMENT;
    if (groups.length > fewGrids && bytes > mostBytes) fail();
  }
  return groups.map((group) => group.map(({ labelMap }) => labelMap));
}

/** Joins parts that do not overlap into one label map of the whole grid; a part that is already whole is returned unchanged. */
export function joinParts(parts: readonly LabelMap16[], whole: Grid): LabelMap16 {
  const [first, second] = parts;
  if (first && !second && first.voxels.length === voxelCount(whole)) return first;
  const count = voxelCount(whole);
  const isWide = parts.some(({ voxels }) => voxels instanceof Uint16Array);
  const voxels = isWide ? new Uint16Array(count) : new Uint8Array(count);
  for (const labelMap of parts) {
    const { from } = place(labelMap, whole);
    const [columns, rows, slices] = labelMap.grid.size;
    for (let row = 0; row < rows * slices; row++) {
      const [j, k] = [from[1] + (row % rows), from[2] + Math.floor(row / rows)];
      const target = from[0] + whole.size[0] * (j + whole.size[1] * k);
      for (let i = 0; i < columns; i++) {
        const label = labelMap.voxels[row * columns + i]!;
        if (label !== 0) voxels[target + i] = label;
      }
    }
  }
  return { grid: whole, voxels, segments: parts.flatMap(({ segments }) => segments) };
}

interface PlacedPart {
  readonly labelMap: LabelMap16;
  readonly from: Point<"ijk">;
}

function place(labelMap: LabelMap16, whole: Grid): PlacedPart {
  return { labelMap, from: offsetInGrid(labelMap.grid, whole) };
}

/** Whether any voxel has a label in both. */
function overlap(a: PlacedPart, b: PlacedPart): boolean {
  const range = (axis: 0 | 1 | 2) =>
    [
      Math.max(a.from[axis], b.from[axis]),
      Math.min(a.from[axis] + a.labelMap.grid.size[axis], b.from[axis] + b.labelMap.grid.size[axis]),
    ] as const;
  const [[i0, i1], [j0, j1], [k0, k1]] = [range(0), range(1), range(2)];
  for (let k = k0; k < k1; k++) {
    for (let j = j0; j < j1; j++) {
      const [inA, inB] = [indexOf(a, i0, j, k), indexOf(b, i0, j, k)];
      for (let i = 0; i < i1 - i0; i++)
        if (a.labelMap.voxels[inA + i] !== 0 && b.labelMap.voxels[inB + i] !== 0) return true;
    }
  }
  return false;
}

function indexOf({ labelMap, from }: PlacedPart, i: number, j: number, k: number): number {
  const [columns, rows] = labelMap.grid.size;
  return i - from[0] + columns * (j - from[1] + rows * (k - from[2]));
}
