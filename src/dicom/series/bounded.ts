import { throwIfCancelled } from "../../errors.ts";

/**
 * Processes all items, at most `limit` at a time; returns results in the order of the items. The first failure stops it.
 * @throws AutosegError `cancelled` when the signal is aborted.
 */
export async function mapBounded<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, index: number) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  let failed = false;
  const run = async (): Promise<void> => {
    while (next < items.length && !failed) {
      throwIfCancelled(signal);
      const index = next++;
      try {
        results[index] = await work(items[index]!, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, run));
  throwIfCancelled(signal);
  return results;
}
