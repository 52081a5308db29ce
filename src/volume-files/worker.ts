/** Worker that reads NIfTI and NRRD files, since large ones take seconds. */
import * as Comlink from "comlink";
import type { Grid } from "../geometry/index.ts";
import { answer } from "../workers/index.ts";
import { parseVolumeFile } from "./parse-volume-file.ts";
import { imageOf } from "./read-volume-image.ts";
import { labelsOf } from "./read-volume-labels.ts";

const volumeFilesWorker = {
  image: (file: Blob, fileName: string, modality: string) =>
    answer(
      async () =>
        imageOf(await parseVolumeFile(new Uint8Array(await file.arrayBuffer()), fileName), modality),
      ({ series }) => [series.volume.voxels.buffer as ArrayBuffer],
    ),

  labels: (file: Blob, fileName: string, grid: Grid) =>
    answer(
      async () =>
        labelsOf(await parseVolumeFile(new Uint8Array(await file.arrayBuffer()), fileName), grid, 8),
      ({ parts }) => parts.map(({ voxels }) => voxels.buffer as ArrayBuffer),
    ),
};

export type VolumeFilesWorker = typeof volumeFilesWorker;

Comlink.expose(volumeFilesWorker);
