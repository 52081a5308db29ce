import type { Browser, CDPSession, Page } from "playwright-core";
import { waitForGlobal } from "../e2e/wait-for-global.ts";
import type { ResultRound, StrokeRound } from "./edit-figures.ts";
import { median } from "./engine-rounds.ts";
import { type Clock, createClock } from "./page-clock.ts";

const patienceMs = 900_000;
const moves = 20;
const waits = 10;
const switches = 8;
/** Large results are drawn in several frames. */
const bulkFrames = 10;

/** A page with one drawing implementation, which can be measured repeatedly. */
export class DrawingPage {
  readonly page: Page;
  readonly workMs: Clock;
  readonly #session: CDPSession;

  private constructor(page: Page, workMs: Clock, session: CDPSession) {
    this.page = page;
    this.workMs = workMs;
    this.#session = session;
  }

  /** In a window of its own, so that neither implementation pays for garbage of the other. */
  static async open(browser: Browser, url: string, who: "ours" | "cornerstone"): Promise<DrawingPage> {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    await page.goto(url);
    await waitForGlobal(page, "editBench");
    await page.evaluate((name) => window.editBench.open(name), who);
    return new DrawingPage(page, await createClock(page), await context.newCDPSession(page));
  }

  /** Measures strokes on empty labels, which are cleared afterwards. */
  async measureStrokes(): Promise<StrokeRound> {
    const waitMs = await this.#begin();
    const strokeMs = {
      axial: await this.#drag("axial", waitMs),
      sagittal: await this.#drag("sagittal", waitMs),
    };
    const painted = await this.page.evaluate(() => window.editBench.painted());
    await this.#clear();
    return { waitMs, strokeMs, painted };
  }

  /** Measures a whole result on empty labels, and tool changes over it; cleared afterwards. */
  async measureResult(): Promise<ResultRound> {
    const waitMs = await this.#begin();
    const bulkWriteMs = (await this.workMs(() => this.write())) - bulkFrames * waitMs;
    const switchMs: number[] = [];
    for (let n = 0; n < switches; n++)
      switchMs.push(
        await this.workMs(async () => {
          await this.page.evaluate(() => window.editBench.switchTool());
          await this.#drawn();
        }),
      );
    await this.#clear();
    return { waitMs, bulkWriteMs, toolSwitchMs: median(switchMs) - waitMs };
  }

  /** Writes a whole result and waits until it is on screen. */
  async write(): Promise<void> {
    await this.page.evaluate(() => window.editBench.write());
    await this.#drawn(bulkFrames);
  }

  /** Brings the page to the front and collects garbage. @returns how long waiting for a frame takes while nothing changes. */
  async #begin(): Promise<number> {
    await this.page.bringToFront();
    await this.#session.send("HeapProfiler.collectGarbage");
    await this.#drawn();
    const found: number[] = [];
    for (let n = 0; n < waits; n++) found.push(await this.workMs(() => this.#drawn()));
    return median(found);
  }

  async #clear(): Promise<void> {
    await this.page.evaluate(() => window.editBench.clear());
    await this.#drawn(bulkFrames);
  }

  async #drawn(times = 1): Promise<void> {
    for (let n = 0; n < times; n++) await this.page.evaluate(() => window.editBench.drawn());
  }

  /** Drags the brush across a pane step by step, and measures each step without the wait for a frame. */
  async #drag(plane: "axial" | "sagittal", waitMs: number): Promise<number[]> {
    const box = (await this.page.locator(`#${plane}`).boundingBox())!;
    // Playwright's own mouse runs scripts in the page on every move with a button down, which are not part of drawing.
    const mouse = (type: "mouseMoved" | "mousePressed" | "mouseReleased", step: number) =>
      this.#session.send("Input.dispatchMouseEvent", {
        type,
        x: box.x + 40 + 3 * step,
        y: box.y + 80 + Math.round(10 * Math.sin(step / 5)),
        button: "left",
        buttons: type === "mouseReleased" ? 0 : 1,
        clickCount: type === "mouseMoved" ? 0 : 1,
      });
    await this.page.mouse.move(box.x + 40, box.y + 80);
    await mouse("mousePressed", 0);
    // Cornerstone waits for a possible second click before it handles the press.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await this.#drawn();
    const found: number[] = [];
    for (let step = 1; step <= moves; step++) {
      const moved = await this.workMs(async () => {
        await mouse("mouseMoved", step);
        await this.#drawn();
      });
      found.push(Math.max(0, moved - waitMs));
    }
    await mouse("mouseReleased", moves);
    await this.#drawn();
    // Without the first moves of a stroke, which prepare it.
    return found.slice(4);
  }
}
