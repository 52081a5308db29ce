import { toMeasuredAxes } from "../../../../src/controller/review-record.ts";
import { readMeasurementReport, writeMeasurementReport } from "../../../../src/dicom-objects/index.ts";
import { ijkToLps } from "../../../../src/geometry/index.ts";
import { measureSegments } from "../../../../src/regions/index.ts";
import { axialGrid, letterF, sourceOn, tumour } from "../../dicom-objects/phantom.ts";
import { ramp } from "../../export/blobs.ts";
import type { FuzzTarget } from "../fuzz-target.ts";

const source = { ...sourceOn(axialGrid), volume: ramp(axialGrid) };
const segmentation = { sopClassUID: "1.2", sopInstanceUID: "1.3", seriesInstanceUID: "1.4" };

/** A measurement report, and what was measured by hand in it on the grid of its images. */
export const report: FuzzTarget = {
  name: "report",
  covers: "/src/dicom-objects/sr/",
  testedInputs: 400,
  seeds: async () => {
    const measured = measureSegments([letterF(axialGrid, [tumour])], source.volume);
    const line = [ijkToLps(axialGrid, [1, 1, 1]), ijkToLps(axialGrid, [4, 1, 1])] as const;
    const drawn = { long: line, longMm: 3, short: line, shortMm: 3 };
    const findings = measured.map(({ segment, voxels = 0 }) => ({
      segmentNumber: segment.segmentNumber,
      number: 1,
      state: "accepted" as const,
      voxels,
      place: line[0],
      measured: drawn,
    }));
    const review = { findings, segments: [] };
    return [
      writeMeasurementReport(measured, { source, segmentation, review }),
      writeMeasurementReport(measured, { source, segmentation }),
    ];
  },
  tokens: ["SCOORD3D", "POLYLINE", "87982008", "103339001", "125007", "1500"].map((word) =>
    new TextEncoder().encode(word),
  ),
  run: async (bytes) => {
    for (const { measured } of readMeasurementReport(bytes).groups)
      if (measured) toMeasuredAxes(measured, axialGrid);
  },
};
