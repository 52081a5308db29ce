import type { Vector } from "../geometry/index.ts";
import { gunzip } from "./gunzip.ts";
import { parseSegmentFields } from "./label-names.ts";
import { type RawValues, toRawValues, type ValueType, valueTypes } from "./raw-values.ts";
import { invalidVolumeFile, type VolumeFile } from "./volume-file.ts";

/** Types by name (Teem's NRRD definition, section 5), here without spaces and without "int" at the end of longer names. */
const types: Readonly<Record<string, ValueType>> = {
  signedchar: "int8",
  int8: "int8",
  uchar: "uint8",
  unsignedchar: "uint8",
  uint8: "uint8",
  short: "int16",
  signedshort: "int16",
  int16: "int16",
  ushort: "uint16",
  unsignedshort: "uint16",
  uint16: "uint16",
  int: "int32",
  signed: "int32",
  int32: "int32",
  uint: "uint32",
  unsigned: "uint32",
  uint32: "uint32",
  longlong: "int64",
  signedlonglong: "int64",
  int64: "int64",
  ulonglong: "uint64",
  unsignedlonglong: "uint64",
  uint64: "uint64",
  float: "float",
  double: "double",
};

/** Normalises type names: "unsigned short int" to "unsignedshort", "int16_t" to "int16". */
function typeOf(name: string): ValueType | undefined {
  return types[
    name
      .toLowerCase()
      .replace(/_t$/, "")
      .replace(/(\S)\s+int$/, "$1")
      .replace(/\s+/g, "")
  ];
}

/** Factors that convert a space's axes to left, posterior, superior. */
const spaces: Readonly<Record<string, readonly [number, number, number]>> = {
  "left-posterior-superior": [1, 1, 1],
  lps: [1, 1, 1],
  "right-anterior-superior": [-1, -1, 1],
  ras: [-1, -1, 1],
  "left-anterior-superior": [1, -1, 1],
  las: [1, -1, 1],
};

const unitsMm: Readonly<Record<string, number>> = { mm: 1, millimeter: 1, cm: 10, m: 1000, um: 0.001, "": 1 };

/** Kinds of axes that run along voxels; "" if the file does not say. */
const placeKinds = ["domain", "space", "???", "none", ""];

type Fail = (found: string, cause?: unknown) => Error;

/**
 * Parses an NRRD file (.nrrd, also 3D Slicer's .seg.nrrd) with raw, gzip or text encoding and either byte order.
 * @throws AutosegError `invalid-volume-file` if it is damaged, two- or four-dimensional, in colour, a header without data, in
 * another encoding, or does not state where its voxels lie.
 */
export async function parseNrrd(bytes: Uint8Array<ArrayBuffer>, fileName: string): Promise<VolumeFile> {
  const fail: Fail = (found, cause) =>
    invalidVolumeFile(fileName, `cannot be opened as NRRD: ${found}.`, cause);
  const { fields, dataOffset } = parseFields(bytes, fail);
  if (fields.has("datafile"))
    throw fail("it is a header whose voxels are in another file. Save it as one file, .nrrd");
  const { size, layers, directions } = parseAxes(fields, fail);
  const type = typeOf(fields.get("type") ?? "");
  if (!type) throw fail(`its voxels are of the type ${fields.get("type") ?? "(none)"}`);
  const count = size[0] * size[1] * size[2] * layers;
  const values = await readValues(bytes.subarray(dataOffset), { fields, type, count, fail });
  const { origin, steps } = placeAxes(fields, directions, fail);
  const segments = parseSegmentFields(fields);
  return {
    fileName,
    format: "NRRD",
    size,
    layers,
    originLps: origin,
    stepsLps: steps,
    values,
    slope: 1,
    intercept: 0,
    description: fields.get("content") ?? "",
    segments,
    saysLabels: segments.length > 0,
    notes: [],
  };
}

/** Fields by name, in lower case and without spaces; key/value pairs by key. */
function parseFields(bytes: Uint8Array, fail: Fail) {
  // A header is a few lines of text that end with an empty line, or with the file if the data are elsewhere.
  const text = new TextDecoder("latin1").decode(bytes.subarray(0, Math.min(bytes.length, 2 ** 22)));
  const end = /\r?\n\r?\n/.exec(text);
  const head = new TextDecoder().decode(bytes.subarray(0, end ? end.index : text.length));
  const [magic, ...lines] = head.split(/\r?\n/);
  if (!/^NRRD000\d/.test(magic ?? "")) throw fail("it does not begin with NRRD");
  const fields = new Map<string, string>();
  for (const line of lines) {
    if (line.startsWith("#") || line.trim() === "") continue;
    const [, pairKey, pairValue] = /^([^:=]+):=(.*)$/.exec(line) ?? [];
    const [, key, value] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
    if (pairKey !== undefined) fields.set(pairKey, pairValue!.replace(/\\n/g, "\n").replace(/\\\\/g, "\\"));
    else if (key !== undefined) fields.set(key.replace(/\s+/g, "").toLowerCase(), value!.trim());
    else throw fail(`its header has a line that is not a field: "${line.slice(0, 40)}"`);
  }
  if (!end && !fields.has("datafile")) throw fail("its header has no end");
  return { fields, dataOffset: end ? end.index + end[0].length : bytes.length };
}

