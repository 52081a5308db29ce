import { encodeCodestream, fixtureSamples, fixtureSize } from "../../dicom/encode-codestream.ts";
import { codecTarget } from "../codec-target.ts";

const grey = {
  ...fixtureSize,
  bitsPerSample: 12,
  bytes: new Uint8Array(Uint16Array.from(fixtureSamples).buffer),
};

/** High-Throughput JPEG 2000, lossless and lossy. */
export const htj2k = codecTarget({
  name: "htj2k",
  testedInputs: 40,
  transferSyntaxUID: "1.2.840.10008.1.2.4.203",
  frames: async () => [
    {
      ...fixtureSize,
      bits: 12,
      bytes: await encodeCodestream("htj2k", grey, (to) => to.setQuality(true, 0)),
    },
    {
      ...fixtureSize,
      bits: 12,
      bytes: await encodeCodestream("htj2k", grey, (to) => to.setQuality(false, 0.01)),
    },
  ],
});
