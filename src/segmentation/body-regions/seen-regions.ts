import type { SeenRegions } from "../../model/index.ts";
import type { Volume } from "../../volume/index.ts";
import { axialSamples } from "./axial-samples.ts";
import { regionsOfCtSlices } from "./ct-slices.ts";
import { isShortAxis } from "./heart-axis.ts";
import { regionsOfMrSlices } from "./mr-slices.ts";

const seen = new WeakMap<Volume, SeenRegions | undefined>();

/**
 * The regions of the body that a CT or MR shows, by its axial slices, or by how the slices of an MR lie; undefined for other
 * images, and where too few slices look like anything.
 */
export function regionsOfSlices(volume: Volume): SeenRegions | undefined {
  if (!seen.has(volume)) seen.set(volume, look(volume));
  return seen.get(volume);
}

function look(volume: Volume): SeenRegions | undefined {
  const { grid, unit, modality } = volume;
  const isMr = modality === "MR";
  if (isMr && isShortAxis(grid)) return { regions: new Map([["chest", grid.size[2]]]), slices: grid.size[2] };
  const samples = unit === "HU" || isMr ? axialSamples(volume) : undefined;
  return samples && (isMr ? regionsOfMrSlices(samples) : regionsOfCtSlices(samples));
}
