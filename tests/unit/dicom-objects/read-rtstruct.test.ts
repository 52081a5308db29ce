import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSeries, type SourceSeries } from "../../../src/dicom/index.ts";
import { readRtStruct, writeRtStruct } from "../../../src/dicom-objects/index.ts";
import { createGrid } from "../../../src/geometry/index.ts";
import type { LabelMap16 } from "../../../src/volume/index.ts";
import { makeSlices, toDicomFile } from "../dicom/make-series.ts";
import { blobs, coronal, downwards, tilted } from "../export/blobs.ts";
import { axialGrid, letterF, liver, sourceOn } from "./phantom.ts";
import { type DrawnRegion, rectangle, structureSet } from "./structure-set.ts";

const source = sourceOn(axialGrid);

function read(regions: readonly DrawnRegion[], change = {}) {
  return readRtStruct(structureSet(source, regions, change), { source, fileName: "plan.dcm" });
}

/** Columns, rows and slices of the voxels of a segment. */
function voxelsOf({ grid, voxels }: LabelMap16, segmentNumber = 1): number[][] {
  const [columns, rows] = grid.size;
  return [...voxels].flatMap((label, index) => {
    const row = Math.floor(index / columns);
    return label === segmentNumber ? [[index % columns, row % rows, Math.floor(row / rows)]] : [];
  });
}

describe("what writeRtStruct writes", () => {
  it.each([
    ["tilted", tilted],
    ["left-handed", downwards],
    ["coronal", coronal],
    [
      "oblique in all directions",
      createGrid({
        ...tilted,
        directionsLps: [
          [0.8, 0.36, 0.48],
          [-0.6, 0.48, 0.64],
          [0, -0.8, 0.6],
        ],
      }),
    ],
  ])("is read back voxel for voxel: %s", async (_, grid) => {
    const series = sourceOn(grid);
    const labelMap = blobs(grid);
    const { labelMaps, notes } = await readRtStruct(writeRtStruct([labelMap], { source: series }), {
      source: series,
    });
    expect(labelMaps).toHaveLength(1);
    expect(labelMaps[0]!.voxels).toEqual(labelMap.voxels);
    expect(notes).toEqual([
      `"Tumour, left lobe – Größe" has no contour on these images between others, and is empty there: 4-9.`,
      'These regions are not shown: "Nothing" (it has no contour).',
    ]);
    const [organ, lesion] = labelMaps[0]!.segments;
    expect(organ).toMatchObject({ segmentNumber: 1, label: "Liver", type: liver.type, color: liver.color });
    expect(organ).toMatchObject({ algorithmType: "AUTOMATIC", algorithmName: "ct-liver-tumour 1.0.0" });
    expect(lesion).toMatchObject({ segmentNumber: 7, category: { codeValue: "49755003" } });
  });

  it("comes back whatever its shape", () => {
    const mask = fc.uint8Array({ minLength: 143, maxLength: 143, max: 1 });
    return fc.assert(
      fc.asyncProperty(mask, async (voxels) => {
        fc.pre(voxels.includes(1));
        const all = new Uint8Array(axialGrid.size[0] * axialGrid.size[1] * axialGrid.size[2]);
        all.set(voxels, 143 * 3);
        const bytes = writeRtStruct([{ grid: axialGrid, voxels: all, segments: [liver] }], { source });
        const { labelMaps } = await readRtStruct(bytes, { source });
        expect(labelMaps[0]!.voxels).toEqual(all);
      }),
      { numRuns: 50 },
    );
  });

  it("lies on the slices that show each of unevenly spaced images", async () => {
    const depths = [0, 2, 4, 6, 11, 16, 21];
    const slices = makeSlices({
      columns: 9,
      rows: 8,
      slices: depths.length,
      change: (k) => ({ ImagePositionPatient: [-10, 20, -300 + depths[k]!] }),
    });
    const series = await readSeries(slices.map((slice, k) => toDicomFile(`${k}.dcm`, slice)));
    const { grid } = series.volume;
    const drawn = letterF(grid, [liver]);
    const { labelMaps } = await readRtStruct(writeRtStruct([drawn], { source: series }), { source: series });
    const shown = new Set(voxelsOf(labelMaps[0]!).map(([, , k]) => k));
    expect([...shown].sort((a, b) => a! - b!)).toEqual(
      Array.from({ length: grid.size[2] - 1 }, (_, index) => index + 1),
    );
  });
});

