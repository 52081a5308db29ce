import { items, parseDataset, readSeries, type SourceSeries, text } from "../dicom/index.ts";
import { isAutosegError } from "../errors.ts";
import { findInputFiles } from "./input-files.ts";

/**
 * The series of a folder that a DICOM object was made from: where the folder holds several, the one that the object
 * refers to, unless `seriesInstanceUID` names another.
 * @throws AutosegError as readSeries; `several-series` where the object refers to none of them.
 */
export async function readSegmentedSeries(
  object: Uint8Array,
  folder: string,
  options: { readonly seriesInstanceUID?: string | undefined; readonly signal: AbortSignal },
): Promise<SourceSeries> {
  const { seriesInstanceUID, signal } = options;
  const files = await findInputFiles([folder]);
  try {
    return await readSeries(files, { signal, ...(seriesInstanceUID && { seriesInstanceUID }) });
  } catch (error) {
    if (!isAutosegError(error, "several-series")) throw error;
    const referenced = items(parseDataset(object).dataset, "ReferencedSeriesSequence").map((item) =>
      text(item, "SeriesInstanceUID"),
    );
    const found = error.details.series.find((series) => referenced.includes(series.seriesInstanceUID));
    if (!found) throw error;
    return readSeries(files, { signal, seriesInstanceUID: found.seriesInstanceUID });
  }
}
