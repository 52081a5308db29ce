/** Text of a data set from its bytes. */
export type TextDecoding = (bytes: Uint8Array) => string;

/** Encoding labels of the web (WHATWG Encoding) for the defined terms of SpecificCharacterSet without code extensions (PS3.3 C.12.1.1.2). */
const singleByteLabels: Readonly<Record<string, string>> = {
  "ISO_IR 6": "iso-8859-1",
  "ISO_IR 100": "iso-8859-1",
  "ISO_IR 101": "iso-8859-2",
  "ISO_IR 109": "iso-8859-3",
  "ISO_IR 110": "iso-8859-4",
  "ISO_IR 144": "iso-8859-5",
  "ISO_IR 127": "iso-8859-6",
  "ISO_IR 126": "iso-8859-7",
  "ISO_IR 138": "iso-8859-8",
  "ISO_IR 148": "iso-8859-9",
  "ISO_IR 203": "iso-8859-15",
  "ISO_IR 13": "shift_jis",
  "ISO_IR 166": "windows-874",
  "ISO_IR 192": "utf-8",
  GB18030: "gb18030",
  GBK: "gbk",
};

/** How text is to be read under the values of SpecificCharacterSet; Latin-1 where there are none or none known. */
export function toTextDecoding(characterSets: readonly string[]): TextDecoding {
  const first = (characterSets[0] ?? "").trim().toUpperCase();
  const decoder = new TextDecoder(singleByteLabels[first.replace("ISO 2022 IR", "ISO_IR")] ?? "iso-8859-1");
  return (bytes) => decoder.decode(bytes);
}
