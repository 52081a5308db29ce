import type { Page } from "playwright-core";

/**
 * Waits until the page's script has left a variable of that name. Not by Playwright's `waitForFunction`, which makes code
 * from text in the page: our policy forbids that, and it would wait for ever.
 */
export async function waitForGlobal(page: Page, name: string): Promise<void> {
  while (!(await page.evaluate((wanted) => wanted in globalThis, name)))
    await new Promise((resolve) => setTimeout(resolve, 100));
}
