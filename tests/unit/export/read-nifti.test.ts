import { gunzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { readNiftiLabels, toNifti } from "../../../src/export/index.ts";
import { type Grid, ijkToLps } from "../../../src/geometry/index.ts";
import type { LabelMap16 } from "../../../src/volume/index.ts";
import { acquisitions } from "../segmentation/pointwise-models.ts";

const size = [5, 4, 3] as const;

function gridOf(directionsLps: Grid["directionsLps"]): Grid {
  return { size, spacingMm: [0.7, 1.1, 2.5], originLps: [-31, 12.5, 40], directionsLps };
}

/** Every voxel of a label of its own. */
function labelsOn(grid: Grid, bits: 8 | 16 = 8): LabelMap16 {
  const values = Array.from({ length: 60 }, (_, at) => (bits === 8 ? at : at * 300));
  return { grid, voxels: bits === 8 ? Uint8Array.from(values) : Uint16Array.from(values), segments: [] };
}

/** The same voxels, the i axis running the other way and j and k exchanged. */
function turned({ grid, voxels }: LabelMap16): LabelMap16 {
  const [i, j, k] = grid.directionsLps;
  const other: Grid = {
    size: [size[0], size[2], size[1]],
    spacingMm: [grid.spacingMm[0], grid.spacingMm[2], grid.spacingMm[1]],
    originLps: ijkToLps(grid, [size[0] - 1, 0, 0]),
    directionsLps: [[-i[0], -i[1], -i[2]], k, j],
  };
  const moved = voxels.map((_, at) => {
    const [column, row, slice] = [at % 5, Math.floor(at / 5) % 3, Math.floor(at / 15)];
    return voxels[4 - column + 5 * (slice + 4 * row)]!;
  });
  return { grid: other, voxels: moved, segments: [] };
}

/** A file without compression, with a field of its header changed. */
function changed(labels: LabelMap16, change: (view: DataView) => void): Uint8Array {
  const bytes = gunzipSync(toNifti(labels));
  change(new DataView(bytes.buffer));
  return bytes;
}

describe("readNiftiLabels", () => {
  it.each(Object.entries(acquisitions))("reads what toNifti writes, acquired %s", (_, directions) => {
    const labels = labelsOn(gridOf(directions), 16);
    expect([...readNiftiLabels(toNifti(labels), labels.grid, "a.nii.gz").voxels]).toEqual([...labels.voxels]);
  });

  it.each(Object.entries(acquisitions))("finds voxels whose axes run otherwise, %s", (_, directions) => {
    const labels = labelsOn(gridOf(directions));
    const file = toNifti(turned(labels));
    expect([...readNiftiLabels(file, labels.grid, "a.nii.gz").voxels]).toEqual([...labels.voxels]);
  });

  it("goes by the quaternion where there is no matrix, and scales values", () => {
    const labels = labelsOn(gridOf(acquisitions.oblique!));
    const file = changed(labels, (view) => {
      view.setInt16(254, 0, true);
      view.setFloat32(112, 2, true);
      view.setFloat32(116, 1, true);
    });
    const { voxels } = readNiftiLabels(file, labels.grid, "a.nii");
    expect([...voxels]).toEqual([...labels.voxels].map((value) => 2 * value + 1));
  });

  it.each<[string, (view: DataView) => void, string]>([
    ["no header", (view) => view.setInt32(0, 7, true), "does not begin with a header"],
    ["four dimensions", (view) => view.setInt16(40, 4, true) ?? view.setInt16(48, 2, true), "5 x 4 x 3 x 2"],
    ["colours", (view) => view.setInt16(70, 128, true), "data type 128"],
    ["more voxels than bytes", (view) => view.setInt16(46, 30_000, true), "ends before its last voxel"],
    [
      "no place",
      (view) => view.setInt16(252, 0, true) ?? view.setInt16(254, 0, true),
      "where its voxels lie",
    ],
    ["fractions", (view) => view.setFloat32(112, 0.5, true), "holds the value 0.5"],
  ])("refuses %s", (_, change, said) => {
    const labels = labelsOn(gridOf(acquisitions.coronal!));
    expect(() => readNiftiLabels(changed(labels, change), labels.grid, "a.nii")).toThrow(said);
  });

  it("refuses files that are none, and labels of another series", () => {
    const labels = labelsOn(gridOf(acquisitions.coronal!));
    expect(() => readNiftiLabels(new Uint8Array(20), labels.grid, "a.nii")).toThrow("shorter than a header");
    expect(() => readNiftiLabels(Uint8Array.of(0x1f, 0x8b, 1, 2), labels.grid, "a.nii.gz")).toThrow(
      "damaged",
    );
    const moved = { ...labels.grid, originLps: [-31, 12.5, 40.8] as const };
    expect(() => readNiftiLabels(toNifti(labels), moved, "a.nii.gz")).toThrow("drawn on this series");
    const larger = { ...labels.grid, size: [6, 4, 3] as const };
    expect(() => readNiftiLabels(toNifti(labels), larger, "a.nii.gz")).toThrow("drawn on this series");
  });
});
