import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ijkToLps } from "../../../src/geometry/index.ts";
import { readVolumeImage, readVolumeLabels } from "../../../src/volume-files/index.ts";
import { named, runPython } from "../dicom-seg/programs.ts";
import { findPython } from "../installed.ts";

interface Written {
  readonly seen: Readonly<Record<string, { first: number[]; last: number[]; values: number[] }>>;
  readonly labels: readonly number[];
}

const python = findPython("nibabel", "nrrd", "numpy");
const program = new URL("./write_variants.py", import.meta.url).pathname;

describe.skipIf(python.missing)(named("files of nibabel and pynrrd", python.path, python.missing), () => {
  let folder: string;
  let written: Written;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "autoseg-volume-files-"));
    const script = `import sys; exec(open(${JSON.stringify(program)}).read())`;
    written = runPython(python.path!, script, folder) as Written;
  });
  afterAll(() => rm(folder, { recursive: true }));
  const bytesOf = async (name: string) => new Uint8Array(await readFile(join(folder, name)));

  it("are where these see them, and have the values that these see", async () => {
    expect(Object.keys(written.seen).length).toBeGreaterThan(25);
    for (const [name, { first, last, values }] of Object.entries(written.seen)) {
      const { series } = await readVolumeImage(await bytesOf(name), { fileName: name });
      const { grid, voxels } = series.volume;
      const corner = grid.size.map((count) => count - 1) as [number, number, number];
      for (const [ijk, expected] of [
        [[0, 0, 0], first],
        [corner, last],
      ] as const)
        for (const [axis, value] of ijkToLps(grid, ijk).entries())
          expect(value, name).toBeCloseTo(expected[axis]!, 3);
      const apart = values.map((value, index) => Math.abs(value - voxels[index]!));
      expect(Math.max(...apart), name).toBeLessThan(1e-3);
    }
  });

  it("hold labels of an image, whichever way their axes run", async () => {
    const name = "gzip-left.nrrd";
    const { series: source } = await readVolumeImage(await bytesOf(name), { fileName: name });
    for (const fileName of ["labels.nii.gz", "labels-flipped.nii.gz"]) {
      const { parts } = await readVolumeLabels(await bytesOf(fileName), { source, fileName });
      expect([...parts[0]!.voxels], fileName).toEqual(written.labels);
    }
  });
});
