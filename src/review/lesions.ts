import { type EditTarget, labelBox } from "../editing/index.ts";
import { type Plane, type Point, toPlaneAxes, voxelVolumeMl } from "../geometry/index.ts";
import {
  type AxialDiameter,
  type Block,
  type Box,
  boxSize,
  type Connectivity,
  findComponents,
  ijkAt,
  isInBox,
  longestDiameter,
  maskOf,
  offsetIn,
  voxelsInBox,
} from "../regions/index.ts";

/** One connected part of a segment, measured. */
export interface Lesion {
  readonly segmentNumber: number;
  readonly voxels: number;
  readonly volumeMl: number;
  /** Its longest diameter on an axial slice (RECIST), in millimetres; see `longestDiameter`. */
  readonly diameter: AxialDiameter;
  /** Mean and standard deviation of the image's values in it; undefined without an image. */
  readonly values: { readonly mean: number; readonly sd: number } | undefined;
  readonly box: Box;
  readonly centre: Point<"ijk">;
  /** The voxel of it that lies nearest to its centre: a place to go to, and by which it is found again after an edit. */
  readonly place: Point<"ijk">;
}

export interface LesionOptions {
  /** Parts that touch with a corner are one by default (26), as in the lesion counts of LiTS. */
  readonly connectivity?: Connectivity;
  /** The plane on whose slices diameters are taken. */
  readonly plane?: Plane;
}

/** The connected parts of a segment, the largest first. Work grows with the box around the segment. */
export function findLesions(
  target: EditTarget,
  segmentNumber: number,
  options: LesionOptions = {},
): readonly Lesion[] {
  return locateLesions(target, segmentNumber, options).lesions;
}

/** The same, with a way to tell to which of them a voxel belongs; undefined to none. */
export function locateLesions(
  target: EditTarget,
  segmentNumber: number,
  { connectivity = 26, plane = "axial" }: LesionOptions = {},
): { readonly lesions: readonly Lesion[]; readonly at: (ijk: Point<"ijk">) => Lesion | undefined } {
  const box = labelBox(target, [segmentNumber]);
  if (voxelsInBox(box) === 0) return { lesions: [], at: () => undefined };
  const mask = maskOf(target.labels, [segmentNumber], box);
  const { numbers, sizes } = findComponents(mask, boxSize(box), connectivity);
  const sliceAxis = toPlaneAxes(target.grid, plane).slices.axis;
  const boxes = boxesOfParts(numbers, sizes.length, box);
  const ofPart: Lesion[] = [];
  for (let part = 1; part < sizes.length; part++) {
    const own = boxes[part]!;
    const region = cutPart(numbers, part, own, box);
    ofPart[part] = {
      segmentNumber,
      voxels: sizes[part]!,
      volumeMl: sizes[part]! * voxelVolumeMl(target.grid),
      diameter: longestDiameter(target.grid, region, sliceAxis)!,
      values: target.image && measureValues(region, target.image),
      box: own,
      ...centreOf(region, sizes[part]!, target.grid.spacingMm),
    };
  }
  return {
    lesions: ofPart.filter(Boolean).sort((a, b) => b.voxels - a.voxels),
    at: ([i, j, k]) => (isInBox(box, [i, j, k]) ? ofPart[numbers[offsetIn(box, i, j, k)]!] : undefined),
  };
}

function boxesOfParts(numbers: Int32Array, count: number, box: Box): Box[] {
  const size = boxSize(box);
  const low = new Int32Array(3 * count).fill(0x7fffffff);
  const end = new Int32Array(3 * count);
  let offset = 0;
  for (let k = 0; k < size[2]; k++)
    for (let j = 0; j < size[1]; j++)
      for (let i = 0; i < size[0]; i++, offset++) {
        const at = 3 * numbers[offset]!;
        if (at === 0) continue;
        if (i < low[at]!) low[at] = i;
        if (j < low[at + 1]!) low[at + 1] = j;
        if (k < low[at + 2]!) low[at + 2] = k;
        if (i >= end[at]!) end[at] = i + 1;
        if (j >= end[at + 1]!) end[at + 1] = j + 1;
        if (k >= end[at + 2]!) end[at + 2] = k + 1;
      }
  const place = (values: Int32Array, part: number): [number, number, number] => [
    box.from[0] + values[3 * part]!,
    box.from[1] + values[3 * part + 1]!,
    box.from[2] + values[3 * part + 2]!,
  ];
  return Array.from({ length: count }, (_, part) => ({ from: place(low, part), to: place(end, part) }));
}

function cutPart(numbers: Int32Array, part: number, own: Box, box: Box): Block<Uint8Array> {
  const [columns, rows, slices] = boxSize(own);
  const values = new Uint8Array(columns * rows * slices);
  let to = 0;
  for (let k = own.from[2]; k < own.to[2]; k++)
    for (let j = own.from[1]; j < own.to[1]; j++) {
      const from = offsetIn(box, own.from[0], j, k);
      for (let i = 0; i < columns; i++) values[to++] = numbers[from + i] === part ? 1 : 0;
    }
  return { box: own, values };
}

function measureValues({ box, values: mask }: Block<Uint8Array>, image: NonNullable<EditTarget["image"]>) {
  let [count, mean, squares] = [0, 0, 0];
  for (let offset = 0; offset < mask.length; offset++) {
    if (!mask[offset]) continue;
    const value = image.values[offsetIn(image.box, ...ijkAt(box, offset))]!;
    // Welford's running mean: sums of squares of large values would lose the small differences.
    const difference = value - mean;
    mean += difference / ++count;
    squares += difference * (value - mean);
  }
  return { mean, sd: Math.sqrt(squares / count) };
}

function centreOf(
  { box, values: mask }: Block<Uint8Array>,
  voxels: number,
  spacingMm: readonly [number, number, number],
): Pick<Lesion, "centre" | "place"> {
  const sum = [0, 0, 0];
  const inside: number[] = [];
  for (let offset = 0; offset < mask.length; offset++) {
    if (!mask[offset]) continue;
    inside.push(offset);
    for (const [axis, at] of ijkAt(box, offset).entries()) sum[axis]! += at;
  }
  const centre = sum.map((total) => total / voxels) as unknown as Point<"ijk">;
  let [place, nearest] = [centre, Number.POSITIVE_INFINITY];
  for (const offset of inside) {
    const ijk = ijkAt(box, offset);
    const apart = ijk.reduce((total, at, axis) => total + ((at - centre[axis]!) * spacingMm[axis]!) ** 2, 0);
    if (apart < nearest) [place, nearest] = [ijk, apart];
  }
  return { centre, place };
}
