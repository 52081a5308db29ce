/** What issue and documentation promise for any file of up to 1 MB. */
export const longestMs = 250;

/** How often a work that took too long is tried: only what takes too long each time is too slow. */
const mostTries = 8;

/** Time of the processor, not of the clock: other tests run beside this one. */
export async function toProcessorMs(work: () => unknown): Promise<number> {
  const started = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1000;
}

/**
 * The least time of several tries, which end with the first that took less than `longestMs`. What happens meanwhile only
 * ever adds time: a neighbour's load on the core and its cache, code that is compiled anew, memory that is collected.
 */
export async function toLeastProcessorMs(attempt: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < mostTries && least >= longestMs; tries++)
    least = Math.min(least, await attempt());
  return least;
}
