import { type NetworkInput, toItemSize } from "../model/index.ts";
import type { Volume } from "../volume/index.ts";
import type { PlaneView } from "./plane-view.ts";
import type { SliceMapping } from "./slice-mapping.ts";
import { createSliceSampler } from "./slice-sampler.ts";

/**
 * Makes the model's input for a slice of the view: it and its neighbours at the manifest's distance (rounded to whole
 * slices, at least one), the end slices repeated beyond the ends. Channels run with the view's slices.
 */
export function createInputStacker(
  volume: Volume,
  view: PlaneView,
  mapping: SliceMapping,
  input: NetworkInput,
) {
  const { count, distanceMm } = input.adjacentSlices ?? { count: 1, distanceMm: view.slices.spacingMm };
  const { rows, columns } = toItemSize(input);
  const step = Math.max(1, Math.round(distanceMm / view.slices.spacingMm));
  const reach = (step * (count - 1)) / 2;
  const sampler = createSliceSampler(view, mapping, input);
  /** Resampled slices; one is a neighbour of several others, soon after each other on either side of the first. */
  const known = new Map<number, Float32Array>();
  const most = 2 * (2 * reach + 1) + 2;

  const sampled = (slice: number): Float32Array => {
    let channel = known.get(slice);
    if (channel) {
      known.delete(slice);
    } else {
      channel = new Float32Array(rows * columns);
      sampler(volume.voxels, slice, channel);
      if (known.size >= most) known.delete(known.keys().next().value!);
    }
    known.set(slice, channel);
    return channel;
  };

  return (slice: number): Float32Array => {
    const stacked = new Float32Array(count * rows * columns);
    for (let channel = 0; channel < count; channel++) {
      const neighbour = slice + channel * step - reach;
      stacked.set(sampled(Math.min(Math.max(neighbour, 0), view.slices.count - 1)), channel * rows * columns);
    }
    return stacked;
  };
}
