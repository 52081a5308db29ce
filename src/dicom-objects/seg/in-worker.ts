import * as Comlink from "comlink";
import { codecAssets } from "../../dicom/index.ts";
import { AutosegError, workerStopped } from "../../errors.ts";
import type { LabelMap16 } from "../../volume/index.ts";
import { asset, forWorker, inWorker, startThread } from "../../workers/index.ts";
import { withoutVoxels } from "../common/without-voxels.ts";
import type { ReadRtStructOptions } from "../rtstruct/read-rtstruct.ts";
import type { ReadDicomSegOptions } from "./read-dicom-seg.ts";
import {
  type ReadLabels,
  type ReadSegmentation,
  toReadLabels,
  toReadSegmentation,
} from "./read-segmentation.ts";
import type { SegWorker } from "./worker.ts";
import type { WriteDicomSegOptions, WriteProgress } from "./write-dicom-seg.ts";

export interface InWorkerOptions {
  /** Terminates the worker; the call then throws `cancelled`. */
  readonly signal?: AbortSignal;
}

/**
 * Writes the file of writeDicomSeg in a web worker of its own (browsers only). Label maps in shared memory are not copied;
 * others are copied in
 * pieces, so that the page stays responsive whatever their size. They must not change meanwhile. The browser decides where
 * the file's bytes are stored.
 * @throws AutosegError as writeDicomSeg, `cancelled`, and `worker-stopped` if the worker dies.
 */
export async function writeDicomSegInWorker(
  labelMaps: readonly LabelMap16[],
  options: WriteDicomSegOptions &
    InWorkerOptions & { readonly onProgress?: (progress: WriteProgress) => void },
): Promise<Blob> {
  const { signal, onProgress, source, ...rest } = options;
  const start = () => startSegThread((found) => workerStopped("write", found));
  return inWorker(start, signal, async (thread) => {
    const sent = await forWorker(labelMaps, signal);
    return thread.ask((remote) =>
      remote.write(
        sent,
        { ...rest, source: withoutVoxels(source) },
        Comlink.proxy((progress) => onProgress?.(progress)),
      ),
    );
  });
}

/**
 * readDicomSeg in a web worker of its own (browsers only): reading, decoding and resampling do not block the page.
 * @throws AutosegError as readDicomSeg, `cancelled`, and `unreadable-dicom` if the worker dies.
 */
export async function readDicomSegInWorker(
  file: Blob,
  options: ReadDicomSegOptions,
): Promise<ReadSegmentation> {
  const { signal, onProgress, source, ...rest } = options;
  const start = () => startSegThread((found) => readingStopped(options.fileName, found));
  const read = await inWorker(start, signal, (thread) =>
    thread.ask((remote) =>
      remote.read(
        file,
        { ...rest, source: withoutVoxels(source) },
        Comlink.proxy((progress) => onProgress?.(progress)),
      ),
    ),
  );
  return toReadSegmentation(read, source.volume.grid);
}

/**
 * readRtStruct in a web worker of its own (browsers only).
 * @throws AutosegError as readRtStruct, `cancelled`, and `unreadable-dicom` if the worker dies.
 */
export async function readRtStructInWorker(file: Blob, options: ReadRtStructOptions): Promise<ReadLabels> {
  const { signal, source, ...rest } = options;
  const start = () => startSegThread((found) => readingStopped(options.fileName, found));
  const read = await inWorker(start, signal, (thread) =>
    thread.ask((remote) => remote.readStructures(file, { ...rest, source: withoutVoxels(source) })),
  );
  return toReadLabels(read, source.volume.grid);
}

const script = asset("workers/seg.js", () => new URL("./worker.ts", import.meta.url));

function startSegThread(stopped: (found: string) => AutosegError) {
  return startThread<SegWorker>(script, stopped, codecAssets);
}

function readingStopped(fileName = "DICOM file", found: string): AutosegError<"unreadable-dicom"> {
  return new AutosegError(
    "unreadable-dicom",
    `"${fileName}" could not be read: the worker that reads it stopped (${found}). Open it again.`,
    { fileName },
  );
}
