import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readSeries, suvBodyWeight } from "../../../src/dicom/index.ts";
import { findPython } from "../installed.ts";
import { dataFolder, hasData, listFiles, runPython } from "./python.ts";

type Reference = Readonly<Record<string, readonly (readonly number[])[]>>;

const { missing } = findPython("pydicom", "numpy");
const folder = mkdtempSync(join(tmpdir(), "autoseg-suv-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** SUV of every seventh voxel of the first and the last slice. */
async function suvOf(paths: readonly string[]): Promise<number[][]> {
  const { volume, header } = await readSeries(
    paths.map((path) => ({
      name: path,
      arrayBuffer: async () => Uint8Array.from(await readFile(path)).buffer,
    })),
  );
  const scale = suvBodyWeight(header);
  if (typeof scale === "string") throw new Error(scale);
  const [columns, rows, slices] = volume.grid.size;
  const plane = columns * rows;
  return [0, slices - 1].map((k) =>
    Array.from({ length: Math.ceil(plane / 7) }, (_, n) => scale.factor * volume.voxels[k * plane + 7 * n]!),
  );
}

function expectClose(found: readonly (readonly number[])[], expected: readonly (readonly number[])[]): void {
  expect(found.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  const worst = expected.flatMap((slice, n) =>
    slice.map((value, at) => Math.abs(found[n]![at]! - value) / Math.max(1e-3, Math.abs(value))),
  );
  // Voxels are kept in single precision.
  expect(worst.reduce((a, b) => Math.max(a, b), 0)).toBeLessThan(1e-6);
}

describe("SUV by body weight is that of pydicom and arithmetic", () => {
  test("on headers of three makers", async (context) => {
    if (missing) context.skip(missing);
    const reference = runPython<Reference>("reference_suv.py", [folder], "");
    expect(Object.keys(reference)).toHaveLength(7);
    for (const [name, expected] of Object.entries(reference))
      expectClose(await suvOf(listFiles(join(folder, name))), expected);
  });

  test.for(["dicom/pet-with-seg/PET", "dicom/sarcoma-ct-mr-pet-rtstruct/PET/image"])(
    "%s",
    async (series, context) => {
      if (missing) context.skip(missing);
      if (!hasData) context.skip("no ../shared/data");
      const paths = listFiles(join(dataFolder, series));
      expectClose(await suvOf(paths), runPython<Reference>("reference_suv.py", [], paths.join("\n"))[""]!);
    },
  );
});
