import { fixtureCodestream, fixtureSize } from "../../dicom/encode-codestream.ts";
import { codecTarget } from "../codec-target.ts";

/** Baseline, extended and progressive JPEG, of 8 and 12 bits. */
export const jpeg = codecTarget({
  name: "jpeg",
  testedInputs: 40,
  transferSyntaxUID: "1.2.840.10008.1.2.4.51",
  frames: async () => [
    { ...fixtureSize, bits: 8, bytes: fixtureCodestream("baseline-8-bits") },
    { ...fixtureSize, bits: 8, bytes: fixtureCodestream("progressive-8-bits") },
    { ...fixtureSize, bits: 8, samplesPerPixel: 3, bytes: fixtureCodestream("baseline-colour-as-rgb") },
    { ...fixtureSize, bits: 12, bytes: fixtureCodestream("sequential-12-bits") },
    { ...fixtureSize, bits: 12, bytes: fixtureCodestream("progressive-12-bits") },
  ],
});
