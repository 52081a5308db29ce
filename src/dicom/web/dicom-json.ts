import dicomParser from "dicom-parser";
import type { AttributeValue, Dataset } from "../dataset.ts";
import { dictionary, type Keyword } from "../dictionary.ts";
import { toTextDecoding } from "../parse/character-sets.ts";
import { chooseVr, toValues } from "../parse/values.ts";

/** A data set as a DICOMweb server writes it (PS3.18 annex F): attributes by tag, undecoded. */
export type DicomJson = Readonly<Record<string, unknown>>;

/** Sequences within sequences, as for files. */
const deepestNesting = 40;

const pixelData: ReadonlySet<string> = new Set(["PixelData"]);

/** A data set from JSON, and whether it is whole. */
export interface FromJson {
  readonly dataset: Dataset;
  /** Whether values other than the pixels lie at addresses of their own (BulkDataURI). */
  readonly lacksBulkData: boolean;
}

/** The attributes of the {@link dictionary} in a DICOM JSON object, as parseDataset gives them from a file. */
export function fromDicomJson(json: DicomJson, depth = 0): FromJson {
  const dataset: { [K in Keyword]?: AttributeValue } = {};
  let lacksBulkData = false;
  if (depth > deepestNesting) return { dataset, lacksBulkData };
  for (const [keyword, [tag, dictionaryVr]] of Object.entries(dictionary) as [
    Keyword,
    readonly [string, string],
  ][]) {
    const element = json[tag] as
      | { vr?: unknown; Value?: unknown; InlineBinary?: unknown; BulkDataURI?: unknown }
      | undefined;
    if (typeof element !== "object" || element === null || pixelData.has(keyword)) continue;
    const vr = chooseVr(typeof element.vr === "string" ? element.vr : undefined, dictionaryVr);
    const values = Array.isArray(element.Value) ? (element.Value as readonly unknown[]) : [];
    if (vr === "SQ") {
      const inner = values.map((item) => fromDicomJson((item ?? {}) as DicomJson, depth + 1));
      dataset[keyword] = inner.map((item) => item.dataset);
      lacksBulkData ||= inner.some((item) => item.lacksBulkData);
    } else if (typeof element.InlineBinary === "string") {
      const bytes = fromBase64(element.InlineBinary);
      dataset[keyword] = toValues(
        vr,
        bytes,
        dicomParser.littleEndianByteArrayParser,
        toTextDecoding(["ISO_IR 192"]),
      );
    } else if (element.BulkDataURI !== undefined) lacksBulkData = true;
    else dataset[keyword] = isNumeric(vr) ? values.map(toNumber) : values.map(toText);
  }
  return { dataset, lacksBulkData };
}

function isNumeric(vr: string): boolean {
  return ["DS", "IS", "US", "SS", "UL", "SL", "FL", "FD", "SV", "UV"].includes(vr);
}

/** A number; some servers write DS and IS as text, and null for an empty value. */
function toNumber(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
}

/** Text; names of persons come in up to three forms (PS3.18 F.2.2). */
function toText(value: unknown): string {
  if (typeof value === "object" && value !== null) {
    const { Alphabetic, Ideographic, Phonetic } = value as Record<string, unknown>;
    return [Alphabetic, Ideographic, Phonetic]
      .map((form) => (typeof form === "string" ? form : ""))
      .join("=")
      .replace(/=+$/, "")
      .trim();
  }
  return value === null || value === undefined ? "" : String(value).trim();
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
