import { describe, expect, test } from "vitest";
import { parseDataset, text, texts } from "../../../src/dicom/index.ts";
import { concat, encodeElement, encodeFile } from "./make-dicom.ts";

const latin1 = (value: string): Uint8Array => Uint8Array.from(value, (character) => character.charCodeAt(0));

/** A file with a name in the given character sets. */
function makeNamed(characterSet: string, name: Uint8Array, description = ""): Uint8Array {
  return encodeFile(
    "1.2.840.10008.1.2.1",
    concat([
      encodeElement("00080005", "CS", latin1(characterSet)),
      encodeElement("0008103E", "LO", latin1(description)),
      encodeElement("00100010", "PN", name),
    ]),
  );
}

/** Names of PS3.5 annexes H to K, and what they are to be read as. */
describe("names in the character sets of the standard", () => {
  test.each<[string, string, string]>([
    ["ISO_IR 100", "M\xfcller^J\xfcrgen", "Müller^Jürgen"],
    ["", "M\xfcller", "Müller"],
    ["ISO_IR 192", "M\xc3\xbcller=\xe5\xb1\xb1\xe7\x94\xb0", "Müller=山田"],
    ["ISO_IR 126", "\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2", "Διονυσιος"],
    ["ISO_IR 144", "\xbb\xee\xda\x63\x65\xdc\xd1\x79\x70\xd3", "Люкceмбypг"],
    ["GB18030", "Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab=", "Wang^XiaoDong=王^小东="],
    [
      "\\ISO 2022 IR 87",
      "Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
      "Yamada^Tarou=山田^太郎=やまだ^たろう",
    ],
    [
      "ISO 2022 IR 13\\ISO 2022 IR 87",
      "\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J",
      "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
    ],
    [
      "\\ISO 2022 IR 149",
      "Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
      "Hong^Gildong=洪^吉洞=홍^길동",
    ],
    [
      "\\ISO 2022 IR 58",
      "Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=",
      "Zhang^XiaoDong=张^小东=",
    ],
    ["\\ISO 2022 IR 144", "Dionysios^\x1b-L\xbb\xee\xda^x", "Dionysios^Люк^x"],
    ["ISO_IR 9999", "Smith", "Smith"],
  ])("%s", (characterSet, bytes, name) => {
    const { dataset } = parseDataset(makeNamed(characterSet, latin1(bytes)));
    expect(text(dataset, "PatientName")).toBe(name);
  });
});

test("a backslash that is the second byte of a character separates no values", () => {
  // U+80FD is 0x94 0x5C in GB18030's one and two byte part.
  const bytes = encodeFile(
    "1.2.840.10008.1.2.1",
    concat([
      encodeElement("00080005", "CS", latin1("GB18030")),
      encodeElement("0008103E", "LO", latin1("\x94\x5c\\second")),
    ]),
  );
  expect(texts(parseDataset(bytes).dataset, "SeriesDescription")).toEqual([
    new TextDecoder("gb18030").decode(Uint8Array.of(0x94, 0x5c)),
    "second",
  ]);
});

test("markup in a header stays text, untouched", () => {
  const { dataset } = parseDataset(makeNamed("ISO_IR 192", latin1("x"), "<img src=x onerror=alert(1)>"));
  expect(text(dataset, "SeriesDescription")).toBe("<img src=x onerror=alert(1)>");
});
