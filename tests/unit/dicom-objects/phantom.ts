import type { Dataset, SourceSeries } from "../../../src/dicom/index.ts";
import { createGrid, type Grid, ijkToLps, voxelCount } from "../../../src/geometry/index.ts";
import { createLabelMap, type LabelMap, type Segment } from "../../../src/volume/index.ts";

/** An axial grid with unequal spacings, whose frames end in the middle of a byte. */
export const axialGrid: Grid = createGrid({
  size: [13, 11, 7],
  spacingMm: [0.7, 0.9, 2.5],
  originLps: [-101.25, -87.5, 312.75],
  directionsLps: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
});

/** A series on `grid` with its own UIDs and a short header, overridden by `header`. */
export function sourceOn(grid: Grid, header: Dataset = {}, name = "1"): SourceSeries {
  const studyInstanceUID = `2.25.1000${name}`;
  return {
    studyInstanceUID,
    seriesInstanceUID: `2.25.2000${name}`,
    modality: "CT",
    frameOfReferenceUID: `2.25.3000${name}`,
    frameOfReferenceIsDerived: false,
    header: {
      StudyInstanceUID: [studyInstanceUID],
      PatientName: ["Muster^Jürgen"],
      PatientID: ["P-17"],
      StudyDate: ["20240229"],
      StudyTime: ["101112.5"],
      SliceThickness: [3],
      ...header,
    },
    instances: Array.from({ length: grid.size[2] }, (_, k) => ({
      sopClassUID: "1.2.840.10008.5.1.4.1.1.2",
      sopInstanceUID: `2.25.4000${name}.${k + 1}`,
      imagePositionPatient: ijkToLps(grid, [0, 0, k]),
      fileName: `${k}.dcm`,
    })),
    volume: { grid, voxels: new Int16Array(voxelCount(grid)), unit: "HU", modality: "CT" },
  };
}

export const liver: Segment = {
  segmentNumber: 1,
  label: "Liver",
  category: {
    codeValue: "123037004",
    codingSchemeDesignator: "SCT",
    codeMeaning: "Anatomical Structure",
  },
  type: { codeValue: "10200004", codingSchemeDesignator: "SCT", codeMeaning: "Liver" },
  color: [221, 130, 101],
  algorithmType: "AUTOMATIC",
  algorithmName: "ct-liver-tumour",
  algorithmVersion: "1.0.0",
};

/** A segment with every optional field. */
export const tumour: Segment = {
  segmentNumber: 7,
  label: "Tumour, left lobe – Größe",
  category: {
    codeValue: "49755003",
    codingSchemeDesignator: "SCT",
    codeMeaning: "Morphologically Abnormal Structure",
  },
  type: { codeValue: "108369006", codingSchemeDesignator: "SCT", codeMeaning: "Neoplasm" },
  typeModifier: { codeValue: "7771000", codingSchemeDesignator: "SCT", codeMeaning: "Left" },
  anatomicRegion: { codeValue: "10200004", codingSchemeDesignator: "SCT", codeMeaning: "Liver" },
  color: [144, 238, 3],
  algorithmType: "SEMIAUTOMATIC",
  algorithmName: "ct-liver-tumour",
  algorithmVersion: "1.0.0",
  trackingId: "lesion 1",
  trackingUID: "2.25.5000",
};

export const drawnByHand: Segment = {
  segmentNumber: 200,
  label: "Spleen",
  category: liver.category,
  type: { codeValue: "78961009", codingSchemeDesignator: "SCT", codeMeaning: "Spleen" },
  color: [0, 0, 255],
  algorithmType: "MANUAL",
};

/**
 * Shapes without any symmetry: an "F" of the first segment, with a length that varies from slice to slice and missing in the
 * first, and single voxels of the second in two corners. Other segments stay empty.
 */
export function letterF(grid: Grid, segments: readonly Segment[] = [liver, tumour, drawnByHand]): LabelMap {
  const [columns, rows, slices] = grid.size;
  const labelMap = createLabelMap({ grid, segments });
  const set = (i: number, j: number, k: number, segment: Segment | undefined) => {
    if (segment && i < columns && j < rows && k < slices)
      labelMap.voxels[i + columns * (j + rows * k)] = segment.segmentNumber;
  };
  for (let k = 1; k < slices; k++) {
    for (let j = 1; j < rows - 1; j++) set(2, j, k, segments[0]);
    for (let i = 2; i < 4 + k; i++) set(i, 1, k, segments[0]);
    for (let i = 2; i < 3 + Math.ceil(k / 2); i++) set(i, 4, k, segments[0]);
  }
  set(columns - 1, rows - 1, slices - 1, segments[1]);
  set(0, 0, 2, segments[1]);
  return labelMap;
}
