import { deflateSync } from "fflate";
import { describe, expect, test } from "vitest";
import { type ParsedDicom, parseDataset } from "../../../src/dicom/index.ts";
import { isAutosegError } from "../../../src/errors.ts";
import {
  type Attributes,
  concat,
  type Encoding,
  encodeDataset,
  encodeElement,
  encodeFile,
  encodeFragments,
  encodeSequence,
} from "./make-dicom.ts";

const explicit = "1.2.840.10008.1.2.1";

/** Values of every kind, two sequences deep, and pixels. */
const attributes: Attributes = {
  SOPClassUID: "1.2.840.10008.5.1.4.1.1.4",
  SOPInstanceUID: "1.2.3.4",
  Modality: "MR",
  PatientName: "Doe^Jane",
  ImageType: "ORIGINAL\\PRIMARY\\AXIAL",
  ImagePositionPatient: [-1.5, 2, 1e-3],
  Rows: [2],
  Columns: [3],
  BitsAllocated: [16],
  SharedFunctionalGroupsSequence: [
    { PixelMeasuresSequence: [{ PixelSpacing: [0.5, 0.25], SliceThickness: [3] }] },
  ],
  PerFrameFunctionalGroupsSequence: [
    { FrameContentSequence: [{ DimensionIndexValues: [1, 70000] }] },
    { FrameContentSequence: [{ DimensionIndexValues: [2, 5] }] },
  ],
};

const expected = {
  SOPClassUID: ["1.2.840.10008.5.1.4.1.1.4"],
  SOPInstanceUID: ["1.2.3.4"],
  Modality: ["MR"],
  PatientName: ["Doe^Jane"],
  ImageType: ["ORIGINAL", "PRIMARY", "AXIAL"],
  ImagePositionPatient: [-1.5, 2, 1e-3],
  Rows: [2],
  Columns: [3],
  BitsAllocated: [16],
  SharedFunctionalGroupsSequence: [
    { PixelMeasuresSequence: [{ PixelSpacing: [0.5, 0.25], SliceThickness: [3] }] },
  ],
  PerFrameFunctionalGroupsSequence: [
    { FrameContentSequence: [{ DimensionIndexValues: [1, 70000] }] },
    { FrameContentSequence: [{ DimensionIndexValues: [2, 5] }] },
  ],
};

const pixels = Uint8Array.from({ length: 12 }, (_, index) => index + 1);

function encodeBody(encoding: Encoding): Uint8Array {
  return concat([encodeDataset(attributes, encoding), encodeElement("7FE00010", "OW", pixels, encoding)]);
}

function failure(bytes: Uint8Array): string {
  try {
    parseDataset(bytes, { fileName: "x.dcm" });
    return "";
  } catch (error) {
    if (isAutosegError(error, "unreadable-dicom")) return error.message;
    throw error;
  }
}

function expectAll({ dataset, pixelData }: ParsedDicom): void {
  expect(dataset).toMatchObject(expected);
  expect(pixelData).toEqual({ kind: "native", bytes: pixels });
}

describe("transfer syntaxes", () => {
  test.each<[string, string, Encoding]>([
    ["Explicit VR Little Endian", explicit, {}],
    ["with delimiters instead of lengths", explicit, { undefinedLengths: true }],
    ["Implicit VR Little Endian", "1.2.840.10008.1.2", { explicitVR: false }],
    ["implicit with delimiters", "1.2.840.10008.1.2", { explicitVR: false, undefinedLengths: true }],
    ["Explicit VR Big Endian", "1.2.840.10008.1.2.2", { littleEndian: false }],
    ["stated as implicit but written as explicit", "1.2.840.10008.1.2", {}],
    ["stated as explicit but written as implicit", explicit, { explicitVR: false }],
    ["a private one", "1.2.3.4.5", {}],
  ])("%s", (_, uid, encoding) => {
    const parsed = parseDataset(encodeFile(uid, encodeBody(encoding)));
    expectAll(parsed);
    expect(parsed.transferSyntaxUID).toBe(uid);
  });

  test("Deflated Explicit VR Little Endian", () => {
    expectAll(parseDataset(encodeFile("1.2.840.10008.1.2.1.99", deflateSync(encodeBody({})))));
  });

  test.each([{}, { explicitVR: false }])("neither preamble nor file meta information: %o", (encoding) => {
    const parsed = parseDataset(encodeBody(encoding));
    expectAll(parsed);
    expect(parsed.transferSyntaxUID).toBe("explicitVR" in encoding ? "1.2.840.10008.1.2" : explicit);
  });

  test("file meta information without preamble", () => {
    expectAll(parseDataset(encodeFile(explicit, encodeBody({})).subarray(132)));
  });
});

