import * as Comlink from "comlink";
import type { SourceSeries } from "../dicom/index.ts";
import { AutosegError, fromSerializedError, throwIfCancelled } from "../errors.ts";
import type { WideLabelMap } from "../volume/index.ts";
import type { ExportProgress } from "./export-dicom-seg.ts";
import type { OpenedSegmentation, ReadDicomSegOptions } from "./read-dicom-seg.ts";
import type { Answer, SegWorker } from "./worker.ts";
import type { WriteDicomSegOptions } from "./write-dicom-seg.ts";

export interface InWorkerOptions {
  /** Ends the worker; the call then throws `cancelled`. */
  readonly signal?: AbortSignal;
}

/** Voxels that are copied at a time: a few milliseconds of the page's. */
const voxelsAtATime = 2 ** 22;

/**
 * A checked DICOM Segmentation file, written in a web worker of its own (browsers only). The label maps are copied in
 * pieces, so that the page is not held up, whatever their size; they must not change meanwhile. The file's bytes lie
 * wherever the browser keeps Blobs.
 * @throws AutosegError as exportDicomSeg, and `cancelled`.
 */
export async function exportDicomSegInWorker(
  labelMaps: readonly WideLabelMap[],
  options: WriteDicomSegOptions &
    InWorkerOptions & { readonly onProgress?: (progress: ExportProgress) => void },
): Promise<Blob> {
  const { signal, onProgress, source, ...rest } = options;
  const light = withoutVoxels(source);
  return inWorker(signal, async (remote) => {
    await remote.expect(
      labelMaps.map(({ segments, voxels }) => ({
        segments,
        bytesPerVoxel: voxels instanceof Uint8Array ? 1 : 2,
        voxelCount: voxels.length,
      })),
      light,
    );
    for (const [layer, { voxels }] of labelMaps.entries()) {
      for (let start = 0; start < voxels.length; start += voxelsAtATime) {
        throwIfCancelled(signal);
        const piece = voxels.slice(start, start + voxelsAtATime);
        await remote.receive(layer, start, Comlink.transfer(piece, [piece.buffer as ArrayBuffer]));
      }
    }
    return remote.write(
      { ...rest, source: light },
      Comlink.proxy((progress) => onProgress?.(progress)),
    );
  });
}

/** openDicomSeg in a web worker of its own (browsers only): reading, decoding and resampling take no time of the page. */
export async function openDicomSegInWorker(
  file: Blob,
  options: ReadDicomSegOptions & InWorkerOptions,
): Promise<OpenedSegmentation> {
  const { signal, source, ...rest } = options;
  return inWorker(signal, (remote) => remote.open(file, { ...rest, source: withoutVoxels(source) }));
}

async function inWorker<T>(
  signal: AbortSignal | undefined,
  work: (remote: Comlink.Remote<SegWorker>) => Promise<Answer<T>>,
): Promise<T> {
  throwIfCancelled(signal);
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    type: "module",
    name: "autoseg-seg",
  });
  const remote = Comlink.wrap<SegWorker>(worker);
  const ended = new Promise<never>((_, reject) => {
    signal?.addEventListener("abort", () => reject(new AutosegError("cancelled", "Cancelled.", {})), {
      once: true,
    });
    worker.onerror = (event) => {
      event.preventDefault?.();
      const found = event.message || "it could not be loaded";
      reject(
        new AutosegError(
          "segmentation-not-writable",
          `The worker that writes and reads segmentations stopped (${found}). Try again, or with fewer segments.`,
          {},
        ),
      );
    };
  });
  ended.catch(() => undefined);
  try {
    const result = await Promise.race([work(remote), ended]);
    if ("error" in result) throw fromSerializedError(result.error);
    return result.value;
  } finally {
    remote[Comlink.releaseProxy]();
    worker.terminate();
  }
}

/** The series without its image: the object needs its geometry and header alone. */
function withoutVoxels(source: SourceSeries): SourceSeries {
  return { ...source, volume: { ...source.volume, voxels: new Int16Array(0) } };
}
