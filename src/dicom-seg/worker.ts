/** Writing and opening segmentation objects in a web worker, so that neither holds up the page. */
import * as Comlink from "comlink";
import type { SourceSeries } from "../dicom/index.ts";
import { type SerializedError, toSerializedError } from "../errors.ts";
import type { Segment, WideLabelMap } from "../volume/index.ts";
import { type ExportProgress, exportDicomSeg } from "./export-dicom-seg.ts";
import { type OpenedSegmentation, openDicomSeg, type ReadDicomSegOptions } from "./read-dicom-seg.ts";
import type { WriteDicomSegOptions } from "./write-dicom-seg.ts";

/** What a call answers: typed errors do not survive the way between threads by themselves. */
export type Answer<T> = { readonly value: T } | { readonly error: SerializedError };

/** A label map whose voxels come piece by piece. */
export interface ArrivingLabelMap {
  readonly segments: readonly Segment[];
  readonly bytesPerVoxel: 1 | 2;
  readonly voxelCount: number;
}

/** One job; a worker does one and is ended then. */
const segWorker = {
  arriving: [] as WideLabelMap[],

  /** Makes room for label maps on a grid; {@link receive} fills it. */
  expect(labelMaps: readonly ArrivingLabelMap[], source: SourceSeries): void {
    segWorker.arriving = labelMaps.map(({ segments, bytesPerVoxel, voxelCount }) => ({
      grid: source.volume.grid,
      segments,
      voxels: bytesPerVoxel === 1 ? new Uint8Array(voxelCount) : new Uint16Array(voxelCount),
    }));
  },

  receive(layer: number, start: number, voxels: Uint8Array | Uint16Array): void {
    segWorker.arriving[layer]!.voxels.set(voxels, start);
  },

  /** The object of the label maps that have arrived, as a file. */
  write(
    options: WriteDicomSegOptions,
    onProgress: (progress: ExportProgress) => void,
  ): Promise<Answer<Blob>> {
    return answer(async () => {
      const parts = exportDicomSeg(segWorker.arriving, { ...options, onProgress });
      // A Blob of each part: what was made needs no memory of the worker's any more.
      const blobs: Blob[] = [];
      for (const part of parts) blobs.push(new Blob([part]));
      return new Blob(blobs, { type: "application/dicom" });
    });
  },

  async open(file: Blob, options: ReadDicomSegOptions): Promise<Answer<OpenedSegmentation>> {
    const result = await answer(async () => openDicomSeg(new Uint8Array(await file.arrayBuffer()), options));
    return "value" in result
      ? Comlink.transfer(
          result,
          result.value.labelMaps.map(({ voxels }) => voxels.buffer as ArrayBuffer),
        )
      : result;
  },
};

export type SegWorker = Omit<typeof segWorker, "arriving">;

async function answer<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: toSerializedError(error) };
  }
}

Comlink.expose(segWorker);
