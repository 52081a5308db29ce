import { findInputFiles } from "../../src/cli/input-files.ts";
import { indexSeries, readSeries } from "../../src/dicom/index.ts";
import { AutosegError } from "../../src/errors.ts";
import type { Volume } from "../../src/volume/index.ts";

/**
 * The volume of the only series of a modality in a folder.
 * @throws AutosegError `input-not-found`, `no-dicom-images`, `series-not-found` and whatever reading it throws.
 */
export async function readVolume(folder: string, modality: string): Promise<Volume> {
  const files = await findInputFiles([folder]);
  const series = (await indexSeries(files)).find((summary) => summary.modality === modality);
  if (!series) {
    throw new AutosegError("series-not-found", `${folder} holds no series of modality ${modality}.`, {
      seriesInstanceUID: "",
    });
  }
  const { seriesInstanceUID } = series;
  return (await readSeries(files, { seriesInstanceUID })).volume;
}
