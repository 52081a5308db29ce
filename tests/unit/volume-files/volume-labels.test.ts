import { describe, expect, it } from "vitest";
import type { SourceSeries } from "../../../src/dicom/index.ts";
import { toNifti, toNrrd } from "../../../src/export/index.ts";
import { createGrid, type Grid, ijkToLps, partOfGrid } from "../../../src/geometry/index.ts";
import type { LabelMap16, Segment } from "../../../src/volume/index.ts";
import { readVolumeLabels } from "../../../src/volume-files/index.ts";
import { liver, sourceOn, tumour } from "../dicom-objects/phantom.ts";
import { blobs, tilted } from "../export/blobs.ts";
import { acquisitions } from "../segmentation/pointwise-models.ts";
import { makeNifti, makeNrrd } from "./make-volume-file.ts";

const size = [5, 4, 3] as const;

function gridOf(directionsLps: Grid["directionsLps"]): Grid {
  return createGrid({ size, spacingMm: [0.7, 1.1, 2.5], originLps: [-31, 12.5, 40], directionsLps });
}
const grid = gridOf(acquisitions.coronal!);
const source = sourceOn(grid);
/** Every voxel of a label of its own. */
const values = Array.from({ length: 60 }, (_, at) => at);

const read = (bytes: Uint8Array<ArrayBuffer>, on: SourceSeries = source) =>
  readVolumeLabels(bytes, { source: on, fileName: "labels.nii.gz" });

/** The same voxels, the i axis running the other way and j and k exchanged. */
function turned(given: readonly number[]): { grid: Grid; values: number[] } {
  const [i, j, k] = grid.directionsLps;
  const other: Grid = {
    size: [size[0], size[2], size[1]],
    spacingMm: [grid.spacingMm[0], grid.spacingMm[2], grid.spacingMm[1]],
    originLps: ijkToLps(grid, [size[0] - 1, 0, 0]),
    directionsLps: [[-i[0], -i[1], -i[2]], k, j],
  };
  const moved = given.map((_, at) => {
    const [column, row, slice] = [at % 5, Math.floor(at / 5) % 3, Math.floor(at / 15)];
    return given[4 - column + 5 * (slice + 4 * row)]!;
  });
  return { grid: other, values: moved };
}

describe("a label map", () => {
  it.each(Object.entries(acquisitions))("is read as it is written, acquired %s", async (_, directions) => {
    const on = sourceOn(gridOf(directions));
    const own = {
      grid: on.volume.grid,
      voxels: Uint16Array.from(values, (v) => 300 * v),
      segments: [] as Segment[],
    };
    for (const bytes of [toNifti(own), toNrrd([own])]) {
      const { parts } = await readVolumeLabels(bytes, { source: on, fileName: "x", bits: 16 });
      expect(parts[0]!.voxels).toEqual(own.voxels);
    }
  });

  it("comes onto the series in whatever order its axes run", async () => {
    for (const bytes of [makeNifti({ ...turned(values), type: "uint8" }), makeNrrd({ ...turned(values) })])
      expect([...(await read(bytes)).parts[0]!.voxels]).toEqual(values);
  });

  it("may hold a part of the grid, as 3D Slicer saves it", async () => {
    const part = partOfGrid(grid, [1, 2, 1], [3, 2, 2]);
    const bytes = makeNrrd({ grid: part, values: Array(12).fill(3), type: "uint8" });
    const { parts } = await read(bytes);
    const found = values.filter((_, at) => parts[0]!.voxels[at] === 3);
    expect(found).toHaveLength(12);
    expect(found[0]).toBe(1 + 5 * (2 + 4 * 1));
  });

  it("has the names, colours and codes that were written", async () => {
    const labelMap = blobs(tilted);
    const on = sourceOn(tilted);
    for (const bytes of [toNifti(labelMap), toNrrd([labelMap])]) {
      const { parts } = await read(bytes, on);
      expect(parts[0]!.voxels).toEqual(labelMap.voxels);
      const [organ, lesion] = parts[0]!.segments;
      expect(organ).toMatchObject({ segmentNumber: 1, label: "Liver", type: liver.type, color: liver.color });
      expect(lesion).toMatchObject({ label: tumour.label, category: tumour.category, color: tumour.color });
      expect(organ?.algorithmType).toBe("MANUAL");
    }
  });

  it("of others is called by its numbers", async () => {
    const { parts } = await read(
      makeNifti({ grid, values: values.map((v) => (v > 50 ? 4 : 0)), type: "float32" }),
    );
    expect(parts[0]!.segments.map(({ segmentNumber, label }) => [segmentNumber, label])).toEqual([
      [4, "Label 4"],
    ]);
  });

  it("keeps segments that overlap apart, also where two layers use the same value", async () => {
    const layer = (from: number, to: number): LabelMap16 => ({
      grid,
      voxels: Uint8Array.from(values, (v) => (v >= from && v < to ? 1 : 0)),
      segments: [{ ...liver, label: `${from}-${to}` }],
    });
    const { parts } = await read(toNrrd([layer(0, 30), layer(20, 40)]));
    expect(
      parts.map(({ segments }) => segments.map(({ segmentNumber, label }) => `${segmentNumber} ${label}`)),
    ).toEqual([["1 0-30"], ["2 20-40"]]);
    expect([...parts[1]!.voxels].filter((label) => label === 2)).toHaveLength(20);
  });
});

describe("labels that do not fit are refused, and it is said what differs", () => {
  it.each<[string, Grid, string]>([
    [
      "spacing",
      { ...grid, spacingMm: [0.7, 1.1, 3] },
      "its voxels are 0.7 x 1.1 x 3 mm, those of the open image 0.7 x 1.1 x 2.5 mm",
    ],
    ["place", { ...grid, originLps: [-31, 12.5, 52.4] }, "it lies 12.4 mm away"],
    ["half a voxel", { ...grid, originLps: [-31.35, 12.5, 40] }, "it lies 0.4 mm away"],
    ["outside", { ...grid, originLps: ijkToLps(grid, [2, 0, 0]) }, "it has labels outside"],
  ])("%s", async (_, other, said) => {
    await expect(read(makeNifti({ grid: other, values, type: "uint8" }))).rejects.toThrow(said);
  });

  it("size", async () => {
    const larger = createGrid({ ...grid, size: [6, 4, 3], originLps: ijkToLps(grid, [-0.4, 0, 0]) });
    await expect(read(makeNifti({ grid: larger, values: Array(72).fill(1) }))).rejects.toThrow(
      "it has 6 x 4 x 3 voxels, the open image 5 x 4 x 3",
    );
  });

  it.each<[string, (v: number) => number, string]>([
    ["fractions", (v) => v + 0.5, "holds the value 0.5"],
    ["below zero", (v) => -v, "holds the value -1"],
    ["over 255", (v) => v * 100, "whole numbers from 0 to 255"],
  ])("values: %s", async (_, change, said) => {
    await expect(read(makeNifti({ grid, values: values.map(change), type: "float32" }))).rejects.toThrow(
      said,
    );
  });
});
