import * as Comlink from "comlink";
import { AutosegError, fromSerializedError, isAutosegError } from "../errors.ts";
import { expandZips } from "./series/expand-zips.ts";
import { indexSeries, type SeriesSummary } from "./series/index-series.ts";
import { type ReadSeriesOptions, readSeries } from "./series/read-series.ts";
import { type HeaderReading, remoteHeader, type SliceReader } from "./series/slice-reader.ts";
import type { ReadOptions, SourceFile } from "./series/source-file.ts";
import type { SourceSeries } from "./source-series.ts";
import type { Answer, SliceReaderWorker, TravellingFile } from "./worker.ts";

/**
 * {@link readSeries} with parsing and decoding in up to four web workers (browsers only). Progress, cancelling and
 * errors are the same; the workers end with the call. Files that are Blobs, as a browser's `File` is, are read in the
 * workers themselves.
 */
export async function readSeriesInWorkers(
  files: readonly SourceFile[],
  options: Omit<ReadSeriesOptions, "reader"> = {},
): Promise<SourceSeries> {
  const all = await expandZips(files);
  const reader = createWorkerSliceReader(all.length);
  try {
    return await readSeries(all, { ...options, reader });
  } finally {
    reader.close();
  }
}

/** {@link indexSeries} in up to four web workers (browsers only). */
export async function indexSeriesInWorkers(
  files: readonly SourceFile[],
  options: ReadOptions = {},
): Promise<SeriesSummary[]> {
  const all = await expandZips(files);
  const reader = createWorkerSliceReader(all.length);
  try {
    return await indexSeries(all, { ...options, reader });
  } finally {
    reader.close();
  }
}

interface Hand {
  readonly worker: Worker;
  readonly remote: Comlink.Remote<SliceReaderWorker>;
  readonly crashed: Promise<never>;
  /** Files it has been given and not answered yet. */
  busy: number;
}

function createWorkerSliceReader(fileCount: number): SliceReader & { close(): void } {
  const count = Math.max(1, Math.min(navigator.hardwareConcurrency ?? 2, 4, fileCount));
  const hands = Array.from({ length: count }, createHand);
  const ask = async <T>(call: (remote: Hand["remote"]) => Promise<Answer<T>>): Promise<T> => {
    const hand = hands.reduce((least, other) => (other.busy < least.busy ? other : least));
    hand.busy++;
    try {
      const answer = await Promise.race([call(hand.remote), hand.crashed]);
      if ("error" in answer) throw fromSerializedError(answer.error);
      return answer.value;
    } finally {
      hand.busy--;
    }
  };
  return {
    // Two files a worker, so that one is on its way while the other is being decoded.
    concurrency: count * 2,
    async readHeader(file): Promise<HeaderReading> {
      const remote = remoteHeader(file);
      if (remote) return remote;
      const travelling = await toTravelling(file);
      const reading = await ask((remote) => remote.readHeader(pack(travelling)));
      if (reading.kind !== "unreadable") return reading;
      return { kind: "unreadable", error: fromSerializedError(reading.error) as AutosegError };
    },
    async readFrames(file, frameIndices) {
      if (file.remote?.header.isWhole) {
        const { dataset } = file.remote.header;
        // Fetched here, where the network is waited for, and decoded there.
        const fetched = await file.remote.fetchFrames(frameIndices);
        return ask((remote) => remote.decodeFetched(dataset, fetched, frameIndices));
      }
      const travelling = await toTravelling(file);
      return ask((remote) => remote.readFrames(pack(travelling), frameIndices));
    },
    close() {
      for (const { remote, worker } of hands) {
        remote[Comlink.releaseProxy]();
        worker.terminate();
      }
    },
  };
}

function createHand(): Hand {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    type: "module",
    name: "autoseg-dicom",
  });
  /** Rejects when the worker dies: its calls would wait for ever. */
  const crashed = new Promise<never>((_, reject) => {
    worker.onerror = (event) => {
      event.preventDefault?.();
      reject(
        new AutosegError(
          "unreadable-dicom",
          `The reading worker stopped (${event.message || "it could not be loaded"}). Open the study again.`,
          { fileName: "" },
        ),
      );
    };
  });
  crashed.catch(() => undefined);
  return { worker, remote: Comlink.wrap<SliceReaderWorker>(worker), crashed, busy: 0 };
}

async function toTravelling(file: SourceFile): Promise<TravellingFile> {
  if (file instanceof Blob) return { name: file.name, content: file };
  try {
    return { name: file.name, content: await file.arrayBuffer() };
  } catch (cause) {
    if (isAutosegError(cause)) throw cause;
    throw new AutosegError(
      "unreadable-dicom",
      `"${file.name}" could not be opened (${(cause as Error).message}). Open the study again.`,
      { fileName: file.name },
      { cause },
    );
  }
}

/** Bytes go over without being copied; a Blob is only a reference. */
function pack(file: TravellingFile): TravellingFile {
  return file.content instanceof ArrayBuffer ? Comlink.transfer(file, [file.content]) : file;
}
