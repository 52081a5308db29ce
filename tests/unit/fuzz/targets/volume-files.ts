import { createGrid } from "../../../../src/geometry/index.ts";
import { readVolumeImage, readVolumeLabels } from "../../../../src/volume-files/index.ts";
import { axialGrid, sourceOn } from "../../dicom-objects/phantom.ts";
import { makeNifti, makeNrrd } from "../../volume-files/make-volume-file.ts";
import { answered, type FuzzTarget } from "../fuzz-target.ts";

const grid = createGrid({ ...axialGrid, size: [4, 3, 2] });
const source = sourceOn(grid);
const values = Array.from({ length: 24 }, (_, at) => at % 5);

/** NIfTI and NRRD, as an image and as labels. */
export const volumeFiles: FuzzTarget = {
  name: "volume-files",
  covers: "/src/volume-files/",
  seeds: async () => [
    makeNifti({ grid, values }),
    makeNifti({ grid, values, version: 2, type: "float32", packed: true }),
    makeNrrd({ grid, values, type: "uint8" }),
    makeNrrd({ grid, values, encoding: "gzip", lines: { Segment0_ID: "s", Segment0_Name: "Liver" } }),
    makeNrrd({ grid, values, encoding: "text" }),
  ],
  tokens: ["none", "list", "(1e300,0,0)", "nan", "-1", "gzip", "data file: x"].map((word) =>
    new TextEncoder().encode(word),
  ),
  testedInputs: 300,
  async run(given) {
    const bytes = given.slice();
    await answered(() => readVolumeImage(bytes, { fileName: "x.nii.gz" }));
    await answered(() => readVolumeLabels(bytes, { source, fileName: "x.nii.gz", bits: 16 }));
  },
};
