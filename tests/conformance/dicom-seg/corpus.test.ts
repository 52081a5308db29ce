import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SourceSeries } from "../../../src/dicom/index.ts";
import { checkDicomSeg, writeDicomSeg, writeFractionalSeg } from "../../../src/dicom-objects/index.ts";
import { voxelCount } from "../../../src/geometry/index.ts";
import { createLabelMap, createLabelMap16 } from "../../../src/volume/index.ts";
import { drawnByHand, liver, sourceOn, tumour } from "../../unit/dicom-objects/phantom.ts";
import { arbitraryGrid } from "../../unit/geometry/arbitrary-grid.ts";
import { dcentvfy, dciodvfy, dicom3tools, named } from "./programs.ts";
import { writeSourceImages } from "./source-files.ts";

const names = [
  "Müller^Jürgen",
  "Yamada^Tarou=山田^太郎=やまだ^たろう",
  "Иванов^Иван",
  "محمد^علي",
  "Hong^Gildong=洪^吉洞=홍^길동",
];

const kinds = ["BINARY", "overlapping", "PROBABILITY", "OCCUPANCY", "LABELMAP", "LABELMAP 16 bit"] as const;

/** Objects of every geometry and size, kind, number of segments, first number and alphabet. */
const objects = arbitraryGrid.chain((grid) =>
  fc.record({
    grid: fc.constant(grid),
    personName: fc.constantFrom(...names),
    kind: fc.constantFrom(...kinds),
    voxels: fc.uint8Array({ minLength: voxelCount(grid), maxLength: voxelCount(grid), max: 12 }),
    firstNumber: fc.constantFrom(1, 1, 3),
    isEdited: fc.boolean(),
    isMultiFrame: fc.boolean(),
  }),
);

type Made = typeof objects extends fc.Arbitrary<infer T> ? T : never;

function makeSource({ grid, personName, isMultiFrame }: Made): SourceSeries {
  const source = sourceOn(grid, {
    PatientName: [personName],
    ReferringPhysicianName: [personName],
    StudyID: ["1"],
  });
  if (!isMultiFrame) return source;
  const instances = source.instances.map((instance, k) => ({
    ...instance,
    sopClassUID: "1.2.840.10008.5.1.4.1.1.2.1",
    sopInstanceUID: "2.25.77",
    frameNumber: k + 1,
  }));
  return { ...source, instances };
}

function makeObject({ grid, personName, kind, voxels, firstNumber, isEdited }: Made, source: SourceSeries) {
  const first = kind === "LABELMAP 16 bit" ? firstNumber + 400 : firstNumber;
  const segments = Array.from({ length: 12 }, (_, index) => ({
    ...[liver, tumour, drawnByHand][index % 3]!,
    segmentNumber: first + index,
    label: `${personName.split("^")[0]} ${index}`,
  }));
  const predecessor = {
    sopClassUID: "1.2.840.10008.5.1.4.1.1.66.4",
    sopInstanceUID: "2.25.91",
    seriesInstanceUID: "2.25.92",
    change: `${personName}: changed`,
  };
  const options = { source, contentCreatorName: personName, ...(isEdited && { predecessor }) };
  const labels = Uint16Array.from(voxels, (label) => (label === 0 ? 0 : label + first - 1));
  const narrow = () => Uint8Array.from(labels);
  switch (kind) {
    case "BINARY":
    case "LABELMAP":
      return writeDicomSeg(createLabelMap({ grid, segments, voxels: narrow() }), { ...options, type: kind });
    case "LABELMAP 16 bit":
      return writeDicomSeg(createLabelMap16({ grid, segments, voxels: labels }), {
        ...options,
        type: "LABELMAP",
      });
    case "overlapping": {
      const [below, above] = [segments.slice(0, 6), segments.slice(6)];
      const own = (numbers: typeof segments, shift: number) =>
        narrow().map((label) => (label === 0 ? 0 : numbers[(label + shift) % numbers.length]!.segmentNumber));
      return writeDicomSeg(
        [
          createLabelMap({ grid, segments: below, voxels: own(below, 0) }),
          createLabelMap({ grid, segments: above, voxels: own(above, 2) }),
        ],
        options,
      );
    }
    default:
      return writeFractionalSeg(
        segments.slice(0, 3).map((segment) => ({ segment, fractions: voxels })),
        grid,
        { ...options, fractionalType: kind },
      );
  }
}

const { path: isThere, missing } = dicom3tools;

describe.skipIf(!isThere)(named("a corpus of objects", isThere, missing), () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "autoseg-corpus-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  // AUTOSEG_CORPUS=500 is what a release is held against.
  const runs = Number(process.env.AUTOSEG_CORPUS ?? 40);
  test(`of ${runs} has nothing that dciodvfy, dcentvfy or our own checker complain of`, {
    timeout: 180_000 + runs * 2_000,
  }, async () => {
    const path = join(folder, "object.dcm");
    await fc.assert(
      fc.asyncProperty(objects, async (made) => {
        const source = makeSource(made);
        const bytes = makeObject(made, source);
        expect(checkDicomSeg(bytes, { source })).toEqual([]);
        await writeFile(path, bytes);
        // dicom3tools do not know label map segmentations, and can say nothing of them.
        if (made.kind.startsWith("LABELMAP")) return;
        expect(dciodvfy(path)).toEqual(["Segmentation"]);
        const images = made.isMultiFrame ? [] : await writeSourceImages(source, folder);
        expect(dcentvfy(...images, path)).toEqual([]);
      }),
      { numRuns: runs },
    );
  });
});
