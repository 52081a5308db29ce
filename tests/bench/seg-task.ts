import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  readDicomSeg,
  readDicomSegExactly,
  writeDicomSeg,
  writeRtStruct,
} from "../../src/dicom-objects/index.ts";
import { overlappingPixels } from "../unit/dicom-objects/overlapping.ts";
import { createAdapters } from "./adapters.ts";
import { ellipsoids, seriesOf512 } from "./ellipsoids.ts";

/*
 * One task of the DICOM-SEG benchmark: `WHO encode|decode|overlapping TYPE SEGMENTS FOLDER`. Only the task itself is timed,
 * without making the labels or reading the file.
 */
const [who, act, type, segments, folder] = process.argv.slice(2) as [
  "ours" | "adapters",
  "encode" | "decode" | "overlapping",
  "BINARY" | "LABELMAP",
  string,
  string,
];
const path = join(folder, `${who}-${type}-${segments}.dcm`);

let elapsedMs: number;
let sizeBytes: number;
if (act === "encode") {
  const labelMap = ellipsoids(Number(segments));
  const source = seriesOf512();
  const encode =
    who === "ours"
      ? () => writeDicomSeg(labelMap, { source, type })
      : (await createAdapters(source)).prepareEncode(labelMap, type);
  const startedMs = performance.now();
  const bytes = encode();
  elapsedMs = performance.now() - startedMs;
  sizeBytes = bytes.length;
  writeFileSync(path, bytes);
} else if (act === "overlapping") {
  const source = seriesOf512();
  const bytes = overlappingPixels(source, Number(segments));
  sizeBytes = bytes.length;
  const startedMs = performance.now();
  const { parts } = await readDicomSeg(bytes, { source, bits: 16 });
  writeRtStruct(parts, { source });
  elapsedMs = performance.now() - startedMs;
} else {
  const file = readFileSync(path);
  const bytes = new Uint8Array(file.buffer, file.byteOffset, file.length);
  sizeBytes = bytes.length;
  const source = seriesOf512();
  const decode =
    who === "ours"
      ? async () => readDicomSegExactly(bytes, { source })
      : (await createAdapters(source)).prepareDecode(bytes);
  const startedMs = performance.now();
  await decode();
  elapsedMs = performance.now() - startedMs;
}
process.stdout.write(
  `\n${JSON.stringify({ elapsedMs, peakMemoryMb: process.resourceUsage().maxRSS / 1024, sizeBytes })}\n`,
);
process.exit(0);
