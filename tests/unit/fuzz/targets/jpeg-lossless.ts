import { fixtureCodestream, fixtureSize } from "../../dicom/encode-codestream.ts";
import { codecTarget } from "../codec-target.ts";

/** JPEG Lossless of grey and colours. */
export const jpegLossless = codecTarget({
  name: "jpeg-lossless",
  testedInputs: 400,
  transferSyntaxUID: "1.2.840.10008.1.2.4.70",
  frames: async () => [
    { ...fixtureSize, bits: 12, bytes: fixtureCodestream("lossless-12-bits-predictor-4") },
    { ...fixtureSize, bits: 16, bytes: fixtureCodestream("lossless-16-bits") },
    { ...fixtureSize, bits: 8, samplesPerPixel: 3, bytes: fixtureCodestream("lossless-colour") },
  ],
});
