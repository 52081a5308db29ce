import { type ReadLabels, toReadLabels } from "../dicom-objects/index.ts";
import type { AutosegError } from "../errors.ts";
import { asset, inWorker, startThread } from "../workers/index.ts";
import type { ReadVolumeImageOptions, VolumeImage } from "./read-volume-image.ts";
import type { ReadVolumeLabelsOptions } from "./read-volume-labels.ts";
import { invalidVolumeFile } from "./volume-file.ts";
import type { VolumeFilesWorker } from "./worker.ts";

interface InWorkerOptions {
  /** Ends the worker; the call then throws `cancelled`. */
  readonly signal?: AbortSignal;
}

/**
 * readVolumeImage in a web worker (browsers only).
 * @throws AutosegError as readVolumeImage; `cancelled`; `invalid-volume-file` if the worker dies.
 */
export function readVolumeImageInWorker(
  file: Blob,
  { fileName, modality = "OT", signal }: ReadVolumeImageOptions & InWorkerOptions,
): Promise<VolumeImage> {
  return inWorker(
    () => start(fileName),
    signal,
    (thread) => thread.ask((remote) => remote.image(file, fileName, modality)),
  );
}

/**
 * readVolumeLabels in a web worker (browsers only).
 * @throws AutosegError as readVolumeLabels; `cancelled`; `invalid-volume-file` if the worker dies.
 */
export async function readVolumeLabelsInWorker(
  file: Blob,
  { fileName, source, signal }: ReadVolumeLabelsOptions & InWorkerOptions,
): Promise<ReadLabels> {
  const { grid } = source.volume;
  const read = await inWorker(
    () => start(fileName),
    signal,
    (thread) => thread.ask((remote) => remote.labels(file, fileName, grid)),
  );
  return toReadLabels(read, grid);
}

const script = asset("workers/volume-files.js", () => new URL("./worker.ts", import.meta.url));

function start(fileName: string) {
  return startThread<VolumeFilesWorker>(script, (found) => readingStopped(fileName, found));
}

function readingStopped(fileName: string, found: string): AutosegError<"invalid-volume-file"> {
  return invalidVolumeFile(
    fileName,
    `could not be read: the worker that reads it stopped (${found}). Open it again.`,
  );
}
