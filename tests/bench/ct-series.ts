import type { SourceSeries } from "../../src/dicom/index.ts";
import { createGrid, type Grid } from "../../src/geometry/index.ts";
import type { Segment } from "../../src/volume/index.ts";

/** An axial grid of 512 x 512 voxels of 0.7 mm. */
export function axialGrid(slices: number, sliceSpacingMm: number): Grid {
  return createGrid({
    size: [512, 512, slices],
    spacingMm: [0.7, 0.7, sliceSpacingMm],
    originLps: [-180, -180, -100],
    directionsLps: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  });
}

/** A CT series without images to refer to. */
export function ctSeries(grid: Grid, voxels: Int16Array): SourceSeries {
  return {
    studyInstanceUID: "2.25.10001",
    seriesInstanceUID: "2.25.20001",
    modality: "CT",
    frameOfReferenceUID: "2.25.30001",
    frameOfReferenceIsDerived: false,
    header: {},
    instances: [],
    volume: { grid, voxels, unit: "HU", modality: "CT" },
  };
}

export function segment(segmentNumber: number): Segment {
  return {
    segmentNumber,
    label: `Segment ${segmentNumber}`,
    category: {
      codeValue: "123037004",
      codingSchemeDesignator: "SCT",
      codeMeaning: "Anatomical Structure",
    },
    type: { codeValue: "10200004", codingSchemeDesignator: "SCT", codeMeaning: "Liver" },
    color: [200, (segmentNumber * 37) % 256, (segmentNumber * 91) % 256],
    algorithmType: "AUTOMATIC",
    algorithmName: "bench",
    algorithmVersion: "1",
  };
}
