import type { GreyValues, Selection } from "./grey-values.ts";
import { forBinsOfRanks, percentilesByRank } from "./ranks.ts";

/** {@link GreyValues} of whole numbers of 16 bits: how often each occurs answers everything. */
export function createWholeValues(voxels: Int16Array | Uint16Array): GreyValues {
  const lowest = voxels instanceof Int16Array ? -32768 : 0;
  let known: Uint32Array | undefined;
  /** How often the values occur that are above `above`, beginning with `lowest`. */
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
