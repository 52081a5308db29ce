import type { AttributeValue, Dataset } from "../dataset.ts";
import type { PrivateKeyword } from "../private-dictionary.ts";
import { parseDecimal } from "./values.ts";

/** The elements that are read, and the attributes in which newer Siemens software states the same. */
const wanted: readonly (readonly [name: string, keyword: PrivateKeyword, isText?: boolean])[] = [
  ["B_value", "SiemensBValue"],
  ["DiffusionGradientDirection", "SiemensGradientDirection"],
  ["DiffusionDirectionality", "SiemensDiffusionDirectionality", true],
  ["ImaCoilString", "SiemensCoilString", true],
  ["NumberOfImagesInMosaic", "SiemensImagesInMosaic"],
];

/** First letters of the names, to skip most elements quickly. */
const firstLetters: ReadonlySet<number> = new Set(wanted.map(([name]) => name.charCodeAt(0)));

const nameBytes = 64;
/** Name, multiplicity, VR and its number, count of items, a check word. */
const elementBytes = nameBytes + 20;
const itemHeaderBytes = 16;
/** More elements, and items per element, than any header has. */
const [mostElements, mostItems] = [1000, 10_000];

/**
 * Reads the CSA header of Siemens images, (0029,xx10) of "SIEMENS CSA HEADER": a list of named elements, little endian, in
 * two versions that Siemens never published (NiBabel, "Siemens format DICOM with CSA header"; the older one as SPM reads it).
 * Empty if the bytes are not such a header; for a damaged one, the elements before the damage.
 */
export function readSiemensHeader(bytes: AttributeValue): Dataset {
  const found: { [K in PrivateKeyword]?: AttributeValue } = {};
  if (!(bytes instanceof Uint8Array) || bytes.length < 16) return found;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isNewer = ascii(bytes, 0, 4) === "SV10";
  const start = isNewer ? 8 : 0;
  const elementCount = view.getUint32(start, true);
  if (elementCount > mostElements) return found;
  let at = start + 8;
  /** In the older version, lengths are increased by the first element's number of items. */
  let surplus = 0;
  for (let element = 0; element < elementCount && at + elementBytes <= bytes.length; element++) {
    const name = firstLetters.has(bytes[at]!) ? wanted.find(([each]) => isNamed(bytes, at, each)) : undefined;
    const itemCount = view.getUint32(at + nameBytes + 12, true);
    // 0 means as many as there are.
    const valueCount = view.getUint32(at + nameBytes, true) || itemCount;
    if (itemCount > mostItems) break;
    if (!isNewer && element === 0) surplus = itemCount;
    at += elementBytes;
    const values: string[] = [];
    for (let item = 0; item < itemCount; item++) {
      if (at + itemHeaderBytes > bytes.length) return found;
      const length = isNewer ? view.getInt32(at + 4, true) : view.getInt32(at, true) - surplus;
      at += itemHeaderBytes;
      // In the older version, this ends an element's items.
      if (!isNewer && length < 0) break;
      if (length < 0 || length > bytes.length - at) return found;
      if (name && item < valueCount && length > 0) values.push(ascii(bytes, at, at + length));
      at += Math.ceil(length / 4) * 4;
    }
    const stated = values.filter((value) => value !== "");
    if (name && stated.length > 0) found[name[1]] = name[2] ? stated : stated.map(parseDecimal);
  }
  return found;
}

function isNamed(bytes: Uint8Array, at: number, name: string): boolean {
  for (let index = 0; index < name.length; index++)
    if (bytes[at + index] !== name.charCodeAt(index)) return false;
  return bytes[at + name.length] === 0;
}

/** ASCII up to the first zero byte. */
function ascii(bytes: Uint8Array, from: number, to: number): string {
  const end = bytes.subarray(from, to).indexOf(0);
  return String.fromCharCode(...bytes.subarray(from, end < 0 ? to : from + end)).trim();
}
