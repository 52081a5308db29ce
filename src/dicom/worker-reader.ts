import * as Comlink from "comlink";
import { AutosegError, fromSerializedError, isAutosegError } from "../errors.ts";
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
import type { Answer, PlacedVoxels, SliceReaderWorker, TravellingFile } from "./worker.ts";

/**
 * {@link readSeries} with parsing and decoding in up to four web workers (browsers only). Progress, cancelling and
 * errors are the same. Files that are Blobs, as a browser's `File` is, are read in the workers themselves. The workers
 * stay for a minute, since to start them and their decoders takes longer than to read a series.
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

/** Files that a worker may have more of than another before that one takes one over. */
const mostBehind = 2;

/** How long workers wait for the next series. */
const idleMs = 60_000;

interface Hand {
  readonly worker: Worker;
  readonly remote: Comlink.Remote<SliceReaderWorker>;
  /** What to do for each file that it has been given and not answered yet when it dies: those calls would wait for ever. */
  readonly waiting: Set<(error: AutosegError) => void>;
  /** Why it is dead, once it is. */
  death: AutosegError | undefined;
}

/** The workers of the page, started when they are needed first. */
let hands: Hand[] = [];
/** Every file of every reading has a number of its own. */
let filesNumbered = 0;
let readings = 0;
let idle: ReturnType<typeof setTimeout> | undefined;

async function withWorkers<T>(work: (reader: SliceReader) => Promise<T>): Promise<T> {
  clearTimeout(idle);
  readings++;
  const count = Math.max(1, Math.min(navigator.hardwareConcurrency ?? 2, 4));
  while (hands.length < count) hands.push(createHand());
  try {
    return await work(createWorkerSliceReader([...hands]));
  } finally {
    readings--;
    if (readings === 0) for (const { remote } of hands) void remote.forget();
    if (readings === 0) idle = setTimeout(dismissHands, idleMs);
  }
}

function dismissHands(): void {
  for (const { remote, worker } of hands) {
    remote[Comlink.releaseProxy]();
    worker.terminate();
  }
  hands = [];
}

function createWorkerSliceReader(own: readonly Hand[]): SliceReader {
  /** Who has read the header of a file, and may have the rest of it. */
  const knownTo = new Map<SourceFile, { hand: Hand; number: number }>();
  const leastBusy = (): Hand =>
    own.reduce((least, other) => (other.waiting.size < least.waiting.size ? other : least));
  const ask = async <T>(
    call: (remote: Hand["remote"]) => Promise<Answer<T>>,
    hand = leastBusy(),
  ): Promise<T> => {
    const answer = await new Promise<Answer<T>>((resolve, reject) => {
      if (hand.death) return reject(hand.death);
      hand.waiting.add(reject);
      call(hand.remote)
        .then(resolve, reject)
        .finally(() => hand.waiting.delete(reject));
    });
    if ("error" in answer) throw fromSerializedError(answer.error);
    return answer.value;
  };
  return {
    // Three files a worker, so that one is on its way while the other is being decoded; of headers, which are small, more.
    concurrency: own.length * 3,
    headerConcurrency: own.length * 8,
    async readHeader(file): Promise<HeaderReading> {
      const remote = remoteHeader(file);
      if (remote) return remote;
      const travelling = await toTravelling(file);
      const hand = leastBusy();
      const number = filesNumbered++;
      if (file instanceof Blob) knownTo.set(file, { hand, number });
      const reading = await ask((remote) => remote.readHeader(pack({ ...travelling, number })), hand);
      if (reading.kind !== "unreadable") return reading;
      return { kind: "unreadable", error: fromSerializedError(reading.error) as AutosegError };
    },
    async readFrames(file, frameIndices, places = []) {
      const shared = places.map((place) => (place?.buffer instanceof ArrayBuffer ? undefined : place));
      const orPlaced = (slices: readonly PlacedVoxels[]): SliceVoxels[] =>
        slices.map((slice, index) => slice ?? shared[index]!);
      if (file.remote?.header.isWhole) {
        const { dataset } = file.remote.header;
        // Fetched here, where the network is waited for, and decoded there.
        const fetched = await file.remote.fetchFrames(frameIndices);
        return orPlaced(await ask((remote) => remote.decodeFetched(dataset, fetched, frameIndices, shared)));
      }
      const known = knownTo.get(file);
      // One that falls behind is helped: to read the file again takes less than to wait.
      if (known && known.hand.waiting.size <= leastBusy().waiting.size + mostBehind) {
        knownTo.delete(file);
        return orPlaced(
          await ask((remote) => remote.readFrames(known.number, frameIndices, shared), known.hand),
        );
      }
      const travelling = await toTravelling(file);
      return orPlaced(await ask((remote) => remote.readFrames(pack(travelling), frameIndices, shared)));
    },
  };
}

function createHand(): Hand {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), {
    type: "module",
    name: "autoseg-dicom",
  });
  const hand: Hand = {
    worker,
    remote: Comlink.wrap<SliceReaderWorker>(worker),
    waiting: new Set(),
    death: undefined,
  };
  worker.onerror = (event) => {
    event.preventDefault?.();
    // The next reading starts with another in its place.
    hands = hands.filter((other) => other !== hand);
    const death = new AutosegError(
      "unreadable-dicom",
      `The reading worker stopped (${event.message || "it could not be loaded"}). Open the study again.`,
      { fileName: "" },
    );
    hand.death = death;
    for (const reject of hand.waiting) reject(death);
  };
  return hand;
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
