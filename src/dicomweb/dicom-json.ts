import dicomParser from "dicom-parser";
import type { AttributeValue, Dataset } from "../dicom/index.ts";
import {
  chooseVr,
  dictionary,
  isPrivate,
  type Keyword,
  type PrivateKeyword,
  parseDecimal,
  privateCreatorTag,
  privateDictionary,
  privateKeywordOf,
  readSiemensHeader,
  toTextDecoding,
  toValues,
} from "../dicom/index.ts";

/** Maximum nesting of sequences, as for files. */
const deepestNesting = 40;

const pixelData: ReadonlySet<string> = new Set(["PixelData"]);

/** A data set from JSON, and whether it is complete. */
export interface FromJson {
  readonly dataset: Dataset;
  /** Whether values other than the pixels are at addresses of their own (BulkDataURI). */
  readonly lacksBulkData: boolean;
}

const keywords: ReadonlyMap<string, readonly [Keyword, string]> = new Map(
  (Object.entries(dictionary) as [Keyword, readonly [string, string]][]).map(([keyword, [tag, vr]]) => [
    tag,
    [keyword, vr],
  ]),
);

/**
 * The attributes of the {@link dictionary} in a DICOM JSON object, in the form of parseDataset. Takes time in proportion to
 * the object, not the
 * dictionary: a server may send a million empty items. Throws a plain Error, one clause long, for anything that is not a data
 * set.
 */
export function fromDicomJson(json: unknown, depth = 0): FromJson {
  if (!isObject(json)) throw new Error(`the answer holds ${describe(json)} where a data set was expected`);
  if (depth > deepestNesting) throw new Error(`the answer nests sequences more than ${deepestNesting} deep`);
  const dataset: { [K in Keyword | PrivateKeyword]?: AttributeValue } = {};
  let lacksBulkData = false;
  for (const tag of Object.keys(json)) {
    const [keyword, dictionaryVr] = keywords.get(tag) ?? findPrivate(json, tag) ?? [];
    const element = json[tag];
    if (keyword === undefined || dictionaryVr === undefined || pixelData.has(keyword)) continue;
    if (element === null) continue;
    if (!isObject(element)) throw new Error(`the answer holds ${describe(element)} as ${keyword}`);
    const vr = chooseVr(typeof element.vr === "string" ? element.vr : undefined, dictionaryVr);
    const values: unknown = element.Value ?? [];
    if (!Array.isArray(values))
      throw new Error(
        `the answer holds ${describe(values)} where a list of values of ${keyword} was expected`,
      );
    if (vr === "SQ") {
      // An item without attributes may be null (PS3.18 F.2.5).
      const inner = values.map((item: unknown) => fromDicomJson(item ?? {}, depth + 1));
      dataset[keyword] = inner.map((item) => item.dataset);
      lacksBulkData ||= inner.some((item) => item.lacksBulkData);
    } else if (typeof element.InlineBinary === "string") {
      const bytes = fromBase64(element.InlineBinary, keyword);
      const value = toValues(
        vr,
        bytes,
        dicomParser.littleEndianByteArrayParser,
        toTextDecoding(["ISO_IR 192"]),
      );
      if (keyword === "SiemensHeader") Object.assign(dataset, { ...readSiemensHeader(value), ...dataset });
      else dataset[keyword] = value;
    } else if (keyword === "SiemensHeader") continue;
    else if (element.BulkDataURI !== undefined) lacksBulkData ||= keywords.has(tag);
    else dataset[keyword] = isNumeric(vr) ? values.map(toNumber) : values.map(toText);
  }
  return { dataset, lacksBulkData };
}

/** Keyword and VR of a private attribute that is read, by the creator of its block. */
function findPrivate(
  json: Readonly<Record<string, unknown>>,
  tag: string,
): readonly [PrivateKeyword, string] | undefined {
  const number = /^[0-9A-F]{8}$/.test(tag) ? Number.parseInt(tag, 16) : 0;
  if (!isPrivate(number)) return undefined;
  const creator = json[privateCreatorTag(number).toString(16).toUpperCase().padStart(8, "0")];
  const [name] = isObject(creator) && Array.isArray(creator.Value) ? (creator.Value as unknown[]) : [];
  const keyword = typeof name === "string" ? privateKeywordOf(name.trim(), number) : undefined;
  return keyword && [keyword, privateDictionary[keyword][3]];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function isNumeric(vr: string): boolean {
  return ["DS", "IS", "US", "SS", "UL", "SL", "FL", "FD", "SV", "UV"].includes(vr);
}

/** A number; some servers write DS and IS as text, and null for an empty value. */
function toNumber(value: unknown): number | string {
  if (typeof value === "number") return value;
  return typeof value === "string" ? parseDecimal(value) : Number.NaN;
}

/** Text; person names have up to three forms (PS3.18 F.2.2), of which the last ones may be missing. */
function toText(value: unknown): string {
  if (isObject(value)) {
    const forms = [value.Alphabetic, value.Ideographic, value.Phonetic].map((form) =>
      typeof form === "string" ? form : "",
    );
    while (forms.at(-1) === "") forms.pop();
    return forms.join("=").trim();
  }
  if (Array.isArray(value)) throw new Error("the answer holds a list where text was expected");
  return value === null || value === undefined ? "" : String(value).trim();
}

function fromBase64(text: string, keyword: Keyword | PrivateKeyword): Uint8Array {
  let characters: string;
  try {
    characters = atob(text);
  } catch (cause) {
    throw new Error(`the answer holds ${keyword} that is not base64`, { cause });
  }
  const bytes = new Uint8Array(characters.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = characters.charCodeAt(index);
  return bytes;
}
