import { describeImage, type SourceSeries } from "../../dicom/index.ts";
import type { Grid } from "../../geometry/index.ts";
import { type ImageFacts, type SeenRegions, statesBodyPart } from "../../model/index.ts";
import type { Volume } from "../../volume/index.ts";
import { axialSamples } from "./axial-samples.ts";
import { regionsOfCtSlices } from "./ct-slices.ts";
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

/** Short axes are cut by the whole chest, in thick slices; those of wrists and shoulders in small fields of view. */
const [leastFieldMm, leastSliceMm, mostSlices] = [240, 4, 40];

/** Of the long axis of the heart in each direction of the patient. */
const leastCosine = 0.2;

/**
 * Whether slices lie as a short axis of the heart does: across the long axis of the left ventricle, which runs to the left, to
 * the front and downwards at once. No other examination tilts thick slices of a large field of view in both directions so.
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

/** What matters to a model of a series: its header and, where that does not name the part of the body, what its slices look like. */
export function describeForModel(series: SourceSeries): ImageFacts {
  const stated = describeImage(series);
  if (statesBodyPart(stated)) return stated;
  const seen = regionsOfSlices(series.volume);
  return { ...stated, ...(seen && { seen }) };
}
