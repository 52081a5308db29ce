import * as Comlink from "comlink";
import { codecAssets } from "#codecs";
import { AutosegError, fromSerializedError, isAutosegError } from "../errors.ts";
import { asset, startThread, type WorkerThread } from "../workers/index.ts";
import { catalogSeries, type SeriesCatalog } from "./series/catalog.ts";
import { expandZips } from "./series/expand-zips.ts";
import { indexSeries, type SeriesSummary } from "./series/index-series.ts";
import { type ReadSeriesOptions, readSeries } from "./series/read-series.ts";
import {
  type HeaderReading,
  remoteHeader,
  type SliceReader,
  type SliceVoxels,
} from "./series/slice-reader.ts";
import type { ReadOptions, SourceFile } from "./series/source-file.ts";
import type { SourceSeries } from "./source-series.ts";
import type { PlacedVoxels, SliceReaderWorker, TravellingFile } from "./worker.ts";

/**
 * {@link readSeries} with parsing and decoding in up to four web workers (browsers only); progress, cancellation and errors
 * are the same. Files that are Blobs, such as a browser's `File`, are read in the workers. The workers are kept for a minute,
 * since starting them and their decoders takes longer than reading a series.
 */
export async function readSeriesInWorkers(
  files: readonly SourceFile[],
  options: Omit<ReadSeriesOptions, "reader"> = {},
): Promise<SourceSeries> {
  const all = await expandZips(files);
  return withWorkers((reader) => readSeries(all, { ...options, reader }));
}

/** {@link indexSeries} in up to four web workers (browsers only). */
export async function indexSeriesInWorkers(
  files: readonly SourceFile[],
  options: ReadOptions = {},
): Promise<SeriesSummary[]> {
  const all = await expandZips(files);
  return withWorkers((reader) => indexSeries(all, { ...options, reader }));
}

/** {@link catalogSeries} in up to four web workers (browsers only). */
export function catalogSeriesInWorkers(
  files: readonly SourceFile[],
  options: ReadOptions = {},
): Promise<SeriesCatalog> {
  return catalogSeries(files, { ...options, withReader: withWorkers });
}

/** How many more unanswered calls a worker may have than the least busy one before that one takes over a file. */
const mostBehind = 2;

/** How long idle workers are kept. */
const idleMs = 60_000;

type ReaderThread = WorkerThread<SliceReaderWorker>;

/** The page's worker threads, started on first use. */
let threads: ReaderThread[] = [];
/** Gives every file of every reading its own number. */
let filesNumbered = 0;
let readings = 0;
let idle: ReturnType<typeof setTimeout> | undefined;

async function withWorkers<T>(work: (reader: SliceReader) => Promise<T>): Promise<T> {
  clearTimeout(idle);
  readings++;
  const count = Math.max(1, Math.min(navigator.hardwareConcurrency ?? 2, 4));
  // Replace threads that died.
  threads = threads.filter(({ isDead }) => !isDead);
  while (threads.length < count) threads.push(startReader());
  try {
    return await work(createWorkerSliceReader([...threads]));
  } finally {
    readings--;
    if (readings === 0) for (const { remote } of threads) void remote.forget();
    if (readings === 0) idle = setTimeout(dismissThreads, idleMs);
  }
}

function dismissThreads(): void {
  for (const thread of threads) thread[Symbol.dispose]();
  threads = [];
}

function createWorkerSliceReader(own: readonly ReaderThread[]): SliceReader {
  /** The thread that read a file's header, and may have the rest of it. */
  const knownTo = new Map<SourceFile, { thread: ReaderThread; number: number }>();
  const leastBusy = (): ReaderThread =>
    own.reduce((least, other) => (other.unanswered < least.unanswered ? other : least));
  return {
    // Three files per worker, so that one is in transit while another is decoded; more for headers, which are small.
    concurrency: own.length * 3,
    headerConcurrency: own.length * 8,
    async readHeader(file): Promise<HeaderReading> {
      const remote = remoteHeader(file);
      if (remote) return remote;
      const travelling = await toTravelling(file);
      const thread = leastBusy();
      const number = filesNumbered++;
      if (file instanceof Blob) knownTo.set(file, { thread, number });
      const reading = await thread.ask((remote) => remote.readHeader(pack({ ...travelling, number })));
      if (reading.kind !== "unreadable") return reading;
      return { ...reading, error: fromSerializedError(reading.error) as AutosegError };
    },
    async readFrames(file, frameIndices, places = []) {
      const shared = places.map((place) => (place?.buffer instanceof ArrayBuffer ? undefined : place));
      const orPlaced = (slices: readonly PlacedVoxels[]): SliceVoxels[] =>
        slices.map((slice, index) => slice ?? shared[index]!);
      if (file.remote?.header.isWhole) {
        const { dataset } = file.remote.header;
        // Fetch here, where waiting for the network blocks nothing, and decode there.
        const fetched = await file.remote.fetchFrames(frameIndices);
        return orPlaced(
          await leastBusy().ask((remote) => remote.decodeFetched(dataset, fetched, frameIndices, shared)),
        );
      }
      const known = knownTo.get(file);
      // A busy thread is relieved: reading the file again takes less time than waiting.
      if (known && known.thread.unanswered <= leastBusy().unanswered + mostBehind) {
        knownTo.delete(file);
        return orPlaced(
          await known.thread.ask((remote) => remote.readFrames(known.number, frameIndices, shared)),
        );
      }
      const travelling = await toTravelling(file);
      return orPlaced(
        await leastBusy().ask((remote) => remote.readFrames(pack(travelling), frameIndices, shared)),
      );
    },
  };
}

const script = asset("workers/dicom.js", () => new URL("./worker.ts", import.meta.url));

function startReader(): ReaderThread {
  return startThread<SliceReaderWorker>(
    script,
    (found) =>
      new AutosegError(
        "unreadable-dicom",
        `The worker that reads the images stopped (${found}). Open the study again.`,
        {
          fileName: "",
        },
      ),
    codecAssets,
  );
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

/** Bytes are transferred without copying; a Blob is only a reference. */
function pack(file: TravellingFile): TravellingFile {
  return file.content instanceof ArrayBuffer ? Comlink.transfer(file, [file.content]) : file;
}
