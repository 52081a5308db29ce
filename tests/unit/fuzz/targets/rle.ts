import { encodeRle } from "../../../../src/dicom/pixels/rle-encoder.ts";
import { fixtureSamples, fixtureSize } from "../../dicom/encode-codestream.ts";
import { codecTarget } from "../codec-target.ts";

const words = new Uint8Array(Uint16Array.from(fixtureSamples).buffer);

/** RLE Lossless. */
export const rle = codecTarget({
  name: "rle",
  testedInputs: 1500,
  transferSyntaxUID: "1.2.840.10008.1.2.5",
  frames: async () => [
    { ...fixtureSize, bits: 12, bytes: encodeRle(words, fixtureSize.columns, 2) },
    { ...fixtureSize, bits: 8, bytes: encodeRle(Uint8Array.from(fixtureSamples), fixtureSize.columns, 1) },
  ],
});
