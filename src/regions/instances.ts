import type { InstanceRule } from "../volume/index.ts";
import type { Box, Triple } from "./box.ts";
import { boxSize, mapAxes, voxelsInSize } from "./box.ts";
import { type Components, type Connectivity, findComponents, splitComponents } from "./components.ts";
import { depthsMm, findPeaks, watershed } from "./watershed.ts";

/**
 * The instances in a mask: its connected components. A component made of several pieces is split by a watershed of the
 * distance to its outside, seeded at the h-maxima. Numbered in the order of their first voxels in memory.
 * @param size of the box that the mask fills, i fastest.
 */
export function findInstances(
  mask: Uint8Array,
  { size, spacingMm }: { readonly size: Triple; readonly spacingMm: Triple },
  connectivity: Connectivity,
  rule?: InstanceRule | "one",
): Components {
  const parts = findComponents(mask, size, connectivity);
  if (!rule) return parts;
  if (rule === "one") return parts.asOne();
  const { splitDepthMm, smallestMl = 0 } = rule;
  const fewest = (1000 * smallestMl) / (spacingMm[0] * spacingMm[1] * spacingMm[2]);
  const basins = new Map<number, { readonly box: Box; readonly numbers: Int32Array }>();
  const ofPart = masksOf(parts);
  for (let part = 1; part <= parts.count; part++) {
    // Too small to hold two pieces.
    if (parts.sizes[part]! < Math.max(2, 2 * fewest)) continue;
    const { box, voxels } = ofPart(part);
    const partSize = boxSize(box);
    const depth = depthsMm(voxels, partSize, spacingMm);
    let markers = findPeaks(voxels, depth, partSize)
      .filter(({ persistence }) => persistence >= splitDepthMm)
      .map(({ offset }) => offset);
    for (;;) {
      if (markers.length < 2) break;
      const numbers = watershed(voxels, depth, partSize, markers);
      const sizes = new Float64Array(markers.length);
      for (const number of numbers) if (number >= 0) sizes[number]!++;
      const large = markers.filter((_, index) => sizes[index]! >= fewest);
      if (large.length === markers.length) {
        basins.set(part, { box, numbers });
        break;
      }
      // Drop those that are too small; if all are, keep the most prominent, which comes first.
      markers = large.length > 0 ? large : markers.slice(0, 1);
    }
  }
  if (basins.size === 0) return parts;
  return splitComponents(parts, (part, i, j, k) => {
    const basin = basins.get(part);
    if (!basin) return 0;
    const { box, numbers } = basin;
    const [columns, rows] = boxSize(box);
    return numbers[i - box.from[0] + columns * (j - box.from[1] + rows * (k - box.from[2]))]!;
  });
}

/**
 * The voxels of one component, in its bounding box with a margin of one voxel, so that there is an outside. A component on
 * one slice is treated in two dimensions.
 */
function masksOf(parts: Components): (part: number) => { readonly box: Box; readonly voxels: Uint8Array } {
  const runs: number[][] = Array.from({ length: parts.count + 1 }, () => []);
  parts.forEachRun(({ part, i, j, k, first, end }) => runs[part]!.push(i, j, k, end - first));
  return (part) => {
    const { from, to } = parts.box(part);
    const margin = mapAxes((axis) => (to[axis] - from[axis] > 1 ? 1 : 0));
    const box = {
      from: mapAxes((axis) => from[axis] - margin[axis]),
      to: mapAxes((axis) => to[axis] + margin[axis]),
    };
    const size = boxSize(box);
    const voxels = new Uint8Array(voxelsInSize(size));
    const own = runs[part]!;
    for (let n = 0; n < own.length; n += 4) {
      const start =
        own[n]! - box.from[0] + size[0] * (own[n + 1]! - box.from[1] + size[1] * (own[n + 2]! - box.from[2]));
      voxels.fill(1, start, start + own[n + 3]!);
    }
    return { box, voxels };
  };
}
