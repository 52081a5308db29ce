import * as Comlink from "comlink";
import { AutosegError, workerStopped } from "../../errors.ts";
import type { WideLabelMap } from "../../volume/index.ts";
import { createThread, forWorker, inWorker } from "../../workers/index.ts";
import { withoutVoxels } from "../common/without-voxels.ts";
import type { ExportProgress } from "./export-dicom-seg.ts";
import { type OpenedSegmentation, toOpened } from "./opened-segmentation.ts";
import type { OpenDicomSegOptions } from "./read-dicom-seg.ts";
import type { SegWorker } from "./worker.ts";
import type { WriteDicomSegOptions } from "./write-dicom-seg.ts";

export interface InWorkerOptions {
  /** Ends the worker; the call then throws `cancelled`. */
  readonly signal?: AbortSignal;
}

/**
 * A checked DICOM Segmentation file, written in a web worker of its own (browsers only). Label maps in shared memory are
 * not copied; others are copied in pieces, so that the page is not held up, whatever their size. They must not change
 * meanwhile. The file's bytes lie wherever the browser keeps Blobs.
 * @throws AutosegError as exportDicomSeg, `cancelled`, and `worker-stopped` when the worker dies.
 */
export async function exportDicomSegInWorker(
  labelMaps: readonly WideLabelMap[],
  options: WriteDicomSegOptions &
    InWorkerOptions & { readonly onProgress?: (progress: ExportProgress) => void },
): Promise<Blob> {
  const { signal, onProgress, source, ...rest } = options;
  const start = () => startThread((found) => workerStopped("write", found));
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
 * openDicomSeg in a web worker of its own (browsers only): reading, decoding and resampling take no time of the page.
 * @throws AutosegError as openDicomSeg, `cancelled`, and `unreadable-dicom` when the worker dies.
 */
export async function openDicomSegInWorker(
  file: Blob,
  options: OpenDicomSegOptions,
): Promise<OpenedSegmentation> {
  const { signal, onProgress, source, ...rest } = options;
  const start = () => startThread((found) => readingStopped(options.fileName, found));
  const read = await inWorker(start, signal, (thread) =>
    thread.ask((remote) =>
      remote.open(
        file,
        { ...rest, source: withoutVoxels(source) },
        Comlink.proxy((progress) => onProgress?.(progress)),
      ),
    ),
  );
  return toOpened(read, source.volume.grid);
}

function startThread(stopped: (found: string) => AutosegError) {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    type: "module",
    name: "autoseg-seg",
  });
  return createThread<SegWorker>(worker, stopped);
}

function readingStopped(fileName = "DICOM file", found: string): AutosegError<"unreadable-dicom"> {
  return new AutosegError(
    "unreadable-dicom",
    `"${fileName}" could not be read: the worker that reads it stopped (${found}). Open it again.`,
    { fileName },
  );
}