describe("what stands in the way", () => {
  test("unknown attributes and sequences are stepped over, however they are written", () => {
    const unknown = encodeElement("00091001", "UN", Uint8Array.of(1, 2, 3));
    const nested = encodeSequence("00091002", [unknown, encodeSequence("00091003", [unknown])], {
      undefinedLengths: true,
    });
    const wide = encodeElement("00091004", "OV", new Uint8Array(16));
    // UN of undefined length holds items in implicit VR (PS3.5 6.2.2).
    const implicit = { explicitVR: false, undefinedLengths: true };
    const un = encodeSequence("00091005", [encodeDataset({ Modality: "XX" }, implicit)], implicit);
    const asUn = concat([encodeElement("00091005", "UN", new Uint8Array(), {}, 0xffffffff), un.subarray(8)]);
    const body = concat([
      encodeDataset({ SOPInstanceUID: "1.2.3.4" }),
      unknown,
      nested,
      wide,
      asUn,
      encodeDataset({ Rows: [7] }),
    ]);
    const { dataset } = parseDataset(encodeFile(explicit, body));
    expect(dataset.Rows).toEqual([7]);
    expect(dataset.Modality).toBeUndefined();
  });

  test("an attribute with another VR than the dictionary's is read as the kind of value it should be", () => {
    const body = concat([
      encodeElement("00280010", "UL", Uint8Array.of(9, 0, 0, 0)),
      encodeElement("00280011", "UN", Uint8Array.of(8, 0)),
      encodeElement("00280100", "OB", Uint8Array.of(16, 0)),
    ]);
    const { dataset } = parseDataset(encodeFile(explicit, body));
    expect([dataset.Rows, dataset.Columns, dataset.BitsAllocated]).toEqual([[9], [8], [16]]);
  });

  test("zero bytes behind the last element are padding", () => {
    const bytes = concat([encodeFile(explicit, encodeDataset({ Rows: [7] })), new Uint8Array(50)]);
    expect(parseDataset(bytes).dataset.Rows).toEqual([7]);
  });

  test("an icon's pixels are not the image's", () => {
    const icon = concat([encodeDataset({ Rows: [1] }), encodeElement("7FE00010", "OW", Uint8Array.of(9, 9))]);
    const body = concat([encodeSequence("00880200", [icon], { undefinedLengths: true }), encodeBody({})]);
    expect(parseDataset(encodeFile(explicit, body)).pixelData).toEqual({ kind: "native", bytes: pixels });
  });

  test("empty values are empty lists, what is no number stays as it is", () => {
    const body = concat([
      encodeElement("00080060", "CS", new Uint8Array()),
      encodeElement("00280030", "DS", new TextEncoder().encode("0,5\\x ")),
    ]);
    const { dataset } = parseDataset(encodeFile(explicit, body));
    expect(dataset.Modality).toEqual([]);
    expect(dataset.PixelSpacing).toEqual(["0,5", "x"]);
  });
});

