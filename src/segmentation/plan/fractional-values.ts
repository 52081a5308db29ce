import type { GreyValues, Selection } from "./grey-values.ts";
import { forBinsOfRanks, percentilesByRank } from "./ranks.ts";

const all: Selection = { above: Number.NEGATIVE_INFINITY };

/**
 * {@link GreyValues} of 32-bit floats. For percentiles they are counted by their bits, in two rounds of 65536 bins, so
 * nothing is sorted or copied.
 */
export function createFractionalValues(voxels: Float32Array): GreyValues {
  return {
    percentiles(percents, { above } = all) {
      const coarse = countCoarse(voxels, above);
      return percentilesByRank(
        coarse.reduce((sum, count) => sum + count, 0),
        percents,
        (ranks) => {
          const values = new Map<number, number>();
          forBinsOfRanks(coarse, ranks, (upper, withinUpper, before) => {
            const fine = countFine(voxels, above, upper);
            const left = withinUpper.map((rank) => rank - before);
            forBinsOfRanks(fine, left, (lower, within) => {
              for (const rank of within) values.set(rank + before, fromKey(((upper << 16) | lower) >>> 0));
            });
          });
          return values;
        },
      );
    },
    // In two rounds, so that nothing cancels out.
    moments({ above } = all) {
      let count = 0;
      let sum = 0;
      for (let index = 0; index < voxels.length; index++) {
        const value = voxels[index]!;
        if (!isCounted(value, above)) continue;
        count++;
        sum += value;
      }
      const mean = sum / count;
      let squares = 0;
      for (let index = 0; index < voxels.length; index++) {
        const value = voxels[index]!;
        if (isCounted(value, above)) squares += (value - mean) ** 2;
      }
      return { mean, deviation: Math.sqrt(squares / count) };
    },
    extremes() {
      let lower = Number.POSITIVE_INFINITY;
      let upper = Number.NEGATIVE_INFINITY;
      for (let index = 0; index < voxels.length; index++) {
        const value = voxels[index]!;
        if (!Number.isFinite(value)) continue;
        if (value < lower) lower = value;
        if (value > upper) upper = value;
      }
      return { lower, upper };
    },
  };
}

function isCounted(value: number, above: number): boolean {
  return value > above && value < Number.POSITIVE_INFINITY;
}

/** Bits of a 32-bit float in an order that is that of the values. */
const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

function toKey(value: number): number {
  float[0] = value;
  const pattern = bits[0]!;
  return pattern >>> 31 ? ~pattern >>> 0 : (pattern | 0x80000000) >>> 0;
}

function fromKey(key: number): number {
  bits[0] = key >>> 31 ? key & 0x7fffffff : ~key;
  return float[0]!;
}

/** Voxels by the upper half of their key. */
function countCoarse(voxels: Float32Array, above: number): Float64Array {
  const counts = new Float64Array(1 << 16);
  const keys = new Uint32Array(voxels.buffer, voxels.byteOffset, voxels.length);
  for (let index = 0; index < voxels.length; index++) {
    if (!isCounted(voxels[index]!, above)) continue;
    const pattern = keys[index]!;
    counts[(pattern >>> 31 ? ~pattern >>> 16 : (pattern | 0x80000000) >>> 16) & 0xffff]!++;
  }
  return counts;
}

/** Of the voxels whose keys begin with `upper`, how many have each lower half. */
function countFine(voxels: Float32Array, above: number, upper: number): Float64Array {
  const counts = new Float64Array(1 << 16);
  const lowest = fromKey((upper << 16) >>> 0);
  const highest = fromKey(((upper << 16) | 0xffff) >>> 0);
  for (let index = 0; index < voxels.length; index++) {
    const value = voxels[index]!;
    if (!(value >= lowest && value <= highest && isCounted(value, above))) continue;
    // Zeros of either sign are equal as values, but not as keys.
    const key = toKey(value);
    if (key >>> 16 === upper) counts[key & 0xffff]!++;
  }
  return counts;
}
