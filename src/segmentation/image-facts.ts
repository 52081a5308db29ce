import { describeImage, type SourceSeries } from "../dicom/index.ts";
import { type ImageFacts, statesBodyPart } from "../model/index.ts";
import { regionsOfSlices } from "./body-regions/seen-regions.ts";

/** What matters to a model of a series: its header and, where that does not name the part of the body, what its slices look like. */
export function describeForModel(series: SourceSeries): ImageFacts {
  const stated = describeImage(series);
  if (statesBodyPart(stated)) return stated;
  const seen = regionsOfSlices(series.volume);
  return { ...stated, ...(seen && { seen }) };
}
