import { type Intensity, type Network, seriesOf } from "../../model/index.ts";
import type { Volume } from "../../volume/index.ts";
import { createIntensityMap, type IntensityMap } from "./intensity-map.ts";
import type { ModelGrid, ModelVolume } from "./model-grid.ts";
import { createSliceSampler, createTaps } from "./slice-sampler.ts";

/**
 * The series of a patient as each network sees them, in the order of its channels; networks with the same grey scale share
 * one.
 * @param images the series, on one grid.
 * @param keep how many slices are kept for being asked for again; the one least recently asked for goes first.
 */
export function createModelVolumes(
  images: readonly Volume[],
  grid: ModelGrid,
  keep: number,
): (network: Network) => readonly ModelVolume[] {
  if (grid.target) return grid.target.volumesFor;
  const volumes = new Map<string, ModelVolume>();
  const volumeOf = (series: number, intensity: Intensity): ModelVolume => {
    const key = JSON.stringify([series, intensity]);
    const known = volumes.get(key);
    if (known) return known;
    const image = images[series]!;
    const made = createModelVolume(image, grid, createIntensityMap(image, intensity), keep);
    volumes.set(key, made);
    return made;
  };
  return ({ input }) => seriesOf(input).map(({ intensity }, series) => volumeOf(series, intensity));
}

function createModelVolume(
  { voxels }: Volume,
  grid: ModelGrid,
  map: IntensityMap,
  keep: number,
): ModelVolume {
  const [{ modelCount: columns }, { modelCount: rows }, slices] = grid.axes;
  const pixels = columns * rows;
  const sample = createSliceSampler(grid, map);
  const read = (sourceSlice: number, into: Float32Array): void => sample(voxels, sourceSlice, into);
  if (grid.hasOwnSlices) {
    return {
      columns,
      slice: remember(keep, pixels, (slice, into) => {
        const sourceSlice = slice + slices.origin;
        if (sourceSlice >= 0 && sourceSlice < slices.sourceCount) read(sourceSlice, into);
        else into.fill(map.outside);
      }),
    };
  }
  const taps = createTaps(slices);
  const readOnce = remember(taps.count + 1, pixels, read);
  return {
    columns,
    slice: remember(keep, pixels, (slice, into) => {
      into.fill(0);
      let isInside = false;
      for (let tap = slice * taps.count; tap < (slice + 1) * taps.count; tap++) {
        const weight = taps.weights[tap]!;
        if (weight === 0) continue;
        isInside = true;
        const source = readOnce(taps.indices[tap]!);
        for (let pixel = 0; pixel < pixels; pixel++) into[pixel]! += weight * source[pixel]!;
      }
      if (!isInside) into.fill(map.outside);
    }),
  };
}

/** Keeps what was made for as many slices; the memory of the one that goes is used for the one that comes. */
function remember(
  keep: number,
  pixels: number,
  make: (slice: number, into: Float32Array) => void,
): (slice: number) => Float32Array {
  const known = new Map<number, Float32Array>();
  return (slice) => {
    let plane = known.get(slice);
    if (plane) {
      known.delete(slice);
    } else {
      const oldest = known.size >= keep ? known.keys().next().value! : undefined;
      plane = oldest === undefined ? new Float32Array(pixels) : known.get(oldest)!;
      if (oldest !== undefined) known.delete(oldest);
      make(slice, plane);
    }
    known.set(slice, plane);
    return plane;
  };
}
