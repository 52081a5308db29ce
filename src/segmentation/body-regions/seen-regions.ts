import { describeImage, type SourceSeries } from "../../dicom/index.ts";
import type { Grid } from "../../geometry/index.ts";
import { type ImageFacts, type SeenRegions, statesBodyPart } from "../../model/index.ts";
import type { Volume } from "../../volume/index.ts";
import { axialSamples } from "./axial-samples.ts";
import { regionsOfCtSlices } from "./ct-slices.ts";
import { regionsOfMrSlices } from "./mr-slices.ts";

const seen = new WeakMap<Volume, SeenRegions | undefined>();

/**
 * The regions of the body that a CT or MR shows, from its axial slices or, for an MR, from the orientation of its slices;
 * undefined for other images, and if too few slices are recognised.
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

/**
 * A cardiac short axis view has thick slices and covers the whole chest; short axes of wrists and shoulders have small fields
 * of view.
 */
const [leastFieldMm, leastSliceMm, mostSlices] = [240, 4, 40];

/** Least cosine between the slices' normal and each patient axis. */
const leastCosine = 0.2;

/**
 * Whether slices have the orientation of a cardiac short axis view: across the long axis of the left ventricle, which points
 * left, forward and down at once. No other examination has thick slices with a large field of view tilted in both directions.
 */
function isShortAxis({ size, spacingMm, directionsLps }: Grid): boolean {
  const [left, posterior, superior] = directionsLps[2];
  const [toLeft, toFront, downwards] =
    left < 0 ? [-left, posterior, superior] : [left, -posterior, -superior];
  return (
    Math.min(toLeft, toFront, downwards) >= leastCosine &&
    Math.min(size[0] * spacingMm[0], size[1] * spacingMm[1]) >= leastFieldMm &&
    spacingMm[2] >= leastSliceMm &&
    size[2] <= mostSlices
  );
}

/** What matters to a model about a series: its header and, if that does not name the body part, what its slices appear to show. */
export function describeForModel(series: SourceSeries): ImageFacts {
  const stated = describeImage(series);
  if (statesBodyPart(stated)) return stated;
  const seen = regionsOfSlices(series.volume);
  return { ...stated, ...(seen && { seen }) };
}
