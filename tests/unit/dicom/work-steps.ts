import { Session } from "node:inspector/promises";

/** Limit for any file of up to 1 MB: about 250 ms on a CPU of 2020. */
export const mostSteps = 50_000_000;

/**
 * Counts work as the number of times that blocks of code, of the program and its packages, are entered, with V8's profiler.
 * That is the same on every machine, busy or not. Only code loaded afterwards is counted.
 *
 * @returns a function that counts the steps of some work.
 */
export async function startCounting(): Promise<(work: () => unknown) => Promise<number>> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const takeSteps = async (): Promise<number> => {
    const { result } = await session.post("Profiler.takePreciseCoverage");
    let steps = 0;
    for (const { url, functions } of result)
      if (/\/(src|node_modules)\//.test(url))
        for (const { ranges } of functions) for (const { count } of ranges) steps += count;
    return steps;
  };
  return async (work) => {
    await takeSteps();
    await work();
    return takeSteps();
  };
}
