import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkDicomSeg, writeDicomSeg, writeFractionalSeg } from "../../../src/dicom-seg/index.ts";
import { voxelCount } from "../../../src/geometry/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { drawnByHand, liver, sourceOn, tumour } from "../../unit/dicom-seg/phantom.ts";
import { arbitraryGrid } from "../../unit/geometry/arbitrary-grid.ts";
import { dciodvfy, hasProgram, named } from "./programs.ts";

const names = [
  "Müller^Jürgen",
  "Yamada^Tarou=山田^太郎=やまだ^たろう",
  "Иванов^Иван",
  "محمد^علي",
  "Hong^Gildong=洪^吉洞=홍^길동",
];

/** Objects of every geometry, type, number of segments, first number and alphabet. */
const objects = arbitraryGrid.chain((grid) =>
  fc.record({
    grid: fc.constant(grid),
    personName: fc.constantFrom(...names),
    type: fc.constantFrom("BINARY", "FRACTIONAL"),
    voxels: fc.uint8Array({ minLength: voxelCount(grid), maxLength: voxelCount(grid), max: 12 }),
    firstNumber: fc.constantFrom(1, 1, 3),
  }),
);

const isThere = hasProgram("dciodvfy");

describe.skipIf(!isThere)(named("a corpus of objects", isThere, "dciodvfy is not installed"), () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "autoseg-corpus-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test("has nothing that dciodvfy or our own checker complains of", async () => {
    const path = join(folder, "object.dcm");
    await fc.assert(
      fc.asyncProperty(objects, async ({ grid, personName, type, voxels, firstNumber }) => {
        const source = sourceOn(grid, { PatientName: [personName], ReferringPhysicianName: [personName] });
        const segments = Array.from({ length: 12 }, (_, index) => ({
          ...[liver, tumour, drawnByHand][index % 3]!,
          segmentNumber: firstNumber + index,
          label: `${personName.split("^")[0]} ${index}`,
        }));
        const labels = voxels.map((label) => (label === 0 ? 0 : label + firstNumber - 1));
        const bytes =
          type === "BINARY"
            ? writeDicomSeg(createLabelMap({ grid, segments, voxels: labels }), { source })
            : writeFractionalSeg(
                segments.slice(0, 3).map((segment) => ({ segment, fractions: voxels })),
                grid,
                { source, fractionalType: "PROBABILITY" },
              );
        expect(checkDicomSeg(bytes, { source })).toEqual([]);
        await writeFile(path, bytes);
        expect(dciodvfy(path)).toEqual(["Segmentation"]);
      }),
      { numRuns: Number(process.env.AUTOSEG_CORPUS ?? 60) },
    );
  });
});
