import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { toHeaders } from "../../src/viewer/server/security-headers.ts";
import { newContext, useBrowser, watch } from "./browser.ts";
import { type DeployedViewer, deployViewer } from "./deployed-viewer.ts";
import { sampleFiles, sampleFolder } from "./sample-study.ts";
import { createViewerPage, type ViewerPage, waitUntil, waitUntilEnabled } from "./viewer-page.ts";
import { findViolations } from "./violations.ts";
import { findServer, startServer, type WebServer } from "./web-servers.ts";

const path = "radiology/viewer/";
const slices = sampleFiles()
  .slice(38, 44)
  .map((name) => ({ name, bytes: readFileSync(join(sampleFolder, name)) }));
const browser = await useBrowser({ whole: true });
let deployed: DeployedViewer;

beforeAll(async () => {
  // Once it answers, it is built.
  expect((await fetch(inject("viewerUrl"))).status).toBe(200);
  deployed = await deployViewer(inject("viewerFolder"));
});

afterAll(() => deployed[Symbol.dispose]());

describe.for(["nginx", "caddy"] as const)("%s with the configuration of deploy/", (name) => {
  test("sends the same headers as the development server, with every answer", async (context) => {
    if (!findServer(name)) context.skip(`${name} is not installed`);
    const server = await startServer(name, deployed.root);
    try {
      const assets = readdirSync(join(deployed.folder, "assets"));
      const asset = (ending: string) => `assets/${assets.find((file) => file.endsWith(ending))}`;
      const files = [
        ["", /^text\/html/],
        ["service-worker.js", /javascript/],
        ["manifest.webmanifest", /^application\/manifest\+json/],
        ["icon.svg", /^image\/svg/],
        ["models/index.json", /^application\/json/],
        ["models/threshold-tiny/model.onnx", /^application\/octet-stream|^$/],
        [asset(".js"), /javascript/],
        [asset(".css"), /^text\/css/],
        [asset(".wasm"), /^application\/wasm/],
        ["missing.js", /./],
      ] as const;
      for (const [file, type] of files) {
        const { headers, status } = await fetch(`${server.url}${path}${file}`);
        const found = Object.keys(toHeaders([])).map((header) => [header, headers.get(header)]);
        expect([file, Object.fromEntries(found)]).toEqual([file, toHeaders([])]);
        expect([file, status]).toEqual([file, file === "missing.js" ? 404 : 200]);
        if (status === 200) expect(headers.get("content-type") ?? "", file).toMatch(type);
        const cached = file.startsWith("assets/") ? /immutable/ : /^no-cache$/;
        expect(headers.get("cache-control"), file).toMatch(cached);
      }
    } finally {
      await server.stop();
    }
  });
});

