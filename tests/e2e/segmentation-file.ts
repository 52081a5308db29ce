import { readFileSync } from "node:fs";
import { findInputFiles } from "../../src/cli/input-files.ts";
import { parseDataset, readSeries } from "../../src/dicom/index.ts";
import { readDicomSegExactly } from "../../src/dicom-objects/index.ts";
import type { LabelMap } from "../../src/volume/index.ts";

/** Reads a segmentation file on the grid of the series in a folder. */
export async function readLabelMap(path: string, seriesFolder: string): Promise<LabelMap> {
  const source = await readSeries(await findInputFiles([seriesFolder]));
  return readDicomSegExactly(new Uint8Array(readFileSync(path)), { source, fileName: path });
}

/** Its labels in the volume's order. */
export async function readLabels(path: string, seriesFolder: string): Promise<Uint8Array> {
  return (await readLabelMap(path, seriesFolder)).voxels;
}

/** PixelData of a segmentation file as stored, including padding. */
export function readPixelData(path: string): Uint8Array {
  const { pixelData } = parseDataset(new Uint8Array(readFileSync(path)), { fileName: path });
  if (pixelData?.kind !== "native") throw new Error(`${path} has no uncompressed PixelData`);
  return pixelData.bytes;
}
