import { fromDicomJson } from "../../../../src/dicomweb/dicom-json.ts";
import { makeSlices } from "../../dicom/make-series.ts";
import { toDicomJson } from "../../dicomweb/make-dicom-json.ts";
import { type FuzzTarget, orClause } from "../fuzz-target.ts";

const seeds = [
  makeSlices({ slices: 1 }).map(toDicomJson)[0],
  { "00100010": { vr: "PN", Value: [{ Alphabetic: "Yamada^Tarou", Ideographic: "山田^太郎" }] } },
  { "00283000": { vr: "SQ", Value: [{ "00283006": { vr: "OW", InlineBinary: "AQACAA==" } }, null] } },
  { "00280030": { vr: "DS", Value: [0.5, "0.25", null] }, "00283006": { vr: "OW", BulkDataURI: "x" } },
  { "00081198": { vr: "SQ", Value: [{ "00081197": { vr: "US", Value: [0x0111] } }] } },
];

/** Metadata of an image, as a DICOMweb server gives it. */
export const dicomJson: FuzzTarget = {
  name: "dicom-json",
  covers: "/src/dicomweb/",
  seeds: async () => seeds.map((json) => new TextEncoder().encode(JSON.stringify(json))),
  tokens: ["null", "[]", "{}", '"Value":', '"vr":"SQ"', '"InlineBinary":"', '"00283000":', "1e999", '""'].map(
    (text) => new TextEncoder().encode(text),
  ),
  async run(bytes) {
    let json: unknown;
    try {
      json = JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      return;
    }
    orClause(() => fromDicomJson(json));
  },
};
