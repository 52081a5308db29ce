/**
 * Writes the table in docs/dicom.md: for every file of ../shared/data/dicom-odd and dicom, how its stored values and pixel
 * positions compare. Run: npx tsx tests/conformance/dicom/pixel-table.ts
 */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeFrame, parseDataset, readSeries, transferSyntaxes } from "../../../src/dicom/index.ts";
import { ijkToLps } from "../../../src/geometry/index.ts";
import { dataFolder, decoders, listFiles, obstacle, runPython } from "./python.ts";

type Reference =
  | {
      readonly name: string;
      readonly type: string;
      readonly frames: number;
      readonly by: string;
      readonly places?: readonly { frame: number; ij: readonly [number, number]; lps: readonly number[] }[];
    }
  | { readonly error: string };

interface Row {
  readonly syntax: string;
  readonly pixels: string;
  readonly place: string;
}

const documentPath = fileURLToPath(new URL("../../../docs/dicom.md", import.meta.url));
const begins = "<!-- made by tests/conformance/dicom/pixel-table.ts -->";

const arrays: Record<string, new (buffer: ArrayBuffer) => ArrayLike<number>> = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
};

async function compare(path: string, reference: Reference, folder: string): Promise<Row> {
  try {
    const parsed = parseDataset(readFileSync(path), { fileName: basename(path) });
    const syntax = transferSyntaxes.get(parsed.transferSyntaxUID)?.name ?? parsed.transferSyntaxUID;
    const place = await comparePlaces(path, reference);
    if ("error" in reference) {
      await decodeFrame(parsed, 0);
      return { syntax, pixels: "read; no other program here does", place };
    }
    let largest = 0;
    for (const frame of new Set([0, reference.frames - 1])) {
      const { values } = await decodeFrame(parsed, frame);
      const bytes = readFileSync(join(folder, `${reference.name}.${frame}`));
      const expected = new arrays[reference.type]!(
        bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
      );
      if (values.length !== expected.length) largest = Number.POSITIVE_INFINITY;
      for (let index = 0; index < values.length; index++)
        largest = Math.max(largest, Math.abs(values[index]! - expected[index]!));
    }
    const off = largest === 1 ? "1 grey level off at most" : `${largest} grey levels off`;
    return { syntax, pixels: `${largest === 0 ? "equal" : off} (${reference.by})`, place };
  } catch (error) {
    const why = (error as Error).message.replace(/^".*?" cannot be read: /, "");
    return { syntax: "", pixels: `refused: ${why}`, place: "" };
  }
}

/** Compares corners of the first and last frame of a file read by itself with pydicom. */
async function comparePlaces(path: string, reference: Reference): Promise<string> {
  if ("error" in reference || !reference.places) return "none stated";
  const file = { name: basename(path), arrayBuffer: async () => toBuffer(readFileSync(path)) };
  const series = await readSeries([file]).catch((error: { code?: string; message: string }) => error);
  if (!("volume" in series)) return "no volume by itself";
  let largest = 0;
  for (const { frame, ij, lps } of reference.places) {
    const k = series.instances.findIndex(({ frameNumber = 1 }) => frameNumber === frame + 1);
    // The frame belongs to another volume in the file.
    if (k < 0) continue;
    const found = ijkToLps(series.volume.grid, [ij[0], ij[1], series.slicePlaces?.[k] ?? k]);
    found.forEach((value, axis) => {
      largest = Math.max(largest, Math.abs(value - lps[axis]!));
    });
  }
  return largest < 1e-6 ? "same" : `${largest.toPrecision(2)} mm off`;
}

function toBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
}

if (obstacle) throw new Error(obstacle);
const folder = mkdtempSync(join(tmpdir(), "autoseg-table-"));
const files = ["dicom-odd", "dicom"]
  .flatMap((name) => listFiles(join(dataFolder, name)))
  .filter((path) => !/\.(md|txt|json|nii\.gz|nrrd)$/i.test(path));
const references = runPython<Record<string, Reference>>(
  "reference_pixels.py",
  [folder, ...decoders],
  files.join("\n"),
);

/** Files of a folder with the same result share a row. */
const rows = new Map<string, Row & { names: string[] }>();
for (const path of files) {
  const row = await compare(path, references[path]!, folder);
  const isOdd = path.startsWith(join(dataFolder, "dicom-odd"));
  const key = isOdd ? path : [dirname(path), row.syntax, row.pixels, row.place].join("\n");
  const known = rows.get(key);
  if (known) known.names.push(path);
  else rows.set(key, { ...row, names: [path] });
}
const lines = [...rows.values()].map(({ names, syntax, pixels, place }) => {
  const [first] = names as [string, ...string[]];
  const name = names.length === 1 ? first : `${dirname(first)}/*`;
  const count = names.length === 1 ? "" : ` (${names.length} files)`;
  return `| ${relative(dataFolder, name)}${count} | ${syntax} | ${pixels} | ${place} |`;
});
const table = [
  begins,
  "",
  "| file | transfer syntax | stored values | places |",
  "| --- | --- | --- | --- |",
  ...lines,
  "",
];
const [text] = readFileSync(documentPath, "utf8").split(begins);
writeFileSync(documentPath, `${text}${table.join("\n")}`);
