/** `npm run -s screenshots`: makes docs/pictures from the sample study, as a user would see it. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { createServer } from "vite";
import { createConfig } from "../vite.config.ts";
import { browserAdvice, findBrowser } from "./find-browser.ts";

const folder = join(import.meta.dirname, "..", "docs", "pictures");
const size = { width: 1440, height: 900 };
const runLimitMs = 300_000;

const executablePath = findBrowser();
if (!executablePath) {
  console.error(browserAdvice);
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
const config = createConfig();
const server = await createServer({
  ...config,
  configFile: false,
  logLevel: "warn",
  server: { ...config.server, hmr: false, watch: null },
});
await server.listen();
const browser = await chromium.launch({
  executablePath,
  args: [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
  ],
});
try {
  await takePictures(await browser.newPage({ viewport: size }), server.resolvedUrls!.local[0]!);
} finally {
  await browser.close();
  await server.close();
}

async function takePictures(page: Page, url: string): Promise<void> {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const save = async (name: string): Promise<void> => {
    // The panes draw in software here: the picture waits until they have caught up.
    await page.waitForTimeout(3000);
    await page.screenshot({ path: join(folder, `${name}.png`), timeout: runLimitMs });
  };
  await page.goto(url);
  await waitUntilEnabled(page, "Segment");
  await button("Segment").click();
  await button("Cancel").waitFor({ state: "visible", timeout: runLimitMs });
  await waitUntilEnabled(page, "Segment");

  const strip = page.getByRole("slider", { name: /slice/i }).last();
  const box = await strip.boundingBox();
  if (box) await page.mouse.click(box.x + box.width * 0.63, box.y + box.height / 2);
  const axial = await page.getByTestId("pane-axial").boundingBox();
  if (axial) await page.mouse.click(axial.x + axial.width * 0.33, axial.y + axial.height * 0.5);
  await save("viewer");

  await button("Brush").click();
  if (axial) await page.mouse.move(axial.x + axial.width * 0.38, axial.y + axial.height * 0.4);
  await save("brush");

  await page.keyboard.press("Shift+?");
  await save("keys");
}

async function waitUntilEnabled(page: Page, name: string): Promise<void> {
  const target = page.getByRole("button", { name, exact: true });
  const deadline = performance.now() + runLimitMs;
  while (!((await target.isVisible()) && (await target.isEnabled()))) {
    if (performance.now() > deadline)
      throw new Error(`"${name}" was not ready within ${runLimitMs / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
