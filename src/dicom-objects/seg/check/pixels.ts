import { type Dataset, items, number, type ParsedDicom, text } from "../../../dicom/index.ts";
import { packedSizeBytes } from "../bits.ts";
import type { BrokenRules } from "./broken-rules.ts";

/** Checks the pixels of an uncompressed object: their number, and the values of a LABELMAP or FRACTIONAL one. */
export function checkPixels({ dataset, pixelData }: ParsedDicom, findings: BrokenRules): void {
  if (!pixelData) {
    findings.error("PixelData", "It is missing.", "PS3.3 C.7.6.3");
    return;
  }
  if (pixelData.kind === "encapsulated") return;
  const { bytes } = pixelData;
  const bitsAllocated = number(dataset, "BitsAllocated") ?? 0;
  const pixelCount = (number(dataset, "Rows") ?? 0) * (number(dataset, "Columns") ?? 0);
  const frameCount = number(dataset, "NumberOfFrames") ?? 1;
  const needed = packedSizeBytes(frameCount, pixelCount * bitsAllocated);
  const expected = needed + (needed % 2);
  if (bytes.length !== expected) {
    const apart = frameCount * Math.ceil((pixelCount * bitsAllocated) / 8);
    const hint =
      bytes.length === apart || bytes.length === apart + 1 ? ": every frame starts with a new byte" : "";
    findings.error(
      "PixelData",
      `It has ${bytes.length} bytes; ${expected} were expected${hint}.`,
      "PS3.5 8.1.1",
    );
    return;
  }
  if (bitsAllocated === 8) checkValues(dataset, bytes.subarray(0, needed), findings);
  if (bitsAllocated === 16) checkValues(dataset, new Uint16Array(bytes.slice(0, needed).buffer), findings);
}

function checkValues(dataset: Dataset, values: Uint8Array | Uint16Array, findings: BrokenRules): void {
  const seen = new Uint8Array(65536);
  for (let index = 0; index < values.length; index++) seen[values[index]!] = 1;
  const type = text(dataset, "SegmentationType");
  if (type === "FRACTIONAL") {
    const maximum = number(dataset, "MaximumFractionalValue") ?? 255;
    const largest = seen.lastIndexOf(1);
    if (largest > maximum)
      findings.error("PixelData", `It holds ${largest}, above MaximumFractionalValue.`, "PS3.3 C.8.20.2");
  }
  if (type !== "LABELMAP") return;
  const described = new Set(items(dataset, "SegmentSequence").map((item) => number(item, "SegmentNumber")));
  for (let value = 0; value < seen.length; value++) {
    if (seen[value] !== 1 || described.has(value)) continue;
    const what = value === 0 ? "the background, 0, which" : `the value ${value}, which`;
    findings.error("PixelData", `It holds ${what} no segment describes.`, "PS3.3 C.8.20.2.3.3");
  }
}
