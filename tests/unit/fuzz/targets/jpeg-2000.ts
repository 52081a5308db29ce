import {
  type CodestreamEncoder,
  encodeCodestream,
  fixtureSamples,
  fixtureSize,
} from "../../dicom/encode-codestream.ts";
import { codecTarget } from "../codec-target.ts";

const grey = {
  ...fixtureSize,
  bitsPerSample: 12,
  bytes: new Uint8Array(Uint16Array.from(fixtureSamples).buffer),
};
const colour = {
  ...fixtureSize,
  bitsPerSample: 8,
  componentCount: 3 as const,
  bytes: Uint8Array.from({ length: 3 * fixtureSamples.length }, (_, index) => fixtureSamples[index % 480]!),
};

const prepare = (encoder: CodestreamEncoder) => {
  encoder.setQuality(true, 0);
  encoder.setDecompositions(2);
};

/** JPEG 2000, lossless. */
export const jpeg2000 = codecTarget({
  name: "jpeg-2000",
  testedInputs: 40,
  transferSyntaxUID: "1.2.840.10008.1.2.4.90",
  frames: async () => [
    { ...fixtureSize, bits: 12, bytes: await encodeCodestream("jpeg-2000", grey, prepare) },
    {
      ...fixtureSize,
      bits: 8,
      samplesPerPixel: 3,
      bytes: await encodeCodestream("jpeg-2000", colour, prepare),
    },
  ],
});
