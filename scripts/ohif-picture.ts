/** `npm run -s screenshots:ohif`: makes docs/pictures/ohif.png from the sample study in the released OHIF, as a user would see it. */
import { join } from "node:path";
import { chromium } from "playwright-core";
import { sampleSlices, sampleStudyUID } from "../tests/e2e/sample-study.ts";
import { buildPlugin, openHospital, whyNot } from "../tests/ohif/ohif-site.ts";
import { browserAdvice, findBrowser } from "./find-browser.ts";

const version = "3.13.2";
const folder = process.argv[2] ?? join(import.meta.dirname, "..", "docs", "pictures");

const executablePath = findBrowser();
const reason = executablePath ? await whyNot(version) : browserAdvice;
if (reason) {
  console.error(reason);
  process.exit(1);
}
using plugin = await buildPlugin("ct-liver-tumour");
await using hospital = await openHospital({
  version,
  plugin: plugin.folder,
  slices: { from: 0, to: sampleSlices },
});
const browser = await chromium.launch({
  executablePath: executablePath!,
  args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(300_000);
  await page.goto(`${hospital.url}autoseg?StudyInstanceUIDs=${sampleStudyUID}`);
  const panel = page.locator("autoseg-panel");
  await panel.getByRole("button", { name: "Segment", exact: true }).click();
  await panel.getByRole("button", { name: "Undo" }).and(panel.locator(":enabled")).waitFor();
  // The viewports draw in software here: the picture waits until they have caught up.
  await page.waitForTimeout(5000);
  await page.mouse.move(700, 870);
  await page.screenshot({ path: join(folder, "ohif.png") });
} finally {
  await browser.close();
}
