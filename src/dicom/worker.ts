/** The slice reader in a web worker, so that neither parsing nor decoding holds up the page. */
import * as Comlink from "comlink";
import { type SerializedError, toSerializedError } from "../errors.ts";
import type { Dataset } from "./dataset.ts";
import {
  decodeFetched,
  type HeaderReading,
  localSliceReader,
  type SliceVoxels,
} from "./series/slice-reader.ts";
import type { FetchedFrames, SourceFile } from "./series/source-file.ts";

/** A file as it travels: a Blob is read in the worker, bytes were read before. */
export interface TravellingFile {
  readonly name: string;
  readonly content: Blob | ArrayBuffer;
  /** Of a Blob: the same for header and pixels. */
  readonly number?: number;
}

/** A `HeaderReading` whose error is plain data. */
export type TravellingReading =
  | Exclude<HeaderReading, { kind: "unreadable" }>
  | { readonly kind: "unreadable"; readonly error: SerializedError };

/** What a call answers: typed errors do not survive the way between threads by themselves. */
export type Answer<T> = { readonly value: T } | { readonly error: SerializedError };

/** Files up to this size are read once, for header and pixels, as long as there is room for them. */
const [mostKeptBytes, roomBytes] = [2 ** 20, 96 * 2 ** 20];

/** Bytes of files whose header was read, by the number that the page gives each. */
const kept = new Map<number, ArrayBuffer>();
let keptBytes = 0;

/** The file with its bytes at hand, if it is small; they stay until its pixels are read or the reading is over. */
async function keep(file: TravellingFile): Promise<TravellingFile> {
  const { content, number } = file;
  const isSmall = content instanceof Blob && content.size <= mostKeptBytes;
  if (!isSmall || number === undefined || keptBytes + content.size > roomBytes) return file;
  const bytes = await content.arrayBuffer().catch(() => undefined);
  // What cannot be read is said by whoever reads it for good.
  if (!bytes) return file;
  kept.set(number, bytes);
  keptBytes += bytes.byteLength;
  return { ...file, content: bytes };
}

function takeKept(file: TravellingFile): TravellingFile {
  const bytes = file.number === undefined ? undefined : kept.get(file.number);
  if (!bytes) return file;
  kept.delete(file.number!);
  keptBytes -= bytes.byteLength;
  return { ...file, content: bytes };
}

const sliceReaderWorker = {
  readHeader: (file: TravellingFile): Promise<Answer<TravellingReading>> =>
    answer(async () => {
      const reading = await localSliceReader.readHeader(toSourceFile(await keep(file)));
      return reading.kind === "unreadable"
        ? { ...reading, error: toSerializedError(reading.error) }
        : reading;
    }),

  readFrames: (file: TravellingFile, frameIndices: readonly number[]): Promise<Answer<SliceVoxels[]>> =>
    answerSlices(() => localSliceReader.readFrames(toSourceFile(takeKept(file)), frameIndices)),

  /** The reading is over: nothing is kept for it any longer. */
  forget(): void {
    kept.clear();
    keptBytes = 0;
  },

  decodeFetched: (
    dataset: Dataset,
    fetched: FetchedFrames,
    frameIndices: readonly number[],
  ): Promise<Answer<SliceVoxels[]>> => answerSlices(() => decodeFetched(dataset, fetched, frameIndices)),
};

export type SliceReaderWorker = typeof sliceReaderWorker;

Comlink.expose(sliceReaderWorker);

async function answer<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: toSerializedError(error) };
  }
}

/** Voxels go over without being copied. */
async function answerSlices(work: () => Promise<SliceVoxels[]>): Promise<Answer<SliceVoxels[]>> {
  const result = await answer(work);
  return "value" in result
    ? Comlink.transfer(
        result,
        result.value.map((slice) => slice.buffer as ArrayBuffer),
      )
    : result;
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
