import fc from "fast-check";
import { expect, test } from "vitest";
import { segmentSurfaces, toStl } from "../../../src/export/index.ts";
import { enclosedVolume, type Mesh } from "../../../src/export/surface/mesh.ts";
import { voxelVolumeMl } from "../../../src/geometry/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import { liver } from "../dicom-objects/phantom.ts";
import { arbitraryGrid } from "../geometry/arbitrary-grid.ts";

const labelMaps = arbitraryGrid.chain((grid) => {
  const count = grid.size[0] * grid.size[1] * grid.size[2];
  return fc
    .uint8Array({ minLength: count, maxLength: count, max: 1 })
    .map((voxels) => createLabelMap({ grid, segments: [liver], voxels }));
});

/** Whether every edge is of two triangles, and run along once in each direction. */
function isClosed({ triangles }: Mesh): boolean {
  const edges = new Map<string, number>();
  for (let index = 0; index < triangles.length; index += 3) {
    for (let corner = 0; corner < 3; corner++) {
      const edge = `${triangles[index + corner]} ${triangles[index + ((corner + 1) % 3)]}`;
      edges.set(edge, (edges.get(edge) ?? 0) + 1);
    }
  }
  return [...edges].every(
    ([edge, count]) => count === 1 && edges.get(edge.split(" ").reverse().join(" ")) === 1,
  );
}

test("the surface of any voxels on any grid is closed and encloses their volume", () => {
  fc.assert(
    fc.property(labelMaps, (labelMap) => {
      const count = labelMap.voxels.reduce((sum, label) => sum + label, 0);
      const surfaces = [...segmentSurfaces([labelMap])];
      expect(surfaces).toHaveLength(count > 0 ? 1 : 0);
      for (const { mesh } of surfaces) {
        expect(isClosed(mesh)).toBe(true);
        const volume = count * voxelVolumeMl(labelMap.grid) * 1000;
        expect(Math.abs(enclosedVolume(mesh) / volume - 1)).toBeLessThan(0.02);
        const stl = toStl([mesh]);
        expect(stl.length).toBe(84 + (50 * mesh.triangles.length) / 3);
      }
    }),
    { numRuns: 60 },
  );
});
