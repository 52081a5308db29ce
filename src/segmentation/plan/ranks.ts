/**
 * Percentiles by numpy's default definition, of values that are known by their rank.
 * @param total of values that count.
 * @param valuesAt the sorted values at some ranks, 0 to `total - 1`.
 */
export function percentilesByRank(
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
 * Calls with every bin that holds any of `ranks`, with these and the number of values in the bins before.
 * @param counts values of each bin, in the order of the values.
 */
export function forBinsOfRanks(
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
