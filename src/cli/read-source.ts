import { type ReadSeriesOptions, readSeries, type SourceSeries } from "../dicom/index.ts";
import { readVolumeImage } from "../volume-files/index.ts";
import { findVolumeImage, type InputFile } from "./input-files.ts";
import { UsageError } from "./parse-command.ts";

/** Option of commands that read an image. */
export const modalityOption = { type: "string" } as const;

/**
 * Reads the series in DICOM files, or the image in one NIfTI or NRRD file.
 * @param modality of a NIfTI or NRRD image, which such files do not state.
 * @throws AutosegError as readSeries and readVolumeImage; UsageError for a NIfTI or NRRD file without a modality, or
 * DICOM with one.
 */
export async function readSource(
  files: readonly InputFile[],
  options: ReadSeriesOptions,
  modality: string | undefined,
): Promise<SourceSeries> {
  const file = await findVolumeImage(files);
  if (!file) {
    if (modality !== undefined) throw new UsageError("DICOM states its modality; leave out --modality.");
    return readSeries(files, options);
  }
  if (modality === undefined)
    throw new UsageError(`${file.name} does not say what it is. Give --modality CT, MR or PT.`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  return (await readVolumeImage(bytes, { fileName: file.name, modality: modality.toUpperCase() })).series;
}
