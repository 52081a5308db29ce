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
}

/** A `HeaderReading` whose error is plain data. */
export type TravellingReading =
  | Exclude<HeaderReading, { kind: "unreadable" }>
  | { readonly kind: "unreadable"; readonly error: SerializedError };

/** What a call answers: typed errors do not survive the way between threads by themselves. */
export type Answer<T> = { readonly value: T } | { readonly error: SerializedError };

const sliceReaderWorker = {
  readHeader: (file: TravellingFile): Promise<Answer<TravellingReading>> =>
    answer(async () => {
      const reading = await localSliceReader.readHeader(toSourceFile(file));
      return reading.kind === "unreadable"
        ? { ...reading, error: toSerializedError(reading.error) }
        : reading;
    }),

  readFrames: (file: TravellingFile, frameIndices: readonly number[]): Promise<Answer<SliceVoxels[]>> =>
    answerSlices(() => localSliceReader.readFrames(toSourceFile(file), frameIndices)),

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
