import { type EditTarget, segmentMask } from "../editing/index.ts";
import {
  type Box,
  boxSize,
  findInstances,
  isInBox,
  labelBoxes,
  offsetIn,
  wholeBlock,
} from "../regions/index.ts";
import { isThing, type Segment } from "../volume/index.ts";
import type { ReviewList } from "./review-list.ts";

/** Tells which instance a voxel belongs to. */
export interface InstanceMap {
  /**
   * The id of the finding at a voxel (linear index of the grid), a negative number for an instance without a finding, or 0
   * outside all things. Limited to one segment if given, since segments may overlap.
   */
  at(index: number, segmentNumber?: number): number;
  /** All ids at a voxel; several where segments overlap. */
  allAt(index: number): readonly number[];
}

/** The current instances of all things; takes four bytes per voxel of their bounding boxes. */
export function mapInstances(
  target: EditTarget,
  segments: readonly Segment[],
  { findings }: ReviewList,
): InstanceMap {
  const { grid, layers } = target;
  const labels = wholeBlock(grid, target.labels.values);
  const boxes = labelBoxes(labels);
  const maps: { readonly segmentNumber: number; readonly box: Box; readonly ids: Int32Array }[] = [];
  let unknown = 0;
  for (const { segmentNumber, instances } of segments.filter(isThing)) {
    const box = layers?.get(segmentNumber)?.box ?? boxes.get(segmentNumber);
    if (!box) continue;
    const mask = segmentMask({ grid, labels, layers }, segmentNumber, box);
    const parts = findInstances(mask, { size: boxSize(box), spacingMm: grid.spacingMm }, 26, instances);
    const idOf = Int32Array.from({ length: parts.count + 1 }, (_, part) => (part === 0 ? 0 : --unknown));
    for (const finding of findings) {
      const [i, j, k] = finding.place;
      if (finding.segmentNumber !== segmentNumber || !isInBox(box, finding.place)) continue;
      const part = parts.partAt(offsetIn(box, i, j, k));
      if (part > 0) idOf[part] = finding.id;
    }
    maps.push({ segmentNumber, box, ids: parts.numbers.map((part) => idOf[part]!) });
  }
  const [columns, rows] = grid.size;
  function* idsAt(index: number, only?: number): Generator<number, undefined> {
    const row = Math.floor(index / columns);
    const [i, j, k] = [index - row * columns, row % rows, Math.floor(row / rows)];
    for (const { segmentNumber, box, ids } of maps) {
      if (only !== undefined && segmentNumber !== only) continue;
      const id = isInBox(box, [i, j, k]) ? ids[offsetIn(box, i, j, k)]! : 0;
      if (id !== 0) yield id;
    }
    return undefined;
  }
  return {
    at: (index, segmentNumber) => idsAt(index, segmentNumber).next().value ?? 0,
    allAt: (index) => [...idsAt(index)],
  };
}

/** Distinguishable colours for consecutive instances, by steps of the golden angle around the colour wheel (sRGB, 0..255). */
export function instanceColor(id: number): readonly [number, number, number] {
  const hue = (Math.abs(id) * 137.508 + (id < 0 ? 60 : 0)) % 360;
  const channel = (shift: number): number => {
    const at = (shift + hue / 30) % 12;
    return Math.round(255 * (0.6 - 0.4 * Math.max(-1, Math.min(at - 3, 9 - at, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}
