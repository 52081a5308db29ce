import { describe, expect, it } from "vitest";
import { enclosedVolume } from "../../../src/export/surface/mesh.ts";
import { toPly } from "../../../src/export/surface/mesh-files.ts";
import { coarserMask, toSurface } from "../../../src/export/surface/segment-surfaces.ts";
import { createGrid } from "../../../src/geometry/index.ts";
import { segmentMasks } from "../../../src/regions/index.ts";

const code = { codeValue: "1", codingSchemeDesignator: "99TEST", codeMeaning: "test" };
const segment = {
  segmentNumber: 1,
  label: "box",
  category: code,
  type: code,
  color: [1, 2, 3] as const,
  algorithmType: "MANUAL" as const,
};
const grid = createGrid({
  size: [30, 24, 9],
  spacingMm: [0.5, 0.5, 2],
  originLps: [5, 6, 7],
  directionsLps: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
});
/** A box of 16 x 12 x 6 voxels: 8 x 6 x 12 mm, its first voxel at 9, 9, 9 mm. */
const voxels = new Uint8Array(30 * 24 * 9);
for (let k = 1; k < 7; k++)
  for (let j = 6; j < 18; j++) voxels.fill(1, 8 + 30 * (j + 24 * k), 24 + 30 * (j + 24 * k));
const [found] = segmentMasks([{ grid, voxels, segments: [segment] }], 1);
const mask = found!.mask!;

describe("a surface for the screen", () => {
  it("stays where it is and as large as it is with coarser voxels", () => {
    const coarse = coarserMask(mask, 2);
    expect(coarse.grid.spacingMm).toEqual([2, 2, 2]);
    // The coarse voxels do not begin where the box does: half of one is what it may be off.
    for (const [mesh, offMm] of [
      [toSurface(mask), 0.1],
      [toSurface(coarse), 1],
    ] as const) {
      const mean = [0, 1, 2].map(
        (axis) =>
          mesh.vertices.reduce((sum, value, n) => sum + (n % 3 === axis ? value : 0), 0) /
          (mesh.vertices.length / 3),
      );
      expect(Math.hypot(mean[0]! - 12.75, mean[1]! - 11.75, mean[2]! - 14)).toBeLessThan(offMm);
      expect(enclosedVolume(mesh) / (8 * 6 * 12)).toBeGreaterThan(0.8);
      expect(enclosedVolume(mesh) / (8 * 6 * 12)).toBeLessThan(1.25);
    }
  });

  it("keeps voxels that are large enough", () => {
    expect(coarserMask(mask, 0.6)).not.toBe(undefined);
    expect(coarserMask({ ...mask, grid: { ...grid, spacingMm: [2, 2, 2] } }, 2.4).box).toEqual(mask.box);
  });

  it("is written as PLY with normals that point outwards", () => {
    const mesh = toSurface(mask);
    const bytes = toPly(mesh);
    const header = new TextDecoder().decode(bytes.subarray(0, 400)).split("end_header\n")[0]!;
    expect(header).toContain(`element vertex ${mesh.vertices.length / 3}\n`);
    expect(header).toContain(`element face ${mesh.triangles.length / 3}\n`);
    const start = header.length + "end_header\n".length;
    expect(bytes.length).toBe(start + mesh.vertices.length * 8 + (mesh.triangles.length / 3) * 13);
    const view = new DataView(bytes.buffer);
    const centre = [12.75, 11.75, 14];
    for (let vertex = 0; vertex < mesh.vertices.length / 3; vertex++) {
      const value = (n: number) => view.getFloat32(start + 24 * vertex + 4 * n, true);
      const outwards = [0, 1, 2].reduce((sum, n) => sum + (value(n) - centre[n]!) * value(3 + n), 0);
      expect(outwards).toBeGreaterThan(0);
    }
  });
});
