import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const root = join(import.meta.dirname, "..", "..");

/** The shipped sample study, with the mask from its generator. */
export const sampleFolder = join(root, "sample-dicom", "ct-abdomen-synthetic");
export const sampleStudyUID = "2.25.56797069300097616388511355118548749400";
export const sampleSeriesUID = "2.25.239133800977859401461316404416120730811";
export const sampleSlices = 75;

/** Labels of the generator's mask in the order of the volume: 0 background, 1 liver, 2 lesion. */
export function readSampleMask(): Uint8Array {
  return gunzipSync(readFileSync(join(root, "sample-dicom", "labels.bin.gz")));
}

/** Dice coefficient of two masks: 2 |A and B| / (|A| + |B|). */
export function dice(
  a: Uint8Array,
  b: Uint8Array,
  inA: (label: number) => boolean,
  inB: (label: number) => boolean,
): number {
  let both = 0;
  let sum = 0;
  for (let index = 0; index < a.length; index++) {
    const [isInA, isInB] = [inA(a[index]!), inB(b[index]!)];
    if (isInA) sum++;
    if (isInB) sum++;
    if (isInA && isInB) both++;
  }
  return sum === 0 ? 1 : (2 * both) / sum;
}

/** A temporary folder for a test, removed when disposed. */
export function createFolder(): Disposable & {
  readonly path: string;
  write(name: string, bytes: Uint8Array | string): string;
} {
  const path = mkdtempSync(join(tmpdir(), "autoseg-e2e-"));
  return {
    path,
    write(name, bytes) {
      writeFileSync(join(path, name), bytes);
      return join(path, name);
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** File names of the sample's slices, from feet to head. */
export function sampleFiles(): string[] {
  return readdirSync(sampleFolder)
    .filter((name) => name.endsWith(".dcm"))
    .sort();
}

/** Copies slices `from` to `to` (not included) of the sample into a folder. */
export function copySlices(folder: string, from = 0, to = sampleSlices): void {
  for (const name of sampleFiles().slice(from, to)) cpSync(join(sampleFolder, name), join(folder, name));
}

/** Copies slices of the sample as another series of the same study. */
export function copyAsOtherSeries(folder: string, from = 0, to = sampleSlices): string {
  const otherUID = `${sampleSeriesUID.slice(0, -1)}2`;
  for (const name of sampleFiles().slice(from, to)) {
    const bytes = readFileSync(join(sampleFolder, name));
    const instanceUID = findUID(bytes, 0x08, 0x18);
    replaceText(bytes, sampleSeriesUID, otherUID);
    replaceText(bytes, instanceUID, `${instanceUID.slice(0, -1)}${(Number(instanceUID.at(-1)) + 5) % 10}`);
    writeFileSync(join(folder, `other-${name}`), bytes);
  }
  return otherUID;
}

/** Copies slices of the sample as a series of another study of the same patient. */
export function copyAsOtherStudy(folder: string, from = 0, to = sampleSlices): void {
  copyAsOtherSeries(folder, from, to);
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name));
    const studyUID = findUID(bytes, 0x20, 0x0d);
    replaceText(bytes, studyUID, `${studyUID.slice(0, -1)}${(Number(studyUID.at(-1)) + 5) % 10}`);
    writeFileSync(join(folder, name), bytes);
  }
}

/** Replaces every occurrence of an ASCII text by another of the same length. */
export function replaceText(bytes: Buffer, found: string, replacement: string): void {
  if (found.length !== replacement.length) throw new Error("the lengths of a DICOM file must not change");
  for (let at = bytes.indexOf(found); at >= 0; at = bytes.indexOf(found, at + 1))
    bytes.write(replacement, at, "latin1");
}

/** The UID of a tag with group and element below 256, in an explicit little endian data set. */
function findUID(bytes: Buffer, group: number, element: number): string {
  const at = bytes.indexOf(Buffer.from([group, 0x00, element, 0x00, 0x55, 0x49]));
  return bytes.toString("latin1", at + 8, at + 8 + bytes.readUInt16LE(at + 6)).replace(/\0+$/, "");
}
