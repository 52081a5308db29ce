import { deflateSync } from "fflate";
import { fixtureSamples, fixtureSize } from "../../dicom/encode-codestream.ts";
import { codecTarget } from "../codec-target.ts";

const words = new Uint8Array(Uint16Array.from(fixtureSamples).buffer);

/** Frames deflated one by one (PS3.5 A.4.13). */
export const deflatedFrames = codecTarget({
  name: "deflated-frames",
  testedInputs: 1500,
  transferSyntaxUID: "1.2.840.10008.1.2.8.1",
  frames: async () => [{ ...fixtureSize, bits: 12, bytes: deflateSync(words) }],
});
