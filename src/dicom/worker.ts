/** The slice reader in a web worker, so that neither parsing nor decoding holds up the page. */
import * as Comlink from "comlink";
import { type SerializedError, toSerializedError } from "../errors.ts";
import { type Answer, answer, receiveAssets } from "../workers/index.ts";
import type { Dataset } from "./dataset.ts";
import {
  decodeFetched,
  type HeaderReading,
  localSliceReader,
  type Places,
  type SliceVoxels,
} from "./series/slice-reader.ts";
import type { FetchedFrames, SourceFile } from "./series/source-file.ts";

/** A file as it travels: a Blob is read in the worker, bytes were read before. */
export interface TravellingFile {
  readonly name: string;
  readonly content: Blob | ArrayBuffer;
  /** Of a Blob that may be asked for again: its number. */
  readonly number?: number;
}

/** A `HeaderReading` whose error is plain data. */
export type TravellingReading =
  | Exclude<HeaderReading, { kind: "unreadable" }>
  | (Omit<Extract<HeaderReading, { kind: "unreadable" }>, "error"> & { readonly error: SerializedError });

/** The voxels of a frame; undefined where they were written in their place, in shared memory. */
export type PlacedVoxels = SliceVoxels | undefined;

/** Files up to this size are read once, for header and pixels, as long as there is room for them. */
const [mostKeptBytes, roomBytes] = [2 ** 20, 96 * 2 ** 20];

/** Files whose header was read, by the number that the page gives each: to send a Blob again takes as long as to parse it. */
const kept = new Map<number, TravellingFile>();
let keptBytes = 0;

/** The file with its bytes at hand, if it is small; they stay until its pixels are read or the reading is over. */
async function keep(file: TravellingFile): Promise<TravellingFile> {
  const { content, number } = file;
  if (number === undefined || !(content instanceof Blob)) return file;
  kept.set(number, file);
  if (content.size > mostKeptBytes || keptBytes + content.size > roomBytes) return file;
  const bytes = await content.arrayBuffer().catch(() => undefined);
  // What cannot be read is said by whoever reads it for good.
  if (!bytes) return file;
  const read = { ...file, content: bytes };
  kept.set(number, read);
  keptBytes += bytes.byteLength;
  return read;
}

function takeKept(number: number): TravellingFile {
  const file = kept.get(number)!;
  kept.delete(number);
  if (file.content instanceof ArrayBuffer) keptBytes -= file.content.byteLength;
  return file;
}

const sliceReaderWorker = {
  readHeader: (file: TravellingFile): Promise<Answer<TravellingReading>> =>
    answer(async () => {
      const reading = await localSliceReader.readHeader(toSourceFile(await keep(file)));
      return reading.kind === "unreadable"
        ? { ...reading, error: toSerializedError(reading.error) }
        : reading;
    }),

  /** @param file One that was read before, by its number; it is forgotten then. */
  readFrames: (
    file: TravellingFile | number,
    frameIndices: readonly number[],
    places: Places,
  ): Promise<Answer<PlacedVoxels[]>> =>
    answerSlices(() => {
      const taken = typeof file === "number" ? takeKept(file) : file;
      return localSliceReader.readFrames(toSourceFile(taken), frameIndices, places);
    }, places),

  /** The reading is over: nothing is kept for it any longer. */
  forget(): void {
    kept.clear();
    keptBytes = 0;
  },

  decodeFetched: (
    dataset: Dataset,
    fetched: FetchedFrames,
    frameIndices: readonly number[],
    places: Places,
  ): Promise<Answer<PlacedVoxels[]>> =>
    answerSlices(() => decodeFetched(dataset, fetched, frameIndices, places), places),
};

export type SliceReaderWorker = typeof sliceReaderWorker;

receiveAssets();
Comlink.expose(sliceReaderWorker);

/** Voxels that are not in their place go over without being copied. */
function answerSlices(work: () => Promise<SliceVoxels[]>, places: Places): Promise<Answer<PlacedVoxels[]>> {
  return answer(
    async () => (await work()).map((slice, index) => (slice === places[index] ? undefined : slice)),
    (slices) => slices.flatMap((slice) => (slice ? [slice.buffer as ArrayBuffer] : [])),
  );
}

function toSourceFile({ name, content }: TravellingFile): SourceFile {
  if (content instanceof Blob)
    return {
      name,
      size: content.size,
      arrayBuffer: () => content.arrayBuffer(),
      slice: (start, end) => content.slice(start, end),
    };
  return { name, arrayBuffer: async () => content };
}
