/** The slice reader in a web worker, so that neither parsing nor decoding blocks the page. */
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

/** A file in transit: a Blob is read in the worker, bytes were read before. */
export interface TravellingFile {
  readonly name: string;
  readonly content: Blob | ArrayBuffer;
  /** The number of a Blob that may be requested again. */
  readonly number?: number;
}

/** A `HeaderReading` whose error is plain data. */
export type TravellingReading =
  | Exclude<HeaderReading, { kind: "unreadable" }>
  | (Omit<Extract<HeaderReading, { kind: "unreadable" }>, "error"> & { readonly error: SerializedError });

/** The voxels of a frame; undefined if they were written in place, in shared memory. */
export type PlacedVoxels = SliceVoxels | undefined;

/** Files up to the first size are read once for header and pixels, as long as there is room for them. */
const [mostKeptBytes, roomBytes] = [2 ** 20, 96 * 2 ** 20];

/** Files whose header was read, by the page's numbers: sending a Blob again takes as long as parsing it. */
const kept = new Map<number, TravellingFile>();
let keptBytes = 0;

/** Reads a small file into memory, where it stays until its pixels are read or the reading ends. */
async function keep(file: TravellingFile): Promise<TravellingFile> {
  const { content, number } = file;
  if (number === undefined || !(content instanceof Blob)) return file;
  kept.set(number, file);
  if (content.size > mostKeptBytes || keptBytes + content.size > roomBytes) return file;
  const bytes = await content.arrayBuffer().catch(() => undefined);
  // If it cannot be read, the error is reported when it is read for its pixels.
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

  /** @param file a file read before is given by its number, and then forgotten. */
  readFrames: (
    file: TravellingFile | number,
    frameIndices: readonly number[],
    places: Places,
  ): Promise<Answer<PlacedVoxels[]>> =>
    answerSlices(() => {
      const taken = typeof file === "number" ? takeKept(file) : file;
      return localSliceReader.readFrames(toSourceFile(taken), frameIndices, places);
    }, places),

  /** Ends the reading: nothing is kept for it any longer. */
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

/** Voxels that are not in place are transferred without copying. */
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
