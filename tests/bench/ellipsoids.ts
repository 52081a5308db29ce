import type { SourceSeries } from "../../src/dicom/index.ts";
import { createLabelMap, type LabelMap } from "../../src/volume/index.ts";
import { axialGrid, ctSeries, segment } from "./ct-series.ts";

const grid = axialGrid(200, 1.5);

/** A CT series of 512 x 512 x 200 zero voxels, of which only header and geometry matter. */
export function seriesOf512(): SourceSeries {
  return {
    ...ctSeries(grid, new Int16Array(512 * 512 * 200)),
    header: { PatientName: ["Bench^Mark"], PatientID: ["1"], StudyDate: ["20240101"], StudyTime: ["101010"] },
    instances: Array.from({ length: 200 }, (_, k) => ({
      sopClassUID: "1.2.840.10008.5.1.4.1.1.2",
      sopInstanceUID: `2.25.40001.${k + 1}`,
      imagePositionPatient: [-180, -180, -100 + 1.5 * k],
      fileName: `${k}.dcm`,
    })),
  };
}

/** Labels 1 to `count`, each an ellipsoid through about 110 to 125 slices; always the same. */
export function ellipsoids(count: number): LabelMap {
  const labelMap = createLabelMap({
    grid,
    segments: Array.from({ length: count }, (_, index) => segment(index + 1)),
  });
  const { voxels } = labelMap;
  let state = 7;
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  for (let label = 1; label <= count; label++) {
    const center = [40 + random() * 430, 40 + random() * 430, 62 + random() * 76] as const;
    const radius = [20 + random() * 30, 20 + random() * 30, 55 + random() * 8] as const;
    for (let k = 0; k < 200; k++) {
      for (let j = 0; j < 512; j++) {
        const rest = 1 - ((k - center[2]) / radius[2]) ** 2 - ((j - center[1]) / radius[1]) ** 2;
        if (rest < 0) continue;
        const half = Math.sqrt(rest) * radius[0];
        const first = Math.max(0, Math.ceil(center[0] - half));
        const last = Math.min(511, Math.floor(center[0] + half));
        voxels.fill(label, 512 * (j + 512 * k) + first, 512 * (j + 512 * k) + last + 1);
      }
    }
  }
  return labelMap;
}