describe("encapsulated pixels", () => {
  const fragments = [Uint8Array.of(1, 2), Uint8Array.of(3, 4, 5, 6), Uint8Array.of(7, 8)];

  test("fragments, their offsets and the offset table", () => {
    const { pixelData } = parseDataset(
      encodeFile("1.2.840.10008.1.2.5", encodeFragments(fragments, [0, 22])),
    );
    expect(pixelData).toEqual({
      kind: "encapsulated",
      fragments,
      fragmentOffsets: [0, 10, 22],
      frameOffsets: [0, 22],
    });
  });

  test("the extended offset table, whose VR has a long length", () => {
    const offsets = new Uint8Array(BigUint64Array.from([0n, 10n]).buffer);
    const body = concat([encodeElement("7FE00001", "OV", offsets), encodeFragments(fragments)]);
    const { pixelData } = parseDataset(encodeFile("1.2.840.10008.1.2.5", body));
    expect(pixelData).toMatchObject({ frameOffsets: [0, 10] });
  });

  test.each([8, 7, 4, 1])(
    "all fragments are there, though %d bytes of the delimiter behind them are not",
    (missing) => {
      const bytes = encodeFile("1.2.840.10008.1.2.5", encodeFragments(fragments));
      expect(parseDataset(bytes.subarray(0, bytes.length - missing)).pixelData).toMatchObject({ fragments });
    },
  );

  test("a fragment that is cut off is an error, and so is an offset table alone", () => {
    const bytes = encodeFile("1.2.840.10008.1.2.5", encodeFragments(fragments));
    expect(failure(bytes.subarray(0, bytes.length - 9))).toMatch(
      /a fragment of 2 bytes was expected, but there are 1/,
    );
    const table = encodeFile("1.2.840.10008.1.2.5", encodeFragments([]));
    expect(failure(table.subarray(0, table.length - 8))).toMatch(/compressed pixels are not terminated/);
  });

  test("data set trailing padding in place of the delimiter ends them", () => {
    const bytes = encodeFile("1.2.840.10008.1.2.5", encodeFragments(fragments));
    const padding = encodeElement("FFFCFFFC", "OB", new Uint8Array(16));
    const padded = concat([bytes.subarray(0, bytes.length - 8), padding]);
    expect(parseDataset(padded).pixelData).toMatchObject({ fragments });
  });
});

describe("what is refused in one sentence", () => {
  const text = (value: string) => new TextEncoder().encode(value);
  const inSequence = (content: Uint8Array, length: number) =>
    encodeFile(explicit, concat([encodeElement("52009229", "SQ", content, {}, length), new Uint8Array(400)]));

  test.each<[string, Uint8Array, RegExp]>([
    ["nothing", new Uint8Array(), /"x.dcm" cannot be read: it is empty/],
    ["text", text("Not a DICOM file at all, only words"), /it is text, not DICOM/],
    ["other bytes", Uint8Array.from({ length: 300 }, (_, index) => (index * 7) % 256), /it is not DICOM/],
    ["a preamble alone", concat([new Uint8Array(128), text("DICM")]), /file meta information/],
    [
      "a length beyond the file",
      encodeFile(explicit, encodeElement("00080060", "CS", text("MR"), {}, 60000)),
      /it ends inside Modality/,
    ],
    [
      "pixels that are cut off",
      encodeFile(explicit, encodeElement("7FE00010", "OW", pixels, {}, 0x7ffffff0)),
      /it is truncated: 2147483632 bytes of pixels were expected, but there are 12/,
    ],
    [
      "no value representation",
      encodeFile(
        explicit,
        concat([
          encodeDataset({ Modality: "MR" }),
          encodeElement("00100020", "zz", text("1"), {}, 60000),
          encodeDataset({ Rows: [1] }),
        ]),
      ),
      /PatientID has an unknown value representation/,
    ],
    [
      "a sequence without items",
      inSequence(encodeDataset({ Rows: [1] }), 10),
      /SharedFunctionalGroupsSequence|a sequence holds Rows/,
    ],
    [
      "a sequence without an end",
      encodeFile(explicit, encodeElement("52009229", "SQ", new Uint8Array(), {}, 0xffffffff)),
      /it ends inside a sequence/,
    ],
    [
      "an item longer than its sequence",
      inSequence(encodeElement("FFFEE000", "", new Uint8Array(4), { explicitVR: false }, 200), 12),
      /it ends inside an item of a sequence/,
    ],
    [
      "broken deflate",
      encodeFile("1.2.840.10008.1.2.1.99", Uint8Array.of(7, 7, 7, 7, 7, 7, 7, 7)),
      /cannot be read/,
    ],
  ])("%s", (_, bytes, message) => {
    expect(failure(bytes)).toMatch(message);
  });

  test("50,000 nested sequences", () => {
    const open = concat([
      encodeElement("52009229", "SQ", new Uint8Array(), {}, 0xffffffff),
      encodeElement("FFFEE000", "", new Uint8Array(), { explicitVR: false }, 0xffffffff),
    ]);
    const bytes = new Uint8Array(50_000 * open.length);
    for (let depth = 0; depth < 50_000; depth++) bytes.set(open, depth * open.length);
    const file = encodeFile(explicit, bytes);
    expect(failure(file)).toMatch(/nested more than 40 deep/);
  });

  test("a deflate bomb", () => {
    const bomb = deflateSync(new Uint8Array(40 * 2 ** 20), { level: 1 });
    expect(failure(encodeFile("1.2.840.10008.1.2.1.99", bomb))).toMatch(/inflates to more than/);
  });

  test("a truncation at any byte gives an error or the attributes before it, never anything else", () => {
    const whole = encodeFile(explicit, encodeBody({ undefinedLengths: true }));
    for (let length = 0; length < whole.length; length++) {
      const part = whole.subarray(0, length);
      const message = failure(part);
      if (message !== "") continue;
      const { dataset, pixelData } = parseDataset(part);
      expect(pixelData).toBeUndefined();
      for (const [keyword, value] of Object.entries(dataset))
        if (keyword in expected) expect(value).toEqual(expected[keyword as keyof typeof expected]);
    }
  });
});

