import { notesOn, parseDataset, readSeries, referencedImages, type SourceSeries } from "../dicom/index.ts";
import type { InputFile } from "./input-files.ts";
import { printNote } from "./terminal.ts";

/**
 * The volume in files that a DICOM object was made from: the one whose images it refers to, unless `seriesInstanceUID`
 * names another series. Writes to stderr what is to be known of how the volume came about; opening the object says where
 * the two do not fit.
 * @throws AutosegError as readSeries; `several-series` where the object refers to none of several.
 */
export async function readSegmentedSeries(
  object: Uint8Array,
  files: readonly InputFile[],
  options: { readonly seriesInstanceUID?: string | undefined; readonly signal: AbortSignal },
): Promise<SourceSeries> {
  const { seriesInstanceUID, signal } = options;
  const referenced = referencedImages(parseDataset(object).dataset);
  const source = await readSeries(files, {
    signal,
    referenced,
    ...(seriesInstanceUID && { seriesInstanceUID }),
  });
  for (const note of notesOn(source)) printNote(`note: ${note}`);
  return source;
}
