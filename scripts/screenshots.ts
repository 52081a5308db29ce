/**
 * `npm run -s screenshots`: makes docs/pictures from the sample study, as a user would see it.
 * `npm run -s screenshots -- FOLDER [STUDY]`: every screen at five sizes from 900 to 3840 pixels, into a folder, to look at.
 * `--only NAME,NAME` takes pictures of some screens, `--widths 900,1280` in some sizes.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Page } from "playwright-core";
import { createServer } from "vite";
import { createConfig } from "../vite.config.ts";
import { browserAdvice, findBrowser } from "./find-browser.ts";
import { type Screen, screens, showDrawer } from "./screens.ts";

interface Size {
  readonly width: number;
  readonly height: number;
}

const { positionals, values: chosen } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string" }, widths: { type: "string" } },
});
const [lookAt, studyPath] = positionals;
const docs = {
  folder: join(import.meta.dirname, "..", "docs", "pictures"),
  sizes: [{ width: 1440, height: 900 }],
  names: ["prompts", "viewer", "brush", "surfaces", "comparison", "keys"],
};
const all = {
  folder: lookAt ?? "",
  sizes: [
    { width: 900, height: 700 },
    { width: 1280, height: 720 },
    { width: 1440, height: 900 },
    { width: 1920, height: 1080 },
    { width: 3840, height: 2160 },
  ].filter(({ width }) => !chosen.widths || chosen.widths.split(",").includes(String(width))),
  names: chosen.only?.split(",") ?? screens.map(({ name }) => name),
};
const { folder, sizes, names } = lookAt === undefined ? docs : all;
/** Wide enough for the panel beside the images, in which some screens are made. */
const madeAt = docs.sizes[0]!;

const executablePath = findBrowser();
if (!executablePath) {
  console.error(browserAdvice);
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
const config = createConfig({ study: studyPath });
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
  const page = await browser.newPage({ viewport: madeAt });
  // The first start bundles the dependencies, which takes its time on a busy machine.
  await page.goto(server.resolvedUrls!.local[0]!, { timeout: 300_000 });
  for (const screen of screens) {
    await page.setViewportSize(madeAt);
    await screen.show(page);
    if (names.includes(screen.name)) for (const size of sizes) await takePicture(page, screen, size);
  }
} finally {
  await browser.close();
  await server.close();
}

async function takePicture(page: Page, { name, hasPanel }: Screen, size: Size): Promise<void> {
  await page.setViewportSize(size);
  if (hasPanel) await showDrawer(page, true);
  // The panes draw in software here: the picture waits until they have caught up.
  await page.waitForTimeout(size.width > 3000 ? 6000 : 3000);
  const suffix = sizes.length > 1 ? `-${size.width}` : "";
  await page.screenshot({ path: join(folder, `${name}${suffix}.png`), timeout: 300_000 });
}
