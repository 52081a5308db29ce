import type { VoxelArray } from "../volume/index.ts";

/** Values that count: numbers above `above`. */
export interface Selection {
  readonly above: number;
}

/**
 * Percentiles of the voxels, exactly: `p` of n sorted values lies at position (n - 1) p / 100, between two values
 * interpolated linearly (numpy's default). Values are counted by their bits, in two rounds of 65536 bins, so nothing is
 * sorted or copied. NaN where no voxel counts.
 * @param percents 0..100 each.
 */
export function readPercentiles(
  voxels: VoxelArray,
  percents: readonly number[],
  { above }: Selection = { above: Number.NEGATIVE_INFINITY },
): number[] {
  const coarse = countCoarse(voxels, above);
  const total = coarse.reduce((sum, count) => sum + count, 0);
  if (total === 0) return percents.map(() => Number.NaN);
  const places = percents.map((percent) => ((total - 1) * percent) / 100);
  const ranks = places.flatMap((place) => [Math.floor(place), Math.min(Math.floor(place) + 1, total - 1)]);
  const values = valuesAtRanks(voxels, above, coarse, ranks);
  return places.map((place, index) => {
    const lower = values.get(ranks[2 * index]!)!;
    const upper = values.get(ranks[2 * index + 1]!)!;
    return lower + (upper - lower) * (place - Math.floor(place));
  });
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

/** Voxels by the upper half of their key; of whole numbers by their value, from -32768 or 0. */
function countCoarse(voxels: VoxelArray, above: number): Float64Array {
  const counts = new Float64Array(1 << 16);
  if (voxels instanceof Float32Array) {
    const keys = new Uint32Array(voxels.buffer, voxels.byteOffset, voxels.length);
    for (let index = 0; index < voxels.length; index++) {
      if (!isCounted(voxels[index]!, above)) continue;
      const pattern = keys[index]!;
      counts[(pattern >>> 31 ? ~pattern >>> 16 : (pattern | 0x80000000) >>> 16) & 0xffff]!++;
    }
    return counts;
  }
  const offset = voxels instanceof Int16Array ? 32768 : 0;
  for (let index = 0; index < voxels.length; index++) counts[voxels[index]! + offset]!++;
  // Leaving out afterwards keeps the loop over all voxels short.
  for (let bin = 0; bin < counts.length; bin++) if (!(bin - offset > above)) counts[bin] = 0;
  return counts;
}

function isCounted(value: number, above: number): boolean {
  return value > above && Number.isFinite(value);
}

/** The sorted values at some ranks. */
function valuesAtRanks(
  voxels: VoxelArray,
  above: number,
  coarse: Float64Array,
  ranks: readonly number[],
): Map<number, number> {
  const values = new Map<number, number>();
  const offset = voxels instanceof Int16Array ? 32768 : 0;
  let before = 0;
  for (let bin = 0; bin < coarse.length; bin++) {
    if (coarse[bin] === 0) continue;
    const end = before + coarse[bin]!;
    const within = ranks.filter((rank) => rank >= before && rank < end && !values.has(rank));
    if (within.length > 0) {
      if (voxels instanceof Float32Array) {
        const fine = countFine(voxels, above, bin);
        for (const rank of within)
          values.set(rank, fromKey(((bin << 16) | binOfRank(fine, rank - before)) >>> 0));
      } else {
        for (const rank of within) values.set(rank, bin - offset);
      }
    }
    before = end;
  }
  return values;
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

function binOfRank(counts: Float64Array, rank: number): number {
  let before = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    before += counts[bin]!;
    if (rank < before) return bin;
  }
  throw new Error("unreachable: the rank lies among those counted");
}
