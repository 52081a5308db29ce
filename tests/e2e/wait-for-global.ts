import type { Page } from "playwright-core";

/**
 * Waits until the page's script has set a global variable. Playwright's `waitForFunction` would never succeed, since it creates
 * code from text in the page, which our policy forbids.
 */
export async function waitForGlobal(page: Page, name: string): Promise<void> {
  while (!(await page.evaluate((wanted) => wanted in globalThis, name)))
    await new Promise((resolve) => setTimeout(resolve, 100));
}