describe("contours of other programs", () => {
  it("enclose the voxels whose centres lie inside, of unequal spacing", async () => {
    const { labelMaps, notes } = await read([{ contours: [rectangle(2, [1.6, 2.6], [4.4, 3.4])] }]);
    expect(voxelsOf(labelMaps[0]!)).toEqual([
      [2, 3, 2],
      [3, 3, 2],
      [4, 3, 2],
    ]);
    expect(notes).toEqual([
      "It does not name the images it was drawn on; it is placed on this volume by position alone.",
      'These segments have a different volume on the series: "Region" (0.00353 ml, then 0.00473 ml).',
    ]);
  });

  it("are holes where they lie in others, and islands in these, in any order", async () => {
    const outer = rectangle(3, [0.5, 0.5], [9.5, 9.5]);
    const hole = rectangle(3, [2.5, 2.5], [7.5, 7.5]);
    const island = rectangle(3, [4.5, 4.5], [5.5, 5.5]);
    for (const contours of [
      [outer, hole, island],
      [hole, island, outer.toReversed()],
    ]) {
      const { labelMaps } = await read([{ contours }]);
      expect(voxelsOf(labelMaps[0]!)).toHaveLength(81 - 25 + 1);
    }
  });

  it("lead to a hole by a channel and back", async () => {
    const keyhole = [
      ...[rectangle(3, [0.5, 0.5], [9.5, 9.5]), rectangle(3, [0.5, 0.5], [9.5, 9.5]).slice(0, 1)].flat(),
      ...[rectangle(3, [2.5, 2.5], [7.5, 7.5]), rectangle(3, [2.5, 2.5], [7.5, 7.5]).slice(0, 1)].flat(),
    ];
    const { labelMaps } = await read([{ contours: [keyhole] }]);
    expect(voxelsOf(labelMaps[0]!)).toHaveLength(81 - 25);
  });

  it("side by side share no voxel, and leave none between them", async () => {
    const { parts } = await read([
      { contours: [rectangle(3, [1, 1], [4, 4])] },
      { contours: [rectangle(3, [4, 1], [8, 4])] },
    ]);
    expect(parts).toHaveLength(1);
    expect(voxelsOf(parts[0]!, 1)).toHaveLength(9);
    expect(voxelsOf(parts[0]!, 2)).toHaveLength(12);
  });

  it("overlap: each region is whole, in parts", async () => {
    const { parts } = await read([
      { name: "Body", contours: [rectangle(3, [0.5, 0.5], [9.5, 9.5])] },
      { name: "Organ", contours: [rectangle(3, [2.5, 2.5], [7.5, 7.5])] },
    ]);
    expect(parts.map((part) => part.segments.map(({ label }) => label))).toEqual([["Body"], ["Organ"]]);
    expect(voxelsOf(parts[0]!, 1)).toHaveLength(81);
    expect(voxelsOf(parts[1]!, 2)).toHaveLength(25);
  });

  it("of every second image stand for two, and it is said", async () => {
    const contours = [0, 2, 4].map((k) => rectangle(k, [1.5, 1.5], [3.5, 3.5]));
    const { labelMaps, notes } = await read([{ name: "PTV", contours }]);
    expect(new Set(voxelsOf(labelMaps[0]!).map(([, , k]) => k))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    expect(notes.join()).toContain('"PTV" was drawn in planes 2.0 images apart');
  });

  it("between the images are shown by the nearest", async () => {
    const contours = [1.4, 2.4, 3.4].map((k) => rectangle(k, [1.5, 1.5], [3.5, 3.5]));
    const { labelMaps } = await read([{ contours }]);
    expect(new Set(voxelsOf(labelMaps[0]!).map(([, , k]) => k))).toEqual(new Set([1, 2, 3]));
  });

  it("miss images between others: said, and left empty", async () => {
    const contours = [0, 1, 2, 5].map((k) => rectangle(k, [1.5, 1.5], [3.5, 3.5]));
    const { labelMaps, notes } = await read([{ name: "Node", contours }]);
    expect(new Set(voxelsOf(labelMaps[0]!).map(([, , k]) => k))).toEqual(new Set([0, 1, 2, 5]));
    expect(notes).toContain('"Node" has no contour on these images between others, and is empty there: 4-5.');
  });
});

describe("regions that cannot be shown are named with their reason", () => {
  const fine: DrawnRegion = { name: "Fine", contours: [rectangle(2, [1.5, 1.5], [4.5, 4.5])] };
  const sagittal: DrawnRegion["contours"] = [
    [
      [3, 1, 1],
      [3, 6, 1],
      [3, 6, 5],
      [3, 1, 5],
    ],
  ];

  it.each<[string, Omit<DrawnRegion, "name">]>([
    ["it has no contour", { contours: [] }],
    ["1 of single points", { contours: [[[2, 2, 2]]], geometricType: "POINT" }],
    ["1 not closed", { contours: [rectangle(2, [1, 1], [4, 4])], geometricType: "OPEN_PLANAR" }],
    ["1 not closed", { contours: [rectangle(2, [1, 1], [4, 4])], geometricType: "OPEN_NONPLANAR" }],
    [
      "1 of an unknown type or with damaged coordinates",
      { contours: [rectangle(2, [1, 1], [4, 4])], geometricType: "SPLINE" },
    ],
    ["1 of fewer than three points", { contours: [rectangle(2, [1, 1], [4, 4]).slice(0, 2)] }],
    ["1 in another plane than the images", { contours: sagittal }],
    ["1 above or below all images", { contours: [rectangle(9, [1, 1], [4, 4])] }],
    ["it lies outside the images", { contours: [rectangle(2, [-20, 1], [-4, 4])] }],
    ["it encloses the centre of no voxel", { contours: [rectangle(2, [1.2, 1.2], [1.8, 1.8])] }],
    ["it is of another frame of reference", { contours: fine.contours, frameOfReferenceUID: "2.25.77" }],
  ])("%s", async (reason, region) => {
    const { parts, notes } = await read([fine, { name: "Other", ...region }]);
    expect(parts[0]!.segments.map(({ label }) => label)).toEqual(["Fine"]);
    expect(notes).toContain(`These regions are not shown: "Other" (${reason}).`);
  });

  it("alone: nothing is opened", async () => {
    await expect(
      read([{ name: "Marker", contours: [[[2, 2, 2]]], geometricType: "POINT" }]),
    ).rejects.toMatchObject({
      code: "invalid-segmentation",
      message: '"plan.dcm" has no region that can be shown: "Marker" (1 of single points).',
    });
    await expect(read([{ ...fine, frameOfReferenceUID: "2.25.77" }])).rejects.toMatchObject({
      code: "foreign-segmentation",
    });
    await expect(read([])).rejects.toMatchObject({ code: "invalid-segmentation" });
  });

  it("in part: what is left out of a region is said", async () => {
    const twice = rectangle(2, [1.5, 1.5], [4.5, 4.5]);
    const { notes, parts } = await read([
      { name: "Mixed", contours: [twice, twice, rectangle(9, [1, 1], [4, 4])] },
      { name: "Couch", contours: [rectangle(2, [-5, 7.5], [30, 8.5])] },
    ]);
    expect(voxelsOf(parts[0]!, 1)).toHaveLength(9);
    expect(notes).toContain(
      'Some contours of "Mixed" are not shown: 1 given twice, 1 above or below all images.',
    );
    expect(notes).toContain('"Couch" extends beyond the images; the part outside is not shown.');
    expect(voxelsOf(parts[0]!, 2)).toHaveLength(13);
  });
});

describe("what regions are called", () => {
  const contours = [rectangle(2, [1.5, 1.5], [4.5, 4.5])];

  it("their numbers are kept where they can be labels, else counted anew", async () => {
    const kept = await read([{ contours, roiNumber: 12 }]);
    expect(kept.parts[0]!.segments[0]!.segmentNumber).toBe(12);
    for (const roiNumber of [0, 300, -1]) {
      const { parts, notes } = await read([{ contours, roiNumber }]);
      expect(parts[0]!.segments[0]!.segmentNumber).toBe(1);
      expect(notes.join()).toContain("renumbered");
    }
  });

  it("a gross tumour volume is a finding; others are tissue", async () => {
    const { parts } = await read([
      { contours, name: "GTV-1", observation: { RTROIInterpretedType: ["GTV"] } },
      { contours: [rectangle(4, [1.5, 1.5], [4.5, 4.5])], name: "Cord" },
    ]);
    expect(parts[0]!.segments).toMatchObject([
      { label: "GTV-1", category: { codeValue: "49755003" }, algorithmType: "MANUAL", color: [255, 0, 0] },
      { label: "Cord", category: { codeValue: "85756007" }, color: [255, 0, 1] },
    ]);
  });

  it("a file without frame of reference belongs to the images it names", async () => {
    const derived: SourceSeries = { ...source, frameOfReferenceIsDerived: true };
    const bytes = structureSet(source, [{ contours, frameOfReferenceUID: "2.25.5" }], {
      ReferencedFrameOfReferenceSequence: [
        {
          FrameOfReferenceUID: ["2.25.5"],
          RTReferencedStudySequence: [
            {
              RTReferencedSeriesSequence: [
                {
                  SeriesInstanceUID: [source.seriesInstanceUID],
                  ContourImageSequence: source.instances.map(({ sopClassUID, sopInstanceUID }) => ({
                    ReferencedSOPClassUID: [sopClassUID],
                    ReferencedSOPInstanceUID: [sopInstanceUID],
                  })),
                },
              ],
            },
          ],
        },
      ],
    });
    const { parts } = await readRtStruct(bytes, { source: derived });
    expect(parts[0]!.segments).toHaveLength(1);
    await expect(readRtStruct(bytes, { source })).rejects.toMatchObject({ code: "foreign-segmentation" });
  });
});
