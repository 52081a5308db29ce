import { readRtStruct, writeRtStruct } from "../../../../src/dicom-objects/index.ts";
import { axialGrid, letterF, sourceOn } from "../../dicom-objects/phantom.ts";
import { rectangle, structureSet } from "../../dicom-objects/structure-set.ts";
import type { FuzzTarget } from "../fuzz-target.ts";

const source = sourceOn(axialGrid);

/** An RT Structure Set on the series that it was made for. */
export const rtstruct: FuzzTarget = {
  name: "rtstruct",
  covers: "/src/dicom-objects/rtstruct/",
  seeds: async () => [
    writeRtStruct([letterF(axialGrid)], { source }),
    structureSet(source, [
      { contours: [0, 2, 4].map((k) => rectangle(k, [1.5, 1.5], [9.5, 8.5])) },
      { contours: [rectangle(3, [0.2, 0.2], [6.5, 4.5]), rectangle(3, [2.5, 1.5], [4.5, 3.5])] },
      { contours: [[[2, 2, 2]]], geometricType: "POINT" },
    ]),
  ],
  tokens: ["CLOSED_PLANAR", "OPEN_PLANAR", "1e300", "-1e9", "nan", "\\"].map((word) =>
    new TextEncoder().encode(word),
  ),
  async run(bytes) {
    const { parts, labelMaps } = await readRtStruct(bytes, { source, bits: 16 });
    writeRtStruct(parts.length > 0 ? parts : labelMaps, { source });
  },
};
