import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "fflate";
import { afterAll, describe, expect, test } from "vitest";
import { findInputFiles, readSegmentedSeries } from "../../../src/cli/input-files.ts";
import { readSegments } from "../../../src/cli/read-segments.ts";
import { readSource } from "../../../src/cli/read-source.ts";
import { writtenForm } from "../../../src/cli/written-form.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import { writeDicomSeg, writeRtStruct } from "../../../src/dicom-objects/index.ts";
import { toNifti, toNrrd } from "../../../src/export/index.ts";
import { createGrid } from "../../../src/geometry/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { makeSlices, toDicomFile } from "../dicom/make-series.ts";
import { axialGrid, letterF, liver, sourceOn } from "../dicom-objects/phantom.ts";
import { makeNifti } from "../volume-files/make-volume-file.ts";

const folder = mkdtempSync(join(tmpdir(), "autoseg-cli-volume-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

const grid = createGrid({ ...axialGrid, size: [5, 4, 3] });
const image = join(folder, "head.nii.gz");
writeFileSync(
  image,
  makeNifti({ grid, values: Array.from({ length: 60 }, (_, at) => 3 * at), packed: true }),
);
const { signal } = new AbortController();

describe("an image in NIfTI", () => {
  test("is read as the modality that is named, and not without one", async () => {
    const files = await findInputFiles([image]);
    const series = await readSource(files, { signal }, "mr");
    expect(series).toMatchObject({ fileFormat: "NIfTI", modality: "MR", volume: { unit: "arbitrary" } });
    await expect(readSource(files, { signal }, undefined)).rejects.toThrow("Give --modality CT, MR or PT");
    const dicom = makeSlices({ slices: 3 }).map((slice, k) => toDicomFile(`${k}.dcm`, slice));
    await expect(readSource(dicom, { signal }, "CT")).rejects.toThrow("leave out --modality");
    expect((await readSource(dicom, { signal }, undefined)).fileFormat).toBeUndefined();
  });

  test("is what labels are put on, and gives no DICOM-SEG", async () => {
    const labels = createLabelMap({ grid, segments: [liver] });
    labels.voxels.fill(1, 7, 19);
    const source = await readSegmentedSeries(toNifti(labels), await findInputFiles([image]), { signal });
    const { parts } = await readSegments(toNifti(labels), { source, fileName: "labels.nii.gz", signal });
    expect(parts[0]!.voxels).toEqual(Uint16Array.from(labels.voxels));
    expect(() => writtenForm("out.dcm", source)).toThrow("Give a result that ends in .nii.gz or .seg.nrrd");
    expect(gunzipSync(writtenForm("out.nii.gz", source)!(labels))).toEqual(gunzipSync(toNifti(labels)));
    expect(writtenForm("out.seg.nrrd", source)!(labels)).toEqual(toNrrd([labels]));
  });
});

test("segments are read from every kind of file", async () => {
  const source = sourceOn(axialGrid);
  const labelMap = letterF(axialGrid, [liver]);
  for (const bytes of [
    writeDicomSeg(labelMap, { source }),
    writeRtStruct([labelMap], { source }),
    toNifti(labelMap),
    toNrrd([labelMap]),
  ]) {
    const { parts } = await readSegments(bytes, { source, fileName: "x", signal });
    expect([...parts[0]!.voxels]).toEqual([...labelMap.voxels]);
  }
  const slices = makeSlices({ slices: 3 }).map((slice, k) => toDicomFile(`${k}.dcm`, slice));
  const series = await readSeries(slices);
  expect(writtenForm("out.dcm", series)).toBeUndefined();
});
