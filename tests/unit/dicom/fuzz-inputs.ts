import { deflateSync } from "fflate";
import { decodeStoredValues, inspectFiles, readSeries } from "../../../src/dicom/index.ts";
import { isAutosegError } from "../../../src/errors.ts";
import { concat, type Encoding, encodeDataset, encodeFile, encodeFragments, toFile } from "./make-dicom.ts";
import { makeSlices } from "./make-series.ts";

/* What the fuzzers begin with, how they change it, and what they ask of it. */

const { PixelData, ...header } = makeSlices({ slices: 1 })[0]!;
const nested = {
  ...header,
  NumberOfFrames: [2],
  SharedFunctionalGroupsSequence: [{ PixelMeasuresSequence: [{ PixelSpacing: [1, 1] }] }],
  PerFrameFunctionalGroupsSequence: [
    { PlanePositionSequence: [{ ImagePositionPatient: [0, 0, 0] }] },
    { PlanePositionSequence: [{ ImagePositionPatient: [0, 0, 1] }] },
  ],
};

function native(
  uid: string,
  encoding: Encoding,
  attributes = { ...header, PixelData: PixelData! },
): Uint8Array {
  return encodeFile(uid, encodeDataset(attributes, encoding));
}

/** An RLE frame of one repeated run a plane: enough of one to be decoded. */
const rleFrame = (() => {
  const frame = new Uint8Array(68);
  new Uint32Array(frame.buffer, 0, 3).set([2, 64, 66]);
  frame.set([237, 1, 237, 2], 64);
  return frame;
})();

/** Small files of every encoding. */
export const seeds: readonly Uint8Array[] = [
  native("1.2.840.10008.1.2.1", {}),
  native("1.2.840.10008.1.2", { explicitVR: false, undefinedLengths: true }),
  native("1.2.840.10008.1.2.2", { littleEndian: false }),
  native("1.2.840.10008.1.2.1", { undefinedLengths: true }, { ...nested, PixelData: new Uint8Array(80) }),
  encodeFile("1.2.840.10008.1.2.1.99", deflateSync(encodeDataset({ ...header, PixelData: PixelData! }))),
  encodeFile("1.2.840.10008.1.2.5", concat([encodeDataset(header), encodeFragments([rleFrame])])),
];

/** One change of some bytes: `at` is a place between the beginning, 0, and the end, 1. */
export interface Mutation {
  readonly at: number;
  readonly kind: string;
  readonly bytes: Uint8Array;
}

export function mutate(bytes: Uint8Array, { at, kind, bytes: change }: Mutation): Uint8Array {
  const position = Math.floor(at * bytes.length);
  switch (kind) {
    case "cut":
      return bytes.slice(0, position);
    case "remove":
      return concat([bytes.subarray(0, position), bytes.subarray(position + change.length)]);
    case "repeat":
      return concat([bytes.subarray(0, position + 16), bytes.subarray(position)]);
    default: {
      const copy = bytes.slice();
      copy.set(change.subarray(0, copy.length - position), position);
      return copy;
    }
  }
}

/**
 * Gives the bytes to every way into the reader.
 * @throws whatever is no typed error.
 */
export async function tryAll(bytes: Uint8Array): Promise<void> {
  const file = toFile("x.dcm", bytes);
  for (const work of [
    () => decodeStoredValues(file),
    () => readSeries([file]),
    () => inspectFiles([file]),
    () => inspectFiles([toFile("x.zip", bytes)]),
  ])
    await work().catch((error: unknown) => {
      if (!isAutosegError(error)) throw error;
    });
}
