import { deflateSync, zipSync } from "fflate";
import {
  type Attributes,
  concat,
  encodeDataset,
  encodeElement,
  encodeFile,
  encodeFragments,
  encodeSequence,
} from "./make-dicom.ts";
import { makeSlices } from "./make-series.ts";

/** A malicious file of at most 1 MB. */
export interface HostileCase {
  readonly name: string;
  readonly fileName?: string;
  readonly make: () => Uint8Array;
}

/** Memory limit for any of them, in MB. */
export const mostMb = 128;

const explicit = "1.2.840.10008.1.2.1";
const implicit = "1.2.840.10008.1.2";
const deflated = "1.2.840.10008.1.2.1.99";
const largest = 1_000_000;

const slice = makeSlices({ slices: 1 })[0]!;
const { PixelData: pixels, ...header } = slice;
const whole = encodeDataset(slice);

const mark = (tag: string, length: number): Uint8Array =>
  encodeElement(tag, "", new Uint8Array(), { explicitVR: false }, length);

function repeat(part: Uint8Array, count: number): Uint8Array {
  const bytes = new Uint8Array(part.length * count);
  for (let index = 0; index < count; index++) bytes.set(part, index * part.length);
  return bytes;
}

/** As many copies of a part as fit into a file of 1 MB. */
const filled = (part: Uint8Array): Uint8Array => repeat(part, Math.floor((largest - 4000) / part.length));

const image = (change: Attributes, body: Uint8Array, uid = explicit): Uint8Array =>
  encodeFile(uid, concat([encodeDataset({ ...header, ...change }), body]));

/** An image in implicit VR, whose values may be longer than 64 KB. */
const implicitImage = (change: Attributes): Uint8Array =>
  encodeFile(implicit, encodeDataset({ ...slice, ...change }, { explicitVR: false }));

const size = (columns: number, rows: number): Attributes => ({
  Columns: [columns],
  Rows: [rows],
  BitsAllocated: [16],
  BitsStored: [16],
  HighBit: [15],
});

/** Frames, each with its own functional group and position. */
function frames(count: number, group: (index: number) => Attributes): Uint8Array {
  return image(
    {
      NumberOfFrames: [count],
      PerFrameFunctionalGroupsSequence: Array.from({ length: count }, (_, index) => group(index)),
    },
    encodeElement("7FE00010", "OW", new Uint8Array(100)),
  );
}

function jpegHeader(marker: number, columns: number, rows: number, precision: number): Uint8Array {
  return Uint8Array.of(
    ...[0xff, 0xd8, 0xff, marker, 0, 11, precision, rows >> 8, rows & 255, columns >> 8, columns & 255],
    ...[1, 1, 0x11, 0],
  );
}

/** SOC and SIZ of a JPEG 2000 image, and COD with any number of layers and precincts. */
function jpeg2000Header(
  columns: number,
  rows: number,
  tile: number,
  layers: number,
  precincts: number,
): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 + 43 + 20 + 20));
  view.setUint32(0, 0xff4fff51);
  [
    [4, 41, 2],
    [6, 0, 2],
    [8, columns, 4],
    [12, rows, 4],
    [16, 0, 4],
    [20, 0, 4],
    [24, tile, 4],
    [28, tile, 4],
  ].forEach(([at, value, bytes]) => {
    if (bytes === 2) view.setUint16(at!, value!);
    else view.setUint32(at!, value!);
  });
  view.setUint16(40, 1);
  [15, 1, 1].forEach((byte, index) => {
    view.setUint8(42 + index, byte);
  });
  view.setUint32(45, 0xff52000d);
  [1, 0, layers >> 8, layers & 255, 0, 0, 4, 4, 0, 1, precincts].forEach((byte, index) => {
    view.setUint8(49 + index, byte);
  });
  return new Uint8Array(view.buffer);
}

const directoryEntries = 20_000;

