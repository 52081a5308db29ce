import type { Page } from "playwright-core";

/** Measures the CPU time of the page's thread for an action, in milliseconds. */
export type Clock = (act: () => Promise<unknown>) => Promise<number>;

/** A clock for a page that is independent of other load on the machine. */
export async function createClock(page: Page): Promise<Clock> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const taskSeconds = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")!.value;
  };
  return async (act) => {
    const before = await taskSeconds();
    await act();
    return ((await taskSeconds()) - before) * 1000;
  };
}

/** Records the tasks of the page's thread; the returned function stops recording and returns the CPU time of the longest. */
export async function recordTasks(page: Page): Promise<() => Promise<number>> {
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
  return async () => {
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString("utf8")) as {
      traceEvents: {
        ph: string;
        name: string;
        pid: number;
        tid: number;
        tdur?: number;
        args: { name?: string };
      }[];
    };
    const threads = new Set(
      traceEvents
        .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
        .map(({ pid, tid }) => `${pid}/${tid}`),
    );
    return traceEvents.reduce(
      (most, { ph, pid, tid, tdur = 0 }) =>
        ph === "X" && threads.has(`${pid}/${tid}`) ? Math.max(most, tdur / 1000) : most,
      0,
    );
  };
}
