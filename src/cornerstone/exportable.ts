import { type SourceSeries, text } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";

/**
 * Checks before an export that a segmentation can reference the series' images and be filed under its patient: metadata from a
 * host's providers may be less complete than what is read from files.
 * @throws AutosegError `incomplete-metadata` with the keywords that are missing.
 */
export function checkExportable(series: SourceSeries): void {
  const { studyInstanceUID, seriesInstanceUID, frameOfReferenceIsDerived, instances, header } = series;
  const lack = (keyword: "sopClassUID" | "sopInstanceUID"): number =>
    instances.filter((instance) => instance[keyword] === "").length;
  const ofImages = (keyword: string, count: number): string =>
    count === 0 ? "" : `${keyword} (of ${count} of ${instances.length} images)`;
  const found: readonly (readonly [keyword: string, said: string])[] = [
    ["StudyInstanceUID", studyInstanceUID === "" ? "StudyInstanceUID" : ""],
    ["SeriesInstanceUID", seriesInstanceUID === "" ? "SeriesInstanceUID" : ""],
    ["FrameOfReferenceUID", frameOfReferenceIsDerived ? "FrameOfReferenceUID" : ""],
    ["SOPClassUID", ofImages("SOPClassUID", lack("sopClassUID"))],
    ["SOPInstanceUID", ofImages("SOPInstanceUID", lack("sopInstanceUID"))],
    [
      "PatientID",
      text(header, "PatientID") || text(header, "PatientName") ? "" : "PatientID and PatientName",
    ],
  ];
  const missing = found.filter(([, said]) => said !== "");
  if (missing.length === 0) return;
  throw new AutosegError(
    "incomplete-metadata",
    `Cornerstone's metadata lacks ${missing.map(([, said]) => said).join(", ")}, which the segmentation needs to refer to its images and patient. Register a metadata provider that has them, or pass the series as \`source\`, read from its files with readSeries.`,
    { missing: missing.map(([keyword]) => keyword) },
  );
}