export const hostileCases: readonly HostileCase[] = [
  { name: "an empty file", fileName: "x.dcm", make: () => new Uint8Array() },
  { name: "zeros", make: () => new Uint8Array(largest) },
  {
    name: "zeros behind a preamble, and one byte at the end",
    make: () => encodeFile(implicit, concat([new Uint8Array(largest - 2000), Uint8Array.of(1)])),
  },
  {
    name: "a length beyond the file",
    make: () =>
      encodeFile(
        explicit,
        concat([whole.subarray(0, 200), encodeElement("00081030", "LO", new Uint8Array(), {}, 0xfffe)]),
      ),
  },
  {
    name: "a 32-bit length beyond the file",
    make: () => encodeFile(explicit, encodeElement("00082112", "SQ", new Uint8Array(8), {}, 0xfffffffe)),
  },
  {
    name: "sequences nested 50,000 deep",
    make: () =>
      encodeFile(
        explicit,
        repeat(
          concat([
            encodeElement("00082112", "SQ", new Uint8Array(), {}, 0xffffffff),
            mark("FFFEE000", 0xffffffff),
          ]),
          49_000,
        ),
      ),
  },
  {
    name: "unknown sequences nested 50,000 deep in implicit VR",
    make: () =>
      encodeFile(
        implicit,
        repeat(
          concat([
            encodeElement("00091001", "", new Uint8Array(), { explicitVR: false }, 0xffffffff),
            mark("FFFEE000", 0xffffffff),
          ]),
          62_000,
        ),
      ),
  },
  {
    name: "an unterminated sequence",
    make: () =>
      encodeFile(
        explicit,
        concat([
          encodeElement("00082112", "SQ", new Uint8Array(), {}, 0xffffffff),
          filled(mark("FFFEE000", 0)),
        ]),
      ),
  },
  {
    name: "items of no length, as many as fit",
    make: () =>
      image(
        {},
        encodeSequence(
          "52009230",
          [filled(mark("FFFEE000", 0))].map((bytes) => bytes.subarray(8)),
        ),
      ),
  },
  {
    name: "elements of no length, as many as fit",
    make: () => encodeFile(explicit, filled(encodeElement("00081030", "LO", new Uint8Array()))),
  },
  {
    name: "a text of a million values",
    make: () =>
      encodeFile(implicit, encodeElement("00081030", "", filled(Uint8Array.of(92)), { explicitVR: false })),
  },
  ...["1", "1x"].map((end) => ({
    name: `a decimal of a million digits and "${end}"`,
    make: () => implicitImage({ PixelSpacing: `1\\1${"1".repeat(900_000)}${end}` }),
  })),
  ...[" ", "^", ",", "(", "=", "0 ", "1"].map((filling) => ({
    name: `texts of a million "${filling}"`,
    make: () => {
      const long = filling.repeat(150_000 / filling.length);
      return implicitImage({
        SeriesDescription: long,
        StudyDate: long,
        PatientName: long,
        ImageOrientationPatient: long,
        SliceThickness: long,
      });
    },
  })),
  {
    name: "half a million numbers",
    make: () =>
      encodeFile(
        implicit,
        encodeElement("00280030", "", filled(Uint8Array.of(49, 92)), { explicitVR: false }),
      ),
  },
  {
    name: "escapes of character sets, as many as fit",
    make: () =>
      encodeFile(
        implicit,
        concat([
          encodeElement("00080005", "", new TextEncoder().encode("\\ISO 2022 IR 87 "), { explicitVR: false }),
          encodeElement("00081030", "", filled(new TextEncoder().encode("\u001b$B\u001b(B\\")), {
            explicitVR: false,
          }),
        ]),
      ),
  },
  {
    name: "a deflate bomb of zeros",
    make: () =>
      encodeFile(
        deflated,
        deflateSync(new Uint8Array(900 * 2 ** 20 * 0.9), { level: 9 }).subarray(0, largest - 500),
      ),
  },
  {
    name: "a deflate bomb of elements",
    make: () =>
      encodeFile(deflated, deflateSync(repeat(encodeElement("00081030", "LO", new Uint8Array()), 8_000_000))),
  },
  {
    name: "a deflate bomb of items",
    make: () =>
      encodeFile(
        deflated,
        deflateSync(
          concat([
            encodeElement("52009230", "SQ", new Uint8Array(), {}, 0xffffffff),
            repeat(mark("FFFEE000", 0), 8_000_000),
          ]),
        ),
      ),
  },
  {
    name: "2^31 frames",
    make: () => image({ NumberOfFrames: [2 ** 31] }, encodeElement("7FE00010", "OW", new Uint8Array(100))),
  },
  {
    name: "2^31 - 1 compressed frames",
    make: () =>
      image({ NumberOfFrames: [2 ** 31 - 1] }, encodeFragments([new Uint8Array(100)]), "1.2.840.10008.1.2.5"),
  },
  {
    name: "65535 x 65535, uncompressed",
    make: () => image(size(65535, 65535), encodeElement("7FE00010", "OW", new Uint8Array(100))),
  },
  {
    name: "65535 x 65535, RLE",
    make: () =>
      image(size(65535, 65535), encodeFragments([filled(Uint8Array.of(129, 0))]), "1.2.840.10008.1.2.5"),
  },
  ...[
    ["JPEG", "50", 0xc0, 8],
    ["12-bit JPEG", "51", 0xc1, 12],
    ["JPEG Lossless", "70", 0xc3, 16],
    ["JPEG-LS", "80", 0xf7, 16],
  ].map(([name, uid, marker, precision]) => ({
    name: `65535 x 65535, ${name}`,
    make: () =>
      image(
        size(65535, 65535),
        encodeFragments([
          concat([jpegHeader(Number(marker), 65535, 65535, Number(precision)), new Uint8Array(900_000)]),
        ]),
        `1.2.840.10008.1.2.4.${uid}`,
      ),
  })),
  {
    name: "65535 x 65535, JPEG 2000",
    make: () =>
      image(
        size(65535, 65535),
        encodeFragments([concat([jpeg2000Header(65535, 65535, 65535, 1, 0xff), new Uint8Array(1000)])]),
        "1.2.840.10008.1.2.4.90",
      ),
  },
  {
    name: "a JPEG 2000 of a tile a pixel",
    make: () =>
      image(
        size(2000, 2000),
        encodeFragments([concat([jpeg2000Header(2000, 2000, 1, 1, 0xff), new Uint8Array(1000)])]),
        "1.2.840.10008.1.2.4.90",
      ),
  },
  {
    name: "a JPEG 2000 of 65535 layers",
    make: () =>
      image(
        size(512, 512),
        encodeFragments([concat([jpeg2000Header(512, 512, 512, 65535, 0), new Uint8Array(1000)])]),
        "1.2.840.10008.1.2.4.90",
      ),
  },
  {
    name: "a progressive JPEG of as many scans as fit",
    make: () =>
      image(
        { ...size(2048, 2048) },
        encodeFragments([
          concat([
            jpegHeader(0xc2, 2048, 2048, 8),
            filled(Uint8Array.of(0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0)),
          ]),
        ]),
        "1.2.840.10008.1.2.4.55",
      ),
  },
  {
    name: "a 12-bit progressive JPEG of as many scans as fit",
    make: () =>
      image(
        { ...size(2048, 2048) },
        encodeFragments([
          concat([
            jpegHeader(0xc2, 2048, 2048, 12),
            filled(Uint8Array.of(0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0)),
          ]),
        ]),
        "1.2.840.10008.1.2.4.55",
      ),
  },
  {
    name: "fragments of no length, as many as fit",
    make: () =>
      image(
        { NumberOfFrames: [100_000] },
        encodeFragments(Array.from({ length: 100_000 }, () => new Uint8Array())),
        "1.2.840.10008.1.2.5",
      ),
  },
  {
    name: "an offset table that is the file",
    make: () =>
      image(
        { NumberOfFrames: [200_000] },
        encodeFragments(
          [new Uint8Array(70)],
          Array.from({ length: 200_000 }, (_, index) => index),
        ),
        "1.2.840.10008.1.2.5",
      ),
  },
  { name: "frames that lie nowhere, as many as fit", make: () => frames(100_000, () => ({})) },
  {
    name: "frames with a plane each",
    make: () =>
      frames(12_000, (index) => ({
        PlanePositionSequence: [{ ImagePositionPatient: [0, 0, index] }],
        PixelMeasuresSequence: [{ PixelSpacing: [1, 1 + index] }],
      })),
  },
  {
    name: "frames at places of their own",
    make: () =>
      frames(18_000, (index) => ({ PlanePositionSequence: [{ ImagePositionPatient: [0, 0, index] }] })),
  },
  {
    name: "frames that all lie at one place",
    make: () => frames(20_000, () => ({ PlanePositionSequence: [{ ImagePositionPatient: [0, 0, 0] }] })),
  },
  {
    name: "a VR that contradicts the dictionary",
    make: () =>
      encodeFile(
        explicit,
        concat([
          encodeElement("00080060", "FD", new Uint8Array(8)),
          encodeElement("00280010", "SQ", filled(mark("FFFEE000", 0))),
          encodeElement("00280011", "LO", new Uint8Array(20)),
        ]),
      ),
  },
  {
    name: "a VR that is none",
    make: () => encodeFile(explicit, encodeElement("00080060", "ZZ", new Uint8Array(8))),
  },
  {
    name: "an executable in the preamble",
    make: () => {
      const file = encodeFile(explicit, whole);
      file.set(new TextEncoder().encode("MZ\u0090\u0000\u0003<script>alert(1)</script>"));
      return file;
    },
  },
  {
    name: "an archive that is DICOM too",
    fileName: "x.zip",
    make: () => concat([encodeFile(explicit, whole), zipSync({ "a.dcm": encodeFile(explicit, whole) })]),
  },
  {
    name: "an archive bomb",
    fileName: "x.zip",
    make: () => zipSync({ "a.dcm": new Uint8Array(300 * 2 ** 20) }, { level: 9 }),
  },
  {
    name: "an archive whose entries are all the same megabytes",
    fileName: "x.zip",
    make: () => overlappingArchive(),
  },
  {
    name: "a modality LUT without end",
    make: () =>
      image(
        {
          ModalityLUTSequence: [{ LUTDescriptor: [0, 0, 16], LUTData: new Array(65536).fill(1) as number[] }],
        },
        encodeElement("7FE00010", "OW", pixels as Uint8Array),
      ),
  },
];

/** One entry, listed as often as the directory can hold. */
function overlappingArchive(): Uint8Array {
  const archive = zipSync({ "a.dcm": new Uint8Array(2 ** 20) }, { level: 9 });
  const view = new DataView(archive.buffer);
  const end = archive.length - 22;
  const start = view.getUint32(end + 16, true);
  const list = repeat(
    archive.subarray(start, end),
    Math.min(directoryEntries, Math.floor(900_000 / (end - start))),
  );
  const tail = archive.slice(end);
  const count = list.length / (end - start);
  new DataView(tail.buffer).setUint16(8, count, true);
  new DataView(tail.buffer).setUint16(10, count, true);
  new DataView(tail.buffer).setUint32(12, list.length, true);
  return concat([archive.subarray(0, start), list, tail]);
}
