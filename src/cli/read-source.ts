import { type ReadSeriesOptions, readSeries, type SourceSeries } from "../dicom/index.ts";
import { readVolumeImage } from "../volume-files/index.ts";
import { findVolumeImage, type InputFile } from "./input-files.ts";
import { UsageError } from "./parse-command.ts";

/** Option of the commands that read an image. */
export const modalityOption = { type: "string" } as const;

/**
 * The series in DICOM files, or the image of one NIfTI or NRRD file.
 * @param modality what that image is, since such files do not say.
 * @throws AutosegError as readSeries and readVolumeImage; UsageError for a NIfTI or NRRD file without a modality, or a modality for
 * DICOM.
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
