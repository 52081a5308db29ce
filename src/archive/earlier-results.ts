import { type Dataset, items, text } from "../dicom/index.ts";
import { predecessorOf } from "../dicom-objects/index.ts";
import type { EarlierResult } from "./archive-source.ts";

/**
 * Finds, among headers of a study's segmentations, those of a series by a model that have not been replaced by another: the
 * predecessors of a new result, including results that a person has corrected.
 */
export function findEarlierResults(
  headers: readonly Dataset[],
  seriesInstanceUID: string,
  model: string,
): EarlierResult[] {
  const replaced = new Set(headers.map((dataset) => predecessorOf(dataset)?.sopInstanceUID));
  return headers
    .filter((dataset) => !replaced.has(text(dataset, "SOPInstanceUID")))
    .flatMap((dataset) => {
      const segment = items(dataset, "SegmentSequence").find(
        (item) => text(item, "SegmentAlgorithmName") === model || algorithmOf(item)?.name === model,
      );
      const series = items(dataset, "ReferencedSeriesSequence").find(
        (item) => text(item, "SeriesInstanceUID") === seriesInstanceUID,
      );
      if (!segment || !series) return [];
      return [
        {
          sopClassUID: text(dataset, "SOPClassUID") ?? "",
          sopInstanceUID: text(dataset, "SOPInstanceUID") ?? "",
          seriesInstanceUID: text(dataset, "SeriesInstanceUID") ?? "",
          model,
          modelVersion: algorithmOf(segment)?.version ?? "",
          images: items(series, "ReferencedInstanceSequence").length,
        },
      ];
    })
    .sort((a, b) => (a.sopInstanceUID < b.sopInstanceUID ? -1 : 1));
}

function algorithmOf(
  segment: Dataset,
): { name: string | undefined; version: string | undefined } | undefined {
  const [item] = items(segment, "SegmentationAlgorithmIdentificationSequence");
  return item && { name: text(item, "AlgorithmName"), version: text(item, "AlgorithmVersion") };
}

/** Describes what a new result changes, in words. */
export function describeReplacement(
  earlier: EarlierResult,
  now: { readonly modelVersion: string; readonly images: number },
): string {
  const changes = [
    ...(earlier.images === now.images
      ? []
      : [`The series has ${now.images} images instead of ${earlier.images}.`]),
    ...(earlier.modelVersion === now.modelVersion
      ? []
      : [`Model version ${now.modelVersion} instead of ${earlier.modelVersion || "an unknown one"}.`]),
  ];
  return changes.length > 0 ? changes.join(" ") : "Segmented again with other images or settings.";
}
