import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, expect } from "vitest";
import { browserAdvice, findBrowser, findHeadlessBrowser } from "../../scripts/find-browser.ts";

/**
 * Features of Chromium that no test is about. This list takes the place of Playwright's own, of which it has what makes a page
 * behave otherwise; the popups of the address bar are pages of their own, which every context would load.
 */
const unwantedFeatures = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "ThirdPartyStoragePartitioning",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxPopup",
];

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
  `--disable-features=${unwantedFeatures.join(",")}`,
];

/**
 * On a machine without a GPU nearly all of a test's time goes into drawing. Putting the page together without the emulated
 * GPU, and a quarter of the pixels in each direction on a page of the same size, make that a tenth.
 */
export const cheapDrawing = ["--disable-gpu-compositing"];
export const pageSize = { viewport: { width: 1600, height: 1000 }, deviceScaleFactor: 0.25 };

interface BrowserOptions {
  /** One that offers WebGPU on a software adapter where there is no GPU. */
  readonly webgpu?: boolean;
  /** One with all of its user interface, which knows what can be installed. */
  readonly whole?: boolean;
}

/** A Chromium, without its user interface unless `whole`. */
export async function launchBrowser({
  webgpu = false,
  whole = false,
  args = [],
}: BrowserOptions & { readonly args?: readonly string[] } = {}): Promise<Browser> {
  const executablePath = whole ? findBrowser() : findHeadlessBrowser();
  if (!executablePath) throw new Error(browserAdvice);
  return chromium.launch({
    executablePath,
    args: [...quietArguments, ...(webgpu ? ["--enable-unsafe-webgpu"] : []), ...args],
  });
}

/** The browsers of this process, which runs one test file after the other; they end with it. */
const running = new Map<string, Browser>();

/** The browser that all test files of this process share. */
export async function sharedBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const key = JSON.stringify(options);
  const known = running.get(key);
  if (known?.isConnected()) return known;
  const browser = await launchBrowser({ ...options, args: cheapDrawing });
  running.set(key, browser);
  return browser;
}

/** For the top of a test file: the shared browser, with none of the file's pages left in it afterwards. */
export async function useBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const browser = await sharedBrowser(options);
  afterAll(async () => {
    for (const context of browser.contexts()) await context.close();
  });
  return browser;
}

/**
 * Room for pages that share what they store, and share nothing with others. Without a service worker, which would load all of
 * the program once more in each, unless the test is about it.
 */
export async function newContext(
  browser: Browser,
  { serviceWorkers = "block" }: { readonly serviceWorkers?: "allow" | "block" } = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ ...pageSize, acceptDownloads: true, serviceWorkers });
  // The test's own time limit is enough: a page may share its machine with others.
  context.setDefaultNavigationTimeout(0);
  return context;
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
  const context = await newContext(browser);
  const page = await context.newPage();
  const watched = watch(page, url);
  await prepare?.(page);
  await page.goto(url);
  return watched;
}

/** Watches a page of a server from now on. */
export function watch(page: Page, url: string): WatchedPage {
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
  return { page, expectQuiet: () => expect(complaints).toEqual([]) };
}
