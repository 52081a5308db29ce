import type { Page } from "playwright-core";

/** Before the page is loaded: notes what its policy refuses. */
export async function recordRefusals(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const refused: string[] = [];
    Object.assign(window, { refused });
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      refused.push(`${violatedDirective} ${blockedURI}`),
    );
  });
}

/** What the page's policy refused. */
export async function refusals(page: Page): Promise<string[]> {
  return page.evaluate("window.refused");
}
