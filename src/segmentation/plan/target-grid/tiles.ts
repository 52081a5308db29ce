import type { TargetGrid } from "../../../model/index.ts";
import type { PerAxis } from "../model-grid.ts";
import { roundHalfEven } from "./grid-axes.ts";
import { roundToHalf } from "./half-precision.ts";

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
  const round = precision === "float16" ? roundToHalf : Math.fround;
  let lowest = Number.POSITIVE_INFINITY;
  for (let s = 0, at = 0; s < slices; s++) {
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++, at++) {
        const weight = round(peak * z[s]! * y[r]! * x[c]!);
        table[at] = weight;
        if (weight > 0 && weight < lowest) lowest = weight;
      }
    }
  }
  if (floor === undefined) return table;
  const least = floor === "lowest" ? lowest : floor;
  for (let at = 0; at < table.length; at++) table[at] = Math.max(table[at]!, least);
  return table;
}
