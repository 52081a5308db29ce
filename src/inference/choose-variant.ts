/** A way to run a network on a graphics device. */
export interface Variant {
  /** Units in one run. */
  readonly batch: number;
  /** Whether the graph's commands are recorded once and replayed. */
  readonly graphCapture: boolean;
}

/** A variant must be this much faster than the best so far to take its place: bigger batches delay the first slice. */
const worthwhileGain = 1.05;

/** What variants save is a few milliseconds a run: on an adapter that takes this long for a unit it cannot be felt. */
const slowMs = 100;

/**
 * The fastest variant, by a short measurement: graph capture at the smallest batch, then larger batches as long as each
 * gains something. One that fails is passed over.
 * @param measure milliseconds a unit of a variant takes.
 * @param batches sizes to try, ascending; the first is measured in any case.
 * @param budgetMs no further variant is begun after so long.
 */
export async function chooseVariant(
  measure: (variant: Variant) => Promise<number>,
  batches: readonly number[],
  budgetMs = 8000,
): Promise<Variant> {
  const startedMs = performance.now();
  let best: Variant = { batch: batches[0]!, graphCapture: false };
  let bestMs = await measure(best);
  if (bestMs > slowMs) return best;
  const gains = async (variant: Variant): Promise<boolean> => {
    if (performance.now() - startedMs > budgetMs) return false;
    const ms = await measure(variant).catch(() => Number.POSITIVE_INFINITY);
    if (ms * worthwhileGain >= bestMs) return false;
    [best, bestMs] = [variant, ms];
    return true;
  };
  await gains({ ...best, graphCapture: true });
  for (const batch of batches.slice(1)) if (!(await gains({ ...best, batch }))) break;
  return best;
}
