import { decodeIso2022 } from "./iso-2022.ts";

/** Decodes the bytes of a data set's text. */
export type TextDecoding = (bytes: Uint8Array) => string;

/**
 * Encoding labels of the web (WHATWG Encoding) for the defined terms of SpecificCharacterSet (PS3.3 C.12.1.1.2) that are used
 * alone; single-byte terms with code extensions ("ISO 2022 IR ...") use the same tables.
 */
const labels: Readonly<Record<string, string>> = {
  "": "windows-1252",
  "IR 6": "windows-1252",
  "IR 100": "windows-1252",
  "IR 101": "iso-8859-2",
  "IR 109": "iso-8859-3",
  "IR 110": "iso-8859-4",
  "IR 144": "iso-8859-5",
  "IR 127": "iso-8859-6",
  "IR 126": "iso-8859-7",
  "IR 138": "iso-8859-8",
  "IR 148": "windows-1254",
  "IR 203": "iso-8859-15",
  "IR 13": "shift_jis",
  "IR 166": "windows-874",
  "IR 192": "utf-8",
  GB18030: "gb18030",
  GBK: "gbk",
};

/**
 * The decoding for the values of SpecificCharacterSet: Latin-1 if there are none, UTF-8 for an unknown term. Bytes that the
 * character set does not define become U+FFFD.
 */
export function toTextDecoding(characterSets: readonly string[]): TextDecoding {
  const first = normalise(characterSets[0] ?? "");
  const hasExtensions = characterSets.some((set) => /^ISO[ _]2022/i.test(set.trim()));
  const decoder = new TextDecoder(labels[first] ?? "utf-8");
  if (!hasExtensions) return (bytes) => decoder.decode(bytes);
  return (bytes) => decodeIso2022(bytes, decoder);
}

/** "ISO_IR 100" and "ISO 2022 IR 100" -> "IR 100"; common misspellings included. */
function normalise(term: string): string {
  const upper = term.trim().toUpperCase();
  const numbered = /^ISO(?:[ _-]?2022)?[ _-]?(?:IR)?[ _-]?(\d+)$/.exec(upper);
  if (numbered) return `IR ${numbered[1]}`;
  return upper === "UTF-8" || upper === "UTF8" ? "IR 192" : upper;
}
