import type { Page } from "playwright-core";
import { percentile, round } from "./edit-figures.ts";
import { type Clock, recordTasks } from "./page-clock.ts";

/** An action that only this project's page has, repeated {@link actRounds} times, until its result has been drawn. */
export interface ActTimes {
  /** CPU time of the page's thread, 95th percentile of the rounds. */
  readonly pageP95Ms: number;
  /** Wall-clock time, including work in a worker; increases with other load on the machine. */
  readonly doneP95Ms: number;
  /** CPU time of the longest task of the page's thread in all rounds, during which the page does not respond. */
  readonly longestTaskMs: number;
}

/** In this order, with what restores the initial state after each round. */
const acts: readonly (readonly [name: string, after?: string])[] = [
  ["undo", "redo"],
  ["preview"],
  ["propagate", "undo"],
  ["repair", "undo"],
];
const actRounds = 6;

/** All actions, one after the other. */
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
