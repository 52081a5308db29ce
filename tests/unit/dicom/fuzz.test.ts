import fc from "fast-check";
import { deflateSync } from "fflate";
import { expect, test } from "vitest";
import { decodeFrame, inspectFiles, parseDataset, readSeries } from "../../../src/dicom/index.ts";
import { isAutosegError } from "../../../src/errors.ts";
import { concat, type Encoding, encodeDataset, encodeFile, encodeFragments, toFile } from "./make-dicom.ts";
import { makeSlices } from "./make-series.ts";

/** More runs than a test affords: AUTOSEG_FUZZ_RUNS=1000000 npx vitest run tests/unit/dicom/fuzz.test.ts */
const numRuns = Number(process.env.AUTOSEG_FUZZ_RUNS ?? 1500);

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

const seeds: readonly Uint8Array[] = [
  native("1.2.840.10008.1.2.1", {}),
  native("1.2.840.10008.1.2", { explicitVR: false, undefinedLengths: true }),
  native("1.2.840.10008.1.2.2", { littleEndian: false }),
  native("1.2.840.10008.1.2.1", { undefinedLengths: true }, { ...nested, PixelData: new Uint8Array(80) }),
  encodeFile("1.2.840.10008.1.2.1.99", deflateSync(encodeDataset({ ...header, PixelData: PixelData! }))),
  encodeFile("1.2.840.10008.1.2.5", concat([encodeDataset(header), encodeFragments([rleFrame])])),
];

/** One change of some bytes: `at` is a place between the beginning, 0, and the end, 1. */
const mutation = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  kind: fc.constantFrom("set", "cut", "remove", "repeat"),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 4 }),
    fc.constantFrom(
      Uint8Array.of(255, 255, 255, 255),
      Uint8Array.of(0, 0, 0, 0),
      Uint8Array.of(254, 255, 0, 224),
    ),
  ),
});

interface Mutation {
  readonly at: number;
  readonly kind: string;
  readonly bytes: Uint8Array;
}

function mutate(bytes: Uint8Array, { at, kind, bytes: change }: Mutation): Uint8Array {
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

async function answer(work: () => Promise<unknown>): Promise<void> {
  await work().catch((error: unknown) => {
    if (!isAutosegError(error)) throw error;
  });
}

test("any change of a file is answered by a result or a typed error, in no time", async () => {
  // The first use of a codec loads it.
  for (const seed of seeds) await answer(() => decodeFrame(parseDataset(seed)));
  let slowestMs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...seeds),
      fc.array(mutation, { minLength: 1, maxLength: 8 }),
      async (seed, mutations) => {
        const bytes = mutations.reduce((changed, change) => mutate(changed, change), seed);
        const startedMs = performance.now();
        await answer(async () => decodeFrame(parseDataset(bytes)));
        await answer(() => readSeries([toFile("x.dcm", bytes)]));
        await answer(() => inspectFiles([toFile("x.dcm", bytes)]));
        slowestMs = Math.max(slowestMs, performance.now() - startedMs);
      },
    ),
    { numRuns },
  );
  expect(slowestMs).toBeLessThan(750);
});
