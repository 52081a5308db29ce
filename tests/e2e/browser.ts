import { type Browser, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import { browserAdvice, findBrowser } from "../../scripts/find-browser.ts";

/** Software rendering, and nothing that talks to the network by itself. */
const quietArguments = [
  "--no-sandbox",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A Chromium; with `webgpu` one that offers WebGPU on a software adapter where there is no GPU. */
export async function launchBrowser({ webgpu = false } = {}): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error(browserAdvice);
  const args = webgpu ? [...quietArguments, "--enable-unsafe-webgpu"] : quietArguments;
  return chromium.launch({ executablePath, args });
}

/** A page that is watched: what it complained of, and what it asked of other machines. */
export interface WatchedPage {
  readonly page: Page;
  /** Fails if the console showed an error, an exception was left uncaught, or a request left the origin. */
  expectQuiet(): void;
}

/** @param prepare called with the page before it loads anything. */
export async function openPage(
  browser: Browser,
  url: string,
  prepare?: (page: Page) => Promise<void>,
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1600, height: 1000 },
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const { origin } = new URL(url);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("request", (request) => {
    const target = new URL(request.url());
    const isLocal = target.protocol === "blob:" || target.protocol === "data:";
    if (!isLocal && target.origin !== origin) complaints.push(`request to ${target.href}`);
  });
  await prepare?.(page);
  await page.goto(url);
  return { page, expectQuiet: () => expect(complaints).toEqual([]) };
}
