import type { Page } from "playwright-core";
import { percentile, round } from "./edit-figures.ts";
import { type Clock, recordTasks } from "./page-clock.ts";

/** One of the acts that only this project's page has, {@link actRounds} times: until the page has drawn what came of it. */
export interface ActTimes {
  /** Processor time of the page's thread, in 95 % of the rounds at most. */
  readonly pageP95Ms: number;
  /** On the clock, which other programs on the machine make longer: what a worker does for it included. */
  readonly doneP95Ms: number;
  /** Processor time of the longest task of the page's thread in all rounds: as long as the page answers nobody. */
  readonly longestTaskMs: number;
}

/** In this order, with what is done after each round so that the next finds the same. */
const acts: readonly (readonly [name: string, after?: string])[] = [
  ["undo", "redo"],
  ["preview"],
  ["propagate", "undo"],
  ["repair", "undo"],
];
const actRounds = 6;

/** All of them, one after the other. */
export async function measureActs(page: Page, workMs: Clock): Promise<Record<string, ActTimes>> {
  const found: Record<string, ActTimes> = {};
  for (const [name, after] of acts) found[name] = await measureAct(page, workMs, name, after);
  return found;
}

async function measureAct(
  page: Page,
  workMs: Clock,
  name: string,
  after: string | undefined,
): Promise<ActTimes> {
  const act = async (called: string) => {
    await page.evaluate((it) => window.editBench.act(it), called);
    await page.evaluate(() => window.editBench.drawn());
  };
  const pageMs: number[] = [];
  const doneMs: number[] = [];
  const longest: number[] = [];
  // The first round compiles the code.
  for (let round = 0; round <= actRounds; round++) {
    const tasks = await recordTasks(page);
    const started = performance.now();
    const worked = await workMs(() => act(name));
    const done = performance.now() - started;
    const longestMs = await tasks();
    if (round > 0) {
      pageMs.push(worked);
      doneMs.push(done);
      longest.push(longestMs);
    }
    if (after) await act(after);
  }
  return {
    pageP95Ms: round(percentile(pageMs, 0.95)),
    doneP95Ms: round(percentile(doneMs, 0.95)),
    longestTaskMs: round(Math.max(...longest)),
  };
}
