import type { Volume } from "../volume/index.ts";
import { isOwnAxis } from "./axis-mapping.ts";
import type { IntensityMap } from "./intensity-map.ts";
import type { ModelGrid } from "./model-grid.ts";
import { createSliceSampler, createTaps } from "./slice-sampler.ts";

/** A series as a model sees it: slices of the model's grid, made when they are asked for. */
export interface ModelVolume {
  /** Rows x columns of slice `slice` of the model's grid, row-major; not to be written to. */
  slice(slice: number): Float32Array;
}

/**
 * @param keep how many slices are kept for being asked for again; the one least recently asked for goes first.
 */
export function createModelVolume(
  { voxels }: Volume,
  grid: ModelGrid,
  map: IntensityMap,
  keep: number,
): ModelVolume {
  const [columns, rows, slices] = grid.axes;
  const pixels = columns.modelCount * rows.modelCount;
  const sample = createSliceSampler(grid, map);
  const read = (sourceSlice: number): Float32Array => {
    const plane = new Float32Array(pixels);
    sample(voxels, sourceSlice, plane);
    return plane;
  };
  if (isOwnAxis(slices)) {
    return {
      slice: remember(keep, (slice) => {
        const sourceSlice = slice + slices.origin;
        if (sourceSlice >= 0 && sourceSlice < slices.sourceCount) return read(sourceSlice);
        return new Float32Array(pixels).fill(map.outside);
      }),
    };
  }
  const taps = createTaps(slices);
  const readOnce = remember(taps.count + 1, read);
  return {
    slice: remember(keep, (slice) => {
      const plane = new Float32Array(pixels);
      let isInside = false;
      for (let tap = slice * taps.count; tap < (slice + 1) * taps.count; tap++) {
        const weight = taps.weights[tap]!;
        if (weight === 0) continue;
        isInside = true;
        const source = readOnce(taps.indices[tap]!);
        for (let pixel = 0; pixel < pixels; pixel++) plane[pixel]! += weight * source[pixel]!;
      }
      return isInside ? plane : plane.fill(map.outside);
    }),
  };
}

function remember(keep: number, make: (slice: number) => Float32Array): (slice: number) => Float32Array {
  const known = new Map<number, Float32Array>();
  return (slice) => {
    let plane = known.get(slice);
    if (plane) known.delete(slice);
    else plane = make(slice);
    if (known.size >= keep) known.delete(known.keys().next().value!);
    known.set(slice, plane);
    return plane;
  };
}
