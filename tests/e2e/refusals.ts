import type { Page } from "playwright-core";

/** Call before the page is loaded: records what its policy blocks. */
export async function recordRefusals(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const refused: string[] = [];
    Object.assign(window, { refused });
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      refused.push(`${violatedDirective} ${blockedURI}`),
    );
  });
}

/** What the page's policy has blocked. */
export async function refusals(page: Page): Promise<string[]> {
  return page.evaluate("window.refused");
}
