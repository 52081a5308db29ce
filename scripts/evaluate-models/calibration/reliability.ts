import type { Target } from "../tasks.ts";
import { readLogits, type SoftCase, soften } from "./soft-case.ts";

/** Number of probability bins, of equal width. */
const binCount = 10;
/** Margin around reference and result within which voxels are counted, in each direction of a slice. */
const marginVoxels = 10;

/** Voxels with similar probabilities of a structure: their number, the sum of the probabilities, and how many belong to it. */
export interface Bin {
  voxels: number;
  sum: number;
  inReference: number;
}

export const emptyBins = (): Bin[] =>
  Array.from({ length: binCount }, () => ({ voxels: 0, sum: 0, inReference: 0 }));

/** Adds each bin of `others` to that of `bins`, in place. */
export function addBins(bins: readonly Bin[], others: readonly Bin[]): void {
  for (const [index, { voxels, sum, inReference }] of others.entries()) {
    const bin = bins[index]!;
    bin.voxels += voxels;
    bin.sum += sum;
    bin.inReference += inReference;
  }
}

/**
 * Expected calibration error: the difference between probabilities and the fraction of voxels that belong to the structure, by
 * bins (Naeini et al., AAAI 2015).
 */
export function calibrationError(bins: readonly Bin[]): number {
  const voxels = bins.reduce((total, bin) => total + bin.voxels, 0);
  const distance = bins.reduce((total, bin) => total + Math.abs(bin.sum - bin.inReference), 0);
  return voxels === 0 ? 0 : distance / voxels;
}

/**
 * Sorts the voxels around a structure, in reference and labels, by the model's probability.
 * @param temperatures of the segments.
 * @returns bins for each target.
 */
export function sortByProbability(
  soft: SoftCase,
  targets: readonly Target[],
  temperatures: readonly number[],
): Bin[][] {
  const { grid, reference, values } = soft;
  const [columns, rows, slices] = grid.size;
  const boxes = targets.map((target) => boxAround(soft, target));
  const channels = targets.map((target) =>
    values.flatMap((value, index) => (target.values.includes(value) ? [index + 1] : [])),
  );
  const bins = targets.map(emptyBins);
  const logits = new Float64Array(values.length + 1);
  for (let k = 0, voxel = 0; k < slices; k++)
    for (let j = 0; j < rows; j++)
      for (let i = 0; i < columns; i++, voxel++) {
        let isRead = false;
        for (let n = 0; n < targets.length; n++) {
          const [from, to] = boxes[n]!;
          if (i < from[0] || i >= to[0] || j < from[1] || j >= to[1] || k < from[2] || k >= to[2]) continue;
          if (!isRead) {
            const likeliest = readLogits(soft, voxel, logits);
            if (likeliest < 0) logits.fill(0);
            else soften(logits, temperatures[likeliest]!);
            isRead = true;
          }
          let probability = 0;
          for (const channel of channels[n]!) probability += logits[channel]!;
          const bin = bins[n]![Math.min(binCount - 1, Math.floor(probability * binCount))]!;
          bin.voxels++;
          bin.sum += probability;
          if (targets[n]!.values.includes(reference[voxel]!)) bin.inReference++;
        }
      }
  return bins;
}

/**
 * The bounding box of a structure in reference and result, as its first voxels and those after its last; empty if it
 * is in neither.
 */
function boxAround({ grid, reference, labels }: SoftCase, { values }: Target) {
  const [columns, rows] = grid.size;
  const from = [...grid.size] as [number, number, number];
  const to: [number, number, number] = [0, 0, 0];
  for (let voxel = 0; voxel < reference.length; voxel++) {
    if (!values.includes(reference[voxel]!) && !values.includes(labels[voxel]!)) continue;
    const row = Math.floor(voxel / columns);
    const ijk = [voxel % columns, row % rows, Math.floor(row / rows)];
    for (let axis = 0; axis < 3; axis++) {
      const margin = axis < 2 ? marginVoxels : 0;
      from[axis] = Math.min(from[axis]!, ijk[axis]! - margin);
      to[axis] = Math.max(to[axis]!, ijk[axis]! + 1 + margin);
    }
  }
  return [from, to] as const;
}