describe("a value representation that DICOM does not know", () => {
  const element = (vr: string, length: number, longLength?: number): Uint8Array => {
    const value = new Uint8Array(length).fill(49);
    const tag = Uint8Array.of(0x28, 0, 0x20, 1);
    const letters = Uint8Array.from(vr, (letter) => letter.charCodeAt(0));
    const short = Uint8Array.of(length, 0);
    const long = Uint8Array.of(0, 0, length, 0, 0, 0);
    return concat([tag, letters, longLength === undefined ? short : long, value]);
  };
  const before = encodeDataset({ Modality: "CT", Rows: [2], Columns: [3] });
  const after = encodeDataset({ RescaleSlope: [2], PixelData: Uint8Array.of(1, 2) });

  test.each<[string, Uint8Array]>([
    ["small letters", element("xs", 2)],
    ["spaces", element("  ", 2)],
    ["question marks", element("??", 2)],
    ["a capital and a digit", element("U5", 2)],
    ["capitals, before a long length as all VRs to come have", element("ZZ", 2, 4)],
    ["capitals before a short length", element("ZZ", 2)],
    [
      "none at all, as in implicit VR",
      concat([Uint8Array.of(0x28, 0, 0x20, 1, 2, 0, 0, 0), Uint8Array.of(49, 49)]),
    ],
    ["no value", element("xs", 0)],
  ])("%s: what stands behind it is read", (_, unknown) => {
    const { dataset } = parseDataset(encodeFile(explicit, concat([before, unknown, after])));
    expect(dataset).toMatchObject({ Modality: ["CT"], Rows: [2], RescaleSlope: [2] });
    expect(dataset.PixelPaddingValue).toEqual(_ === "no value" ? [] : [0x3131]);
  });

  test("of the first element", () => {
    const first = concat([
      Uint8Array.of(8, 0, 0x60, 0),
      Uint8Array.of(0x78, 0x78, 2, 0),
      Uint8Array.of(0x43, 0x54),
    ]);
    const { dataset } = parseDataset(encodeFile(explicit, concat([first, encodeDataset({ Rows: [2] })])));
    expect(dataset).toMatchObject({ Modality: ["CT"], Rows: [2] });
  });

  test("of an element in an item of a sequence", () => {
    for (const undefinedLengths of [false, true]) {
      const sequence = encodeSequence(
        "00081140",
        [concat([encodeDataset({ Rows: [7] }), element("xs", 2)])],
        {
          undefinedLengths,
        },
      );
      const { dataset } = parseDataset(encodeFile(explicit, concat([sequence, before, after])));
      expect(dataset).toMatchObject({ Rows: [2], RescaleSlope: [2] });
    }
  });
});
