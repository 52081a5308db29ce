import type { SourceFile } from "../../../src/dicom/index.ts";
import { type Attributes, encodeDataset, encodeFile, toFile } from "./make-dicom.ts";

/** A synthetic series whose voxels encode their position, so that any flip, shift or mix-up of slices is noticed. */
export interface MadeSeries {
  readonly columns?: number;
  readonly rows?: number;
  readonly slices?: number;
  /** PixelSpacing as in DICOM: between rows, then between columns. */
  readonly pixelSpacing?: readonly [number, number];
  readonly gapMm?: number;
  readonly origin?: readonly [number, number, number];
  readonly rowDirection?: readonly [number, number, number];
  readonly columnDirection?: readonly [number, number, number];
  readonly seriesInstanceUID?: string;
  /** Attributes of slice k that override those made here; an undefined attribute is left out. */
  readonly change?: (k: number) => { readonly [K in keyof Attributes]?: Attributes[K] | undefined };
}

export const ctImageStorage = "1.2.840.10008.5.1.4.1.1.2";

/** Stored value of a voxel of a synthetic series; HU is 1024 less. */
export function madeValue(i: number, j: number, k: number): number {
  return (k * 331 + j * 17 + i) % 4096;
}

/** Attributes of the slices, by increasing position along row direction x column direction. */
export function makeSlices(series: MadeSeries = {}): Attributes[] {
  const {
    columns = 5,
    rows = 4,
    slices = 6,
    pixelSpacing = [0.7, 0.5],
    gapMm = 2.5,
    origin = [-10, 20, -300],
    rowDirection = [1, 0, 0],
    columnDirection = [0, 1, 0],
    seriesInstanceUID = "1.2.3.4",
    change = () => ({}),
  } = series;
  const [rx, ry, rz] = rowDirection;
  const [cx, cy, cz] = columnDirection;
  const normal = [ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx];
  return Array.from({ length: slices }, (_, k) => {
    const stored = new Uint16Array(columns * rows);
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++) stored[i + columns * j] = madeValue(i, j, k);
    const made: Attributes = {
      SOPClassUID: ctImageStorage,
      SOPInstanceUID: `${seriesInstanceUID}.${k + 1}`,
      Modality: "CT",
      StudyInstanceUID: "1.2.3",
      SeriesInstanceUID: seriesInstanceUID,
      SeriesDescription: "made",
      SeriesNumber: [7],
      InstanceNumber: [k + 1],
      FrameOfReferenceUID: "1.2.3.9",
      ImagePositionPatient: origin.map((value, axis) => value + k * gapMm * normal[axis]!),
      ImageOrientationPatient: [...rowDirection, ...columnDirection],
      PixelSpacing: pixelSpacing,
      SliceThickness: [gapMm * 1.2],
      SamplesPerPixel: [1],
      PhotometricInterpretation: "MONOCHROME2",
      Rows: [rows],
      Columns: [columns],
      BitsAllocated: [16],
      BitsStored: [12],
      HighBit: [11],
      PixelRepresentation: [0],
      RescaleIntercept: [-1024],
      RescaleSlope: [1],
      PixelData: new Uint8Array(stored.buffer),
    };
    const all = { ...made, ...change(k) };
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Attributes;
  });
}

/** A file in Explicit VR Little Endian. */
export function toDicomFile(name: string, attributes: Attributes): SourceFile {
  return toFile(name, encodeFile("1.2.840.10008.1.2.1", encodeDataset(attributes)));
}

/** The files of a synthetic series, slice k in "k.dcm". */
export function makeSeries(series: MadeSeries = {}): SourceFile[] {
  return makeSlices(series).map((attributes, k) => toDicomFile(`${k}.dcm`, attributes));
}
