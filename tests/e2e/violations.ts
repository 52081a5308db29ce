import axe from "axe-core";
import type { Page } from "playwright-core";
import type { Viewer } from "../../src/viewer/viewer.ts";

/** Violations of WCAG 2.2 AA on a page as it is now, or within an element, as "rule: element". */
export function findViolations(page: Page, selector?: string): Promise<string[]> {
  return runAxe(page, selector, ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]);
}

/** The same for the viewer in each of its themes, which differ in nothing but colours; it is left in the first. */
export async function findViolationsInThemes(page: Page): Promise<string[]> {
  const found = await findViolations(page);
  for (const theme of ["light", "contrast"] as const) {
    await setTheme(page, theme);
    const inTheme = await runAxe(page, undefined, { type: "rule", values: ["color-contrast"] });
    found.push(...inTheme.map((violation) => `${theme}: ${violation}`));
  }
  await setTheme(page, "dark");
  return found;
}

async function setTheme(page: Page, theme: "dark" | "light" | "contrast"): Promise<void> {
  await page.evaluate(async (to) => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    viewer.screen.change("theme", to);
    // Colours change within a moment, not at once, where a part says so.
    await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => undefined)));
  }, theme);
}

async function runAxe(
  page: Page,
  selector: string | undefined,
  runOnly: axe.RunOptions["runOnly"],
): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(
    async ([within, only]) => {
      const { axe: inPage } = window as unknown as { axe: typeof axe };
      return inPage.run(within ?? document, { runOnly: only!, resultTypes: ["violations"] });
    },
    [selector, runOnly] as const,
  );
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${JSON.stringify(target)} ${failureSummary}`),
  );
}
