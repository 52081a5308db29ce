import { deflateSync } from "fflate";
import { decodeStoredValues, inspectFiles, readSeries } from "../../../../src/dicom/index.ts";
import {
  concat,
  type Encoding,
  encodeDataset,
  encodeElement,
  encodeFile,
  encodeFragments,
  toFile,
} from "../../dicom/make-dicom.ts";
import { makeSlices } from "../../dicom/make-series.ts";
import { privateElements } from "../../dicom/private-elements.ts";
import { writeSiemensHeader } from "../../dicom/siemens-header.ts";
import { answered, type FuzzTarget } from "../fuzz-target.ts";

const { PixelData, ...header } = makeSlices({ slices: 1 })[0]!;
const nested = {
  ...header,
  NumberOfFrames: [2],
  SharedFunctionalGroupsSequence: [{ PixelMeasuresSequence: [{ PixelSpacing: [1, 1] }] }],
  PerFrameFunctionalGroupsSequence: [
    { PlanePositionSequence: [{ ImagePositionPatient: [0, 0, 0] }] },
    { PlanePositionSequence: [{ ImagePositionPatient: [0, 0, 1] }] },
  ],
};

function native(
  uid: string,
  encoding: Encoding,
  attributes = { ...header, PixelData: PixelData! },
): Uint8Array {
  return encodeFile(uid, encodeDataset(attributes, encoding));
}

/** An RLE frame of one repeated run a plane: enough of one to be decoded. */
const rleFrame = (() => {
  const frame = new Uint8Array(68);
  new Uint32Array(frame.buffer, 0, 3).set([2, 64, 66]);
  frame.set([237, 1, 237, 2], 64);
  return frame;
})();

const siemensHeader = privateElements(
  "SIEMENS CSA HEADER",
  "0029",
  "10",
  "OB",
  writeSiemensHeader({ B_value: ["50"] }),
).map(({ tag, vr, value }) => encodeElement(tag, vr, value));

/** Small files of every encoding. */
const seeds: readonly Uint8Array[] = [
  native("1.2.840.10008.1.2.1", {}),
  native("1.2.840.10008.1.2", { explicitVR: false, undefinedLengths: true }),
  native("1.2.840.10008.1.2.2", { littleEndian: false }),
  native("1.2.840.10008.1.2.1", { undefinedLengths: true }, { ...nested, PixelData: new Uint8Array(80) }),
  encodeFile("1.2.840.10008.1.2.1.99", deflateSync(encodeDataset({ ...header, PixelData: PixelData! }))),
  encodeFile("1.2.840.10008.1.2.5", concat([encodeDataset(header), encodeFragments([rleFrame])])),
  encodeFile("1.2.840.10008.1.2.1", concat([...siemensHeader, encodeDataset(header)])),
];

/** A DICOM file, by every way into the reader. */
export const dicomFile: FuzzTarget = {
  name: "dicom-file",
  covers: "/src/dicom/",
  seeds: async () => seeds,
  tokens: [
    Uint8Array.of(0xfe, 0xff, 0x00, 0xe0),
    Uint8Array.of(0xfe, 0xff, 0x0d, 0xe0),
    Uint8Array.of(0xfe, 0xff, 0xdd, 0xe0),
    ...["SQ", "UN", "OB", "OW", "US", "DS", "LO", "PN", "FD"].map((vr) => new TextEncoder().encode(vr)),
  ],
  testedInputs: 1500,
  async run(bytes) {
    const file = toFile("x.dcm", bytes);
    await answered(() => decodeStoredValues(file));
    await answered(() => readSeries([file]));
    await answered(() => inspectFiles([file]));
    await answered(() => inspectFiles([toFile("x.zip", bytes)]));
  },
};
