/** Writes and reads segmentation objects and structure sets in a web worker, so that they do not block the page. */
import * as Comlink from "comlink";
import type { LabelMap16 } from "../../volume/index.ts";
import { type Answer, answer, receiveAssets } from "../../workers/index.ts";
import { type ReadRtStructOptions, type ReadStructures, readStructures } from "../rtstruct/read-rtstruct.ts";
import { type ReadDicomSegOptions, readParts } from "./read-dicom-seg.ts";
import type { SegReadProgress } from "./read-progress.ts";
import type { ReadParts } from "./read-segmentation.ts";
import { type WriteDicomSegOptions, type WriteProgress, writeDicomSegInParts } from "./write-dicom-seg.ts";

const segWorker = {
  write: (
    labelMaps: readonly LabelMap16[],
    options: WriteDicomSegOptions,
    onProgress: (progress: WriteProgress) => void,
  ): Promise<Answer<Blob>> =>
    answer(() => {
      const parts = writeDicomSegInParts(labelMaps, { ...options, onProgress });
      // Each part becomes a Blob: finished parts need no memory in the worker.
      const blobs: Blob[] = [];
      for (const part of parts) blobs.push(new Blob([part]));
      return new Blob(blobs, { type: "application/dicom" });
    }),

  read: (
    file: Blob,
    options: ReadDicomSegOptions,
    onProgress: (progress: SegReadProgress) => void,
  ): Promise<Answer<ReadParts>> =>
    answer(
      async () => readParts(new Uint8Array(await file.arrayBuffer()), { ...options, onProgress }),
      ({ parts, own = [] }) => [...parts, ...own].map(({ voxels }) => voxels.buffer as ArrayBuffer),
    ),

  readStructures: (file: Blob, options: ReadRtStructOptions): Promise<Answer<ReadStructures>> =>
    answer(
      async () => readStructures(new Uint8Array(await file.arrayBuffer()), options),
      ({ parts }) => parts.map(({ voxels }) => voxels.buffer as ArrayBuffer),
    ),
};

export type SegWorker = typeof segWorker;

receiveAssets();
Comlink.expose(segWorker);
