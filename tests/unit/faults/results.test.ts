import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readDicomSegExactly, writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { segmentSurfaces, toNifti } from "../../../src/export/index.ts";
import { loadModel } from "../../../src/model/index.ts";
import { createSegmenter } from "../../../src/segmentation/index.ts";
import type { LabelMap } from "../../../src/volume/index.ts";
import { axialGrid, liver, sourceOn } from "../dicom-objects/phantom.ts";
import { failAllocations, failEach } from "./fail-nth.ts";

const source = sourceOn(axialGrid);
const [columns, rows] = axialGrid.size;
const voxels = Uint8Array.from({ length: 13 * 11 * 7 }, (_, n) => {
  const [i, j, k] = [n % columns, Math.floor(n / columns) % rows, Math.floor(n / columns / rows)];
  return (i - 6) ** 2 + (j - 5) ** 2 + 4 * (k - 3) ** 2 < 20 ? 1 : 0;
});
const labelMap: LabelMap = { grid: axialGrid, segments: [liver], voxels };

/**
 * What is made is whole, or the failure is told, whichever allocation fails; what it is made from stays as it was.
 * @param make makes it, @param check holds it against what is right.
 */
async function expectWholeOrFailure<Made>(
  make: () => Made | Promise<Made>,
  check: (made: Made) => unknown,
): Promise<number> {
  const right = await check(await make());
  const given = voxels.slice();
  return failEach(async (counter) => {
    let made: Made | undefined;
    try {
      using _ = failAllocations(counter, 64);
      made = await make();
    } catch (error) {
      expect(counter.hasFailed, String((error as Error).stack)).toBe(true);
    }
    if (made !== undefined) expect(await check(made)).toEqual(right);
    expect(voxels).toEqual(given);
  });
}

describe("making a result, whichever allocation fails", () => {
  it("a DICOM-SEG has every voxel", async () => {
    const uses = await expectWholeOrFailure(
      () => writeDicomSeg(labelMap, { source }),
      async (bytes) => (await readDicomSegExactly(bytes, { source })).voxels,
    );
    expect(uses).toBeGreaterThan(0);
  });

  it("a DICOM-SEG is read with every voxel", async () => {
    const bytes = writeDicomSeg(labelMap, { source });
    const uses = await expectWholeOrFailure(
      () => readDicomSegExactly(bytes, { source }),
      (read) => read.voxels,
    );
    expect(uses).toBeGreaterThan(0);
  });

  it.each([
    ["NIfTI", () => toNifti(labelMap)],
    ["surfaces", () => [...segmentSurfaces([labelMap])]],
  ])("%s hold everything", async (_, make) => {
    expect(await expectWholeOrFailure<unknown>(make, (made) => made)).toBeGreaterThan(0);
  });
});

describe("a run of a model, whichever allocation fails", () => {
  it("has every slice or fails, and the next run has every slice", async () => {
    const model = await loadModel(
      fileURLToPath(new URL("../../fixtures/models/threshold-tiny", import.meta.url)),
    );
    const volume = { ...source.volume, voxels: Int16Array.from(voxels, (label) => (label ? 60 : -80)) };
    await using segmenter = await createSegmenter(model);
    const whole = (await segmenter.run(volume)).labelMap.voxels;
    expect(whole.some((label) => label > 0)).toBe(true);
    const uses = await failEach(async (counter) => {
      const slices = new Set<number>();
      try {
        using _ = failAllocations(counter, 256);
        const run = await segmenter.run(volume, { onSlice: ({ sliceIndex }) => slices.add(sliceIndex) });
        expect(run.labelMap.voxels).toEqual(whole);
        expect(slices.size).toBe(axialGrid.size[2]);
      } catch (error) {
        expect(counter.hasFailed, String((error as Error).stack)).toBe(true);
      }
      expect((await segmenter.run(volume)).labelMap.voxels).toEqual(whole);
    });
    expect(uses).toBeGreaterThan(0);
  });
});