/** The three spatial axes, and the axis of layers before them, if any. */
function parseAxes(fields: ReadonlyMap<string, string>, fail: Fail) {
  const dimension = Number(fields.get("dimension"));
  const sizes = (fields.get("sizes") ?? "").split(/\s+/).map(Number);
  const kinds = (fields.get("kinds") ?? "").split(/\s+/).map((kind) => kind.toLowerCase());
  const stated = (fields.get("spacedirections") ?? "").match(/none|\([^()]*\)/gi) ?? [];
  if (sizes.length !== dimension || sizes.some((count) => !Number.isInteger(count) || count < 1))
    throw fail(`its sizes are ${fields.get("sizes") ?? "(none)"}`);
  const named = sizes.join(" x ");
  const isLayered = dimension === 4 && kinds[0] === "list" && fields.has("Segment0_ID");
  const isOne = (index: number) => sizes[index] === 1;
  if (dimension > 3 && !isLayered && !sizes.slice(3).every((_, index) => isOne(index + 3)))
    throw fail(
      placeKinds.includes(kinds[0] ?? "")
        ? `it holds several volumes (${named}). Save the one that you need as a file of its own`
        : `it has several values for each voxel (${named}, ${kinds[0]}), colours or vectors`,
    );
  if (dimension < 3) throw fail(`it is a single slice (${named}), not a volume`);
  const first = isLayered ? 1 : 0;
  const size = sizes.slice(first, first + 3) as [number, number, number];
  if (kinds.slice(first, first + 3).some((kind) => !placeKinds.includes(kind)))
    throw fail(
      `it has several values for each voxel (${named}, ${kinds.join(" ")}), or volumes one after the other`,
    );
  if (size[2] < 2) throw fail(`it is a single slice (${named}), not a volume`);
  return { size, layers: isLayered ? sizes[0]! : 1, directions: stated.slice(first, first + 3) };
}

interface Encoded {
  readonly fields: ReadonlyMap<string, string>;
  readonly type: ValueType;
  readonly count: number;
  readonly fail: Fail;
}

async function readValues(
  data: Uint8Array<ArrayBuffer>,
  { fields, type, count, fail }: Encoded,
): Promise<RawValues> {
  const encoding = (fields.get("encoding") ?? "").toLowerCase();
  const { BYTES_PER_ELEMENT: width } = valueTypes[type];
  const length = count * width;
  const skip = Number(fields.get("byteskip") ?? 0);
  const lines = Number(fields.get("lineskip") ?? 0);
  let rest = data;
  for (let line = 0; line < lines; line++) rest = rest.subarray(rest.indexOf(10) + 1);
  const isLittleEndian = (fields.get("endian") ?? "little").toLowerCase() === "little";
  if (encoding === "raw") {
    const from = skip === -1 ? rest.length - length : skip;
    if (from < 0 || rest.length < from + length) throw fail("it ends before its last voxel");
    return toRawValues(rest.subarray(from, from + length), type, isLittleEndian);
  }
  if (encoding === "gzip" || encoding === "gz") {
    const from = Math.max(0, skip);
    const plain = await gunzip(rest, 0, () => from + length).catch((cause) => {
      throw fail(cause.message, cause);
    });
    return toRawValues(plain.subarray(from), type, isLittleEndian);
  }
  if (["text", "txt", "ascii"].includes(encoding)) {
    const words = new TextDecoder("latin1")
      .decode(rest)
      .trim()
      .split(/[\s,]+/);
    if (words.length < count) throw fail("it ends before its last voxel");
    const values = new Float64Array(count);
    for (let index = 0; index < count; index++) values[index] = Number(words[index]);
    return values;
  }
  throw fail(`its encoding is ${encoding || "(none)"}; raw, gzip and text can be read`);
}

function placeAxes(fields: ReadonlyMap<string, string>, directions: readonly string[], fail: Fail) {
  const space = (fields.get("space") ?? "").toLowerCase().replace(/"/g, "");
  const turn = spaces[space];
  if (!turn)
    throw fail(
      space === ""
        ? "it does not say which side is left (space)"
        : `its space is ${space}; left-posterior-superior and its like can be read`,
    );
  const unit = (/"?([^"\s]*)"?/.exec(fields.get("spaceunits") ?? "")?.[1] ?? "").toLowerCase();
  const scale = unitsMm[unit];
  if (scale === undefined) throw fail(`its spacing is in ${unit}; millimetres were expected`);
  const vector = (text: string | undefined): Vector<"lps"> => {
    const values = (text ?? "").replace(/[()]/g, "").split(",").map(Number);
    if (values.length !== 3 || !values.every(Number.isFinite) || text === undefined)
      throw fail(`it does not say where its voxels lie (${text ?? "nothing"})`);
    return [values[0]! * turn[0] * scale, values[1]! * turn[1] * scale, values[2]! * turn[2] * scale];
  };
  const [i, j, k] = directions;
  return { origin: vector(fields.get("spaceorigin")), steps: [vector(i), vector(j), vector(k)] as const };
}
