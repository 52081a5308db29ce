import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, expect } from "vitest";
import { browserAdvice, findBrowser, findHeadlessBrowser } from "../../scripts/find-browser.ts";

/**
 * Features of Chromium that no test is about. This list replaces Playwright's own, of which it keeps what affects pages; the
 * popups of the address bar are pages of their own that every context would load.
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

/** Software rendering, and no background network traffic. */
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
 * Without a GPU, nearly all of a test's time goes into drawing. Compositing without the emulated GPU, and a quarter of the
 * pixels in each direction for a page of the same size, reduce that to a tenth.
 */
export const cheapDrawing = ["--disable-gpu-compositing"];
export const pageSize = { viewport: { width: 1600, height: 1000 }, deviceScaleFactor: 0.25 };

/**
 * V8 compiles a WebAssembly function again, optimised, after so many units of work in it, by default 13 million. Runs of tests are
 * so short that this takes longer than they do: a quarter of the time of tests on WebGPU. Only loops of real networks get that far.
 */
const rarelyOptimised = ["--js-flags=--wasm-tiering-budget=200000000"];

interface BrowserOptions {
  /** Offers WebGPU, on a software adapter if there is no GPU. */
  readonly webgpu?: boolean;
  /** With its whole user interface, which offers to install applications. */
  readonly whole?: boolean;
}

/** Launches Chromium, without its user interface unless `whole`. */
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

/** The browser shared by all test files of this process. */
export async function sharedBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const key = JSON.stringify(options);
  const known = running.get(key);
  if (known?.isConnected()) return known;
  const browser = await launchBrowser({ ...options, args: [...cheapDrawing, ...rarelyOptimised] });
  running.set(key, browser);
  return browser;
}

/** For the top of a test file: the shared browser, whose pages are closed after the file. */
export async function useBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const browser = await sharedBrowser(options);
  afterAll(async () => {
    for (const context of browser.contexts()) await context.close();
  });
  return browser;
}

/**
 * A context for pages that share storage with each other but not with others. Without a service worker, which would load the
 * whole application again in each context, unless the test is about it.
 */
export async function newContext(
  browser: Browser,
  { serviceWorkers = "block" }: { readonly serviceWorkers?: "allow" | "block" } = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ ...pageSize, acceptDownloads: true, serviceWorkers });
  // The test's own time limit is enough, since a page may share its machine with others.
  context.setDefaultNavigationTimeout(0);
  return context;
}

/** A page with a record of its errors and of requests to other origins. */
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

/** Starts recording for a page of a server. */
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
