import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import createJpegModule from "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs";
import { decode as decodePng } from "fast-png";
import { AutosegError } from "../../src/errors.ts";
import type { Grid } from "../../src/geometry/index.ts";

/**
 * A case of the training data: grey 0..255 and labels, one byte a voxel in the order `i + columns * (j + rows * k)`.
 * Row 0 is anterior, column 0 the patient's right, slice 0 the most inferior.
 */
export interface StripCase {
  readonly name: string;
  readonly size: readonly [columns: number, rows: number, slices: number];
  /** Spacing of columns, rows and slices; undefined where the index gives none. */
  readonly spacingMm?: Grid["spacingMm"];
  readonly grey: Uint8Array;
  readonly labels: Uint8Array;
}

interface StripEntry {
  readonly slices: number;
  readonly rows: number;
  readonly columns: number;
  readonly spacingMm?: Grid["spacingMm"];
}

/** Entries of index.json, by folder and strip. */
type StripIndex = Readonly<Record<string, Readonly<Record<string, StripEntry>>>>;

/** Names of all cases of a set, as the index has them: a long volume as its two strips. */
export async function readCaseNames(folder: string, set: string): Promise<string[]> {
  const index = JSON.parse(await readFile(join(folder, "index.json"), "utf8")) as StripIndex;
  return Object.keys(index[set] ?? {});
}

/**
 * Reads a case from its strips: `CASE.jpg` (grey) and `CASE.png` (labels) hold the slices one under another, long volumes
 * as two strips `CASEa` and `CASEb`.
 * @param folder the training data's, with `index.json` and a folder for each set.
 * @throws AutosegError `input-not-found`; `invalid-geometry` when a strip has not the size that the index says.
 */
export async function readStripCase(folder: string, set: string, name: string): Promise<StripCase> {
  const path = join(folder, "index.json");
  const index = JSON.parse(await readFile(path, "utf8")) as StripIndex;
  const names = index[set]?.[name] ? [name] : [`${name}a`, `${name}b`].filter((part) => index[set]?.[part]);
  if (names.length === 0) {
    throw new AutosegError(
      "input-not-found",
      `${path} names no case ${name} of ${set}. Check the data folder.`,
      {
        path,
      },
    );
  }
  const parts = [];
  for (const part of names) {
    const { slices, rows, columns } = index[set]![part]!;
    const size = [columns, rows, slices] as const;
    const file = (ending: string) => join(folder, set, `${part}.${ending}`);
    const grey = await decodeJpeg(await readFile(file("jpg")));
    const labels = decodePng(await readFile(file("png")));
    checkStrip(file("jpg"), grey, size);
    checkStrip(file("png"), { ...labels, channels: labels.channels * (labels.depth / 8) }, size);
    parts.push({ size, grey: grey.data, labels: labels.data as Uint8Array });
  }
  const [columns, rows] = parts[0]!.size;
  const slices = parts.reduce((sum, { size }) => sum + size[2], 0);
  const { spacingMm } = index[set]![names[0]!]!;
  return {
    name,
    size: [columns, rows, slices],
    ...(spacingMm && { spacingMm }),
    grey: join8(parts.map(({ grey }) => grey)),
    labels: join8(parts.map(({ labels }) => labels)),
  };
}

/** @throws AutosegError `input-not-found` naming the folder that is missing. */
export function checkDataFolder(folder: string): void {
  if (existsSync(join(folder, "index.json"))) return;
  throw new AutosegError(
    "input-not-found",
    `There are no validation cases at ${folder}: the data to evaluate models on are not in this repository. ` +
      "Give the folder that holds index.json with --data.",
    { path: folder },
  );
}

interface Image {
  readonly width: number;
  readonly height: number;
  /** Bytes of a pixel. */
  readonly channels: number;
}

function checkStrip(path: string, { width, height, channels }: Image, size: StripCase["size"]): void {
  const [columns, rows, slices] = size;
  if (width === columns && height === rows * slices && channels === 1) return;
  throw new AutosegError(
    "invalid-geometry",
    `${path} is ${width} x ${height} with ${channels} bytes a pixel; expected ${columns} x ${rows * slices} with one.`,
    {},
  );
}

async function decodeJpeg(compressed: Uint8Array) {
  jpegModule ??= createJpegModule({});
  const decoder = new (await jpegModule).JPEGDecoder();
  try {
    decoder.getEncodedBuffer(compressed.length).set(compressed);
    decoder.decode();
    const { width, height, componentCount } = decoder.getFrameInfo();
    return { width, height, channels: componentCount, data: decoder.getDecodedBuffer().slice() };
  } finally {
    decoder.delete();
  }
}

let jpegModule: ReturnType<typeof createJpegModule> | undefined;

function join8(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
