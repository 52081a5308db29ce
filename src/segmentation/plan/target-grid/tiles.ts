import type { TargetGrid } from "../../../model/index.ts";
import type { PerAxis } from "../model-grid.ts";
import { roundHalfEven } from "./grid-axes.ts";
import { roundAllToHalf } from "./half-precision.ts";

type Tiles = TargetGrid["tiles"];

/**
 * First indices of tiles of `size` that cover `count` voxels. `"spread"`: as few as possible at most `size * (1 - overlap)`
 * apart, evenly spaced (nnU-Net). `"stepped"`: that distance apart, rounded down, the last one moved back inside (MONAI).
 */
export function tileStarts(
  count: number,
  size: number,
  { overlap, placement }: Pick<Tiles, "overlap" | "placement">,
): number[] {
  const room = count - size;
  if (room <= 0) return [0];
  if (placement === "stepped") {
    const step = Math.max(1, Math.floor(size * (1 - overlap) + 1e-9));
    const tiles = Math.ceil(room / step) + 1;
    return Array.from({ length: tiles }, (_, n) => Math.min(n * step, room));
  }
  const tiles = Math.ceil(room / (size * (1 - overlap)) - 1e-9) + 1;
  return Array.from({ length: tiles }, (_, n) => roundHalfEven((room / (tiles - 1)) * n));
}

/** The weight of each voxel of a tile where tiles overlap, columns fastest. */
export function tileWeights(
  [columns, rows, slices]: PerAxis<number>,
  weights: Tiles["weights"],
): Float32Array {
  const table = new Float32Array(columns * rows * slices);
  if (weights.kind === "constant") return table.fill(1);
  const { sigma, centre, peak = 1, precision = "float32", floor } = weights;
  const bell = (size: number): Float64Array => {
    const middle = centre === "voxel" ? Math.floor(size / 2) : (size - 1) / 2;
    return Float64Array.from({ length: size }, (_, n) =>
      Math.exp(-0.5 * ((n - middle) / (size * sigma)) ** 2),
    );
  };
  const [x, y, z] = [bell(columns), bell(rows), bell(slices)];
  multiply([x, y, z.map((weight) => peak * weight)], table);
  if (precision === "float16") roundAllToHalf(table);
  if (floor !== undefined) raise(table, floor === "lowest" ? lowestWeight(table) : floor);
  return table;
}

// Plain loops over their own arguments, which are compiled apart from the rest.

/** Writes the products of weights along the axes. */
function multiply([x, y, z]: PerAxis<Float64Array>, into: Float32Array): void {
  let at = 0;
  for (let s = 0; s < z.length; s++) {
    for (let r = 0; r < y.length; r++) {
      const row = z[s]! * y[r]!;
      for (let c = 0; c < x.length; c++) into[at++] = row * x[c]!;
    }
  }
}

function lowestWeight(weights: Float32Array): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let at = 0; at < weights.length; at++) {
    const weight = weights[at]!;
    if (weight > 0 && weight < lowest) lowest = weight;
  }
  return lowest;
}

function raise(weights: Float32Array, least: number): void {
  for (let at = 0; at < weights.length; at++) if (weights[at]! < least) weights[at] = least;
}