describe.skipIf(!findServer("nginx"))(
  findServer("nginx") ? "below a path of nginx" : "below a path (skipped: nginx is not installed)",
  () => {
    let server: WebServer;
    let context: BrowserContext;
    let viewer: ViewerPage;
    let other: ViewerPage;

    const open = async (): Promise<ViewerPage> => {
      const page = await context.newPage();
      const opened = createViewerPage(watch(page, server.url));
      await page.goto(`${server.url}${path}?device=wasm`);
      await page.getByText("Drop a DICOM folder here").waitFor();
      return opened;
    };
    const restart = async (change?: (text: string) => string): Promise<void> => {
      const { port } = new URL(server.url);
      await server.stop();
      server = await startServer("nginx", deployed.root, { port: Number(port), ...(change && { change }) });
    };
    const lookForNewVersion = async (): Promise<void> => {
      await context.setOffline(true);
      await context.setOffline(false);
    };
    const count = (voxels: Uint8Array) => voxels.filter((label) => label !== 0).length;

    beforeAll(async () => {
      writeFileSync(join(deployed.folder, "assets", "of-the-first-version.js"), "");
      await deployed.release();
      server = await startServer("nginx", deployed.root);
      context = await newContext(browser, { serviceWorkers: "allow" });
      viewer = await open();
    });

    afterAll(() => server.stop());

    test("the viewer is isolated, can be installed, and saves itself", async () => {
      const { page } = viewer;
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
      await page.getByText(/^Works offline/).waitFor({ timeout: 120_000 });
      const session = await context.newCDPSession(page);
      const { errors } = await session.send("Page.getAppManifest");
      expect(errors).toEqual([]);
      const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
      // A context without a profile cannot install anything.
      expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(["in-incognito"]);
    });

    test("models are kept when they are asked for, and removed", async () => {
      const { page } = viewer;
      await viewer.button("Offline use").click();
      const dialog = page.getByRole("dialog", { name: "Use without a network" });
      const model = dialog.getByRole("listitem").filter({ hasText: "Tiny test network" });
      // It was started, and kept for that.
      await model.getByText("1 MB, kept").waitFor();
      await model.getByRole("button").click();
      await model.getByText("1 MB, not kept").waitFor();
      await dialog.getByRole("button", { name: "Keep all (1 MB)" }).click();
      await model.getByText("1 MB, kept").waitFor();
      expect(await findViolations(page)).toEqual([]);
      await dialog.getByRole("button", { name: "Close" }).click();
      viewer.expectQuiet();
    });

    test("without the server it loads, opens a study and segments it", async () => {
      await server.stop();
      await viewer.page.reload();
      await viewer.page.getByText("Drop a DICOM folder here").waitFor();
      expect(await viewer.page.evaluate(() => crossOriginIsolated)).toBe(true);
      await viewer.drop(slices);
      await waitUntilEnabled(viewer.button("Segment"));
      await viewer.segment();
      expect(count(await viewer.voxels())).toBeGreaterThan(0);
      // Nothing of the study is in what was saved.
      const kept = await viewer.page.evaluate(async () => {
        const names = await caches.keys();
        const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
        return requests.flat().map(({ url }) => new URL(url).pathname);
      });
      expect(kept.filter((address) => /study|\.dcm/.test(address))).toEqual([]);
    });

    test("the headers of page and workers are those that the server gives now", async () => {
      await restart((text) => text.replace('default "";', 'default " https://pacs.example.org";'));
      other = await open();
      const policies = await other.page.evaluate(async () => {
        const workers = performance.getEntriesByType("resource").map(({ name }) => name);
        const addresses = [location.href, workers.find((name) => name.endsWith(".js"))!];
        const answers = await Promise.all(addresses.map((address) => fetch(address)));
        return answers.map(({ headers }) => headers.get("content-security-policy"));
      });
      const expected = toHeaders(["https://pacs.example.org"])["Content-Security-Policy"];
      expect(policies).toEqual([expected, expected]);
    });

    test("a new version is told, and waits until the user agrees; work comes along", async () => {
      const before = count(await viewer.voxels());
      deployed.change("index.html", (text) => text.replace("<title>Autoseg:", "<title>Autoseg 2:"));
      rmSync(join(deployed.folder, "assets", "of-the-first-version.js"));
      await deployed.release();
      await lookForNewVersion();
      const { page } = viewer;
      const notice = page.locator("notice-list").filter({ hasText: "There is a new version of the viewer." });
      await notice.waitFor({ timeout: 60_000 });
      expect(await page.title()).toContain("Autoseg:");
      await notice.getByRole("button", { name: "Reload" }).click();
      const dialog = page.getByRole("dialog", { name: "Reload with unexported work?" });
      await dialog.getByText("It is saved in this browser").waitFor();
      await dialog.getByRole("button", { name: "Later" }).click();
      expect(count(await viewer.voxels())).toBe(before);

      await notice.getByRole("button", { name: "Reload" }).click();
      await dialog.getByRole("button", { name: "Reload" }).click();
      await waitUntil(async () => (await page.title().catch(() => "")).includes("Autoseg 2:"));
      await page.getByText("Drop a DICOM folder here").waitFor();
      await viewer.drop(slices);
      await page.getByRole("dialog").getByRole("button", { name: "Resume" }).click({ timeout: 60_000 });
      await waitUntil(async () => count(await viewer.voxels()) === before);
      expect(await page.getByText("There is a new version").count()).toBe(0);
    });

    test("a page of the old version goes on, and its files go with it", async () => {
      // Past the browser's own cache, which has what the server once sent for a year.
      const old = () => fetch("assets/of-the-first-version.js", { cache: "no-store" }).then(({ ok }) => ok);
      expect(await other.page.title()).toContain("Autoseg:");
      expect(await other.page.evaluate(old)).toBe(true);
      await other.page.getByText("There is a new version of the viewer.").waitFor();
      await viewer.page.close();
      await other.page.reload();
      await other.page.getByText("Drop a DICOM folder here").waitFor();
      expect(await other.page.title()).toContain("Autoseg 2:");
      await waitUntil(async () => !(await other.page.evaluate(old)));
    });

    test("a file that is not the one that was built is refused by name", async () => {
      deployed.change("models/index.json", (text) => `${text} `);
      context = await newContext(browser, { serviceWorkers: "allow" });
      const { page } = await open();
      await page
        .getByText("models/index.json on the server is not the one that was built")
        .waitFor({ timeout: 60_000 });
    });
  },
);
