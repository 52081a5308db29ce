import { describe, expect, test } from "vitest";
import { checkDicomSeg, readDicomSeg, writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { createGrid } from "../../../src/geometry/index.ts";
import { createAdapters } from "../../bench/adapters.ts";
import { axialGrid, letterF, liver, sourceOn, tumour } from "../../unit/dicom-objects/phantom.ts";

/** Frames of whole bytes: @cornerstonejs/adapters packs each by itself. */
const grid = createGrid({ ...axialGrid, size: [16, 12, 7] });
const source = sourceOn(grid);
const labelMap = letterF(grid, [liver, { ...tumour, segmentNumber: 2 }]);

/** What adapters answer: an image for each slice, in lists of slices that do not overlap. */
interface Read {
  readonly labelMapImages: readonly (readonly { getPixelData(): Uint8Array }[])[];
}

describe("@cornerstonejs/adapters", () => {
  test.each(["BINARY", "LABELMAP"] as const)("reads the same voxels from ours: %s", async (type) => {
    const adapters = await createAdapters(source);
    const bytes = writeDicomSeg(labelMap, { source, type });
    const { labelMapImages } = (await adapters.prepareDecode(bytes)()) as Read;
    const voxels = Buffer.concat(labelMapImages[0]!.map((image) => image.getPixelData()));
    expect(Buffer.compare(voxels, labelMap.voxels)).toBe(0);
  });

  test.each(["BINARY", "LABELMAP"] as const)("writes what we read the same voxels from: %s", async (type) => {
    const theirs = (await createAdapters(source)).prepareEncode(labelMap, type)();
    const { labelMaps } = await readDicomSeg(theirs, { source });
    expect(Buffer.compare(labelMaps[0]!.voxels, labelMap.voxels)).toBe(0);
  });

  test("writes LABELMAP without what the standard asks for, and the checker says so", async () => {
    const theirs = (await createAdapters(source)).prepareEncode(labelMap, "LABELMAP")();
    const findings = checkDicomSeg(theirs, { source });
    const errors = findings.filter(({ severity }) => severity === "error");
    expect(errors.map(({ message }) => message)).toContain(
      "It holds the background, 0, which no segment describes.",
    );
    for (const finding of findings) expect(finding.source).toMatch(/^PS3\.\d+ /);
  });
});
