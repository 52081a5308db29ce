import axe from "axe-core";
import type { Page } from "playwright-core";

/** What breaks a rule of WCAG 2.2 AA on a page as it is now, or in one element of it, as "rule: element". */
export async function findViolations(page: Page, selector?: string): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async (within) => {
    const { axe: inPage } = window as unknown as { axe: typeof axe };
    return inPage.run(within ?? document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
  }, selector);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)} ${failureSummary}`),
  );
}
