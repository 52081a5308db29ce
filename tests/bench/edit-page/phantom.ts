import type { SourceSeries } from "../../../src/dicom/index.ts";
import { createGrid } from "../../../src/geometry/index.ts";
import type { Segment } from "../../../src/volume/index.ts";

export const grid = createGrid({
  size: [512, 512, 500],
  spacingMm: [0.7, 0.7, 1],
  originLps: [-180, -180, -250],
  directionsLps: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
});

/** A CT of 512 x 512 x 500 voxels. */
export function phantomSeries(): SourceSeries {
  const voxels = new Int16Array(512 * 512 * 500);
  for (let n = 0; n < voxels.length; n++) voxels[n] = (n * 2654435761) % 97;
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

/** What a model would draw: an ellipsoid through all slices. */
export function phantomLabels(): Uint8Array {
  const labels = new Uint8Array(512 * 512 * 500);
  for (let k = 0; k < 500; k++)
    for (let j = 0; j < 512; j++) {
      const rest = 1 - ((k - 250) / 255) ** 2 - ((j - 256) / 120) ** 2;
      if (rest < 0) continue;
      const half = Math.floor(Math.sqrt(rest) * 140);
      labels.fill(2, 512 * (j + 512 * k) + 256 - half, 512 * (j + 512 * k) + 257 + half);
    }
  return labels;
}

const code = { codeValue: "10200004", codingSchemeDesignator: "SCT", codeMeaning: "Liver" };

export const segment = (segmentNumber: number): Segment => ({
  segmentNumber,
  label: `Segment ${segmentNumber}`,
  category: code,
  type: code,
  color: [200, 90 * segmentNumber, 60],
  algorithmType: "MANUAL",
});
