import { encodeCodestream, fixtureSamples, fixtureSize } from "../../dicom/encode-codestream.ts";
import { codecTarget } from "../codec-target.ts";

const grey = {
  ...fixtureSize,
  bitsPerSample: 12,
  bytes: new Uint8Array(Uint16Array.from(fixtureSamples).buffer),
};
const eight = { ...fixtureSize, bitsPerSample: 8, bytes: Uint8Array.from(fixtureSamples) };

/** JPEG-LS by the project's own decoder (12 bits, lossless) and by CharLS (all else). */
export const jpegLs = codecTarget({
  name: "jpeg-ls",
  testedInputs: 40,
  transferSyntaxUID: "1.2.840.10008.1.2.4.81",
  frames: async () => [
    { ...fixtureSize, bits: 12, bytes: await encodeCodestream("jpeg-ls", grey) },
    {
      ...fixtureSize,
      bits: 12,
      bytes: await encodeCodestream("jpeg-ls", grey, (to) => to.setNearLossless(2)),
    },
    { ...fixtureSize, bits: 8, bytes: await encodeCodestream("jpeg-ls", eight) },
  ],
});
