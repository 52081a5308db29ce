import type { VoxelArray } from "./volume.ts";

/** Values to include: numbers above `above`; all numbers by default. */
export interface Selection {
  readonly above: number;
}

/** Statistics for normalising the input of a model. NaN and infinity are left out. */
export interface IntensityStatistics {
  /**
   * Percentiles of the voxels, exactly: `p` of n sorted values lies at position (n - 1) p / 100, between two values
   * interpolated linearly (numpy's default). NaN where no voxel counts.
   * @param percents 0..100 each.
   */
  percentiles(percents: readonly number[], selection?: Selection): number[];
  /** Mean and the population's standard deviation; NaN where no voxel counts. */
  moments(selection?: Selection): { readonly mean: number; readonly deviation: number };
  /** The lowest and highest value. */
  extremes(): { readonly lower: number; readonly upper: number };
}

/** Statistics of a series. Each call visits all voxels, except for 16-bit integers, which are counted once. */
export function createIntensityStatistics(voxels: VoxelArray): IntensityStatistics {
  return voxels instanceof Float32Array ? statisticsOfFloats(voxels) : statisticsOfIntegers(voxels);
}

/** Statistics of 16-bit integers, from their histogram. */
function statisticsOfIntegers(voxels: Int16Array | Uint16Array): IntensityStatistics {
  const lowest = voxels instanceof Int16Array ? -32768 : 0;
  let known: Uint32Array | undefined;
  /** How often each value above `above` occurs, starting with `lowest`. */
  const countsOf = ({ above }: Selection = { above: Number.NEGATIVE_INFINITY }): Uint32Array => {
    known ??= countValues(voxels, lowest);
    const end = Math.min(Math.max(Math.floor(above) + 1 - lowest, 0), known.length);
    return end === 0 ? known : known.slice().fill(0, 0, end);
  };
  const addUp = (counts: Uint32Array, term: (value: number) => number): number => {
    let sum = 0;
    for (let bin = 0; bin < counts.length; bin++)
      if (counts[bin] !== 0) sum += counts[bin]! * term(bin + lowest);
    return sum;
  };
  return {
    percentiles(percents, selection) {
      const counts = countsOf(selection);
      return percentilesByRank(
        addUp(counts, () => 1),
        percents,
        (ranks) => {
          const values = new Map<number, number>();
          forBinsOfRanks(counts, ranks, (bin, within) => {
            for (const rank of within) values.set(rank, bin + lowest);
          });
          return values;
        },
      );
    },
    moments(selection) {
      const counts = countsOf(selection);
      const total = addUp(counts, () => 1);
      const mean = addUp(counts, (value) => value) / total;
      return { mean, deviation: Math.sqrt(addUp(counts, (value) => (value - mean) ** 2) / total) };
    },
    extremes() {
      const counts = countsOf();
      const first = counts.findIndex((count) => count > 0);
      if (first < 0) return { lower: Number.POSITIVE_INFINITY, upper: Number.NEGATIVE_INFINITY };
      return { lower: first + lowest, upper: counts.findLastIndex((count) => count > 0) + lowest };
    },
  };
}

function countValues(voxels: Int16Array | Uint16Array, lowest: number): Uint32Array {
  const counts = new Uint32Array(1 << 16);
  for (let index = 0; index < voxels.length; index++) counts[voxels[index]! - lowest]!++;
  return counts;
}

const all: Selection = { above: Number.NEGATIVE_INFINITY };

/**
 * Statistics of 32-bit floats. Percentiles come from histograms of their bits, in two rounds of 65536 bins, so nothing is
 * sorted or copied.
 */
function statisticsOfFloats(voxels: Float32Array): IntensityStatistics {
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
    // In two passes, to avoid cancellation.
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

/** Reinterprets the bits of a 32-bit float, so that keys are ordered like values. */
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

/** Number of voxels by the upper half of their key. */
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

/**
 * Percentiles by numpy's default definition, for values known by rank.
 * @param total number of values.
 * @param valuesAt the sorted values at some ranks, 0 to `total - 1`.
 */
function percentilesByRank(
  total: number,
  percents: readonly number[],
  valuesAt: (ranks: readonly number[]) => ReadonlyMap<number, number>,
): number[] {
  if (total === 0) return percents.map(() => Number.NaN);
  const places = percents.map((percent) => ((total - 1) * percent) / 100);
  const ranks = places.flatMap((place) => [Math.floor(place), Math.min(Math.floor(place) + 1, total - 1)]);
  const values = valuesAt(ranks);
  return places.map((place, index) => {
    const lower = values.get(ranks[2 * index]!)!;
    const upper = values.get(ranks[2 * index + 1]!)!;
    return lower + (upper - lower) * (place - Math.floor(place));
  });
}

/**
 * Calls back for every bin that contains any of `ranks`, with these ranks and the number of values in earlier bins.
 * @param counts number of values in each bin, in ascending order of value.
 */
function forBinsOfRanks(
  counts: ArrayLike<number>,
  ranks: readonly number[],
  visit: (bin: number, within: readonly number[], before: number) => void,
): void {
  for (let bin = 0, before = 0; bin < counts.length; bin++) {
    const count = counts[bin]!;
    if (count === 0) continue;
    const within = ranks.filter((rank) => rank >= before && rank < before + count);
    if (within.length > 0) visit(bin, within, before);
    before += count;
  }
}
