import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { BrowserContext } from "playwright-core";
import { type PreviewServer, preview } from "vite";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { createConfig } from "../../vite.config.ts";
import { bytesField, numberField, textField } from "../unit/model/onnx-bytes.ts";
import { openPage, useBrowser } from "./browser.ts";
import { recordRefusals, refusals } from "./refusals.ts";
import { sampleFiles, sampleFolder } from "./sample-study.ts";
import { serveFewSlices, serveModel, serveQuickStudy, tinyModel } from "./served-files.ts";
import { createViewerPage, messagesOf, openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const viewerUrl = inject("viewerUrl");
const files = sampleFiles()
  .slice(36, 42)
  .map((name) => readFileSync(join(sampleFolder, name)));
const browser = await useBrowser();
const closers: (() => void)[] = [];
/** The page of several tests. */
let lasting: BrowserContext | undefined;

afterEach(async () => {
  for (const close of closers.splice(0)) close();
  for (const context of browser.contexts()) if (context !== lasting) await context.close();
});

/** A server of another origin that gives any page a study, and models that lie where `modelsUrl` says. */
async function serveElsewhere(modelsUrl = "threshold-tiny/"): Promise<{ url: string; requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url!);
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "*");
    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    const name = request.url!.split("/").at(-1)!;
    if (request.url === "/study/index.json") {
      response.setHeader("Content-Type", "application/json");
      const list = files.map((file, index) => ({
        name: `${index}.dcm`,
        url: String(index),
        sizeBytes: file.length,
      }));
      response.end(JSON.stringify({ title: "elsewhere", files: list }));
    } else if (request.url === "/models/index.json") {
      response.setHeader("Content-Type", "application/json");
      const entry = {
        name: "threshold-tiny",
        title: "Elsewhere",
        architecture: "",
        modality: "CT",
        description: "",
      };
      response.end(JSON.stringify([{ ...entry, url: modelsUrl }]));
    } else if (request.url!.startsWith("/study/")) response.end(files[Number(name)]);
    else if (request.url!.startsWith("/models/threshold-tiny/"))
      response.end(readFileSync(join(tinyModel, name)));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

describe("every answer of the viewer's server", () => {
  // A server of its own: the common one also allows the servers that pages of other tests have named.
  let server: PreviewServer;

  beforeAll(async () => {
    await fetch(viewerUrl);
    const config = createConfig();
    server = await preview({
      ...config,
      configFile: false,
      logLevel: "error",
      build: { outDir: inject("viewerFolder") },
      preview: { ...config.preview, host: "127.0.0.1", port: 0 },
    });
  });

  afterAll(() => server.close());

  test.each(["", "index.html", "study/index.json", "study/0", "models/index.json", "nothing.js"])(
    "has the policy: /%s",
    async (path) => {
      const { port } = server.httpServer.address() as AddressInfo;
      const { headers } = await fetch(`http://127.0.0.1:${port}/${path}`);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
      expect(policy).toContain("connect-src 'self' blob:;");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*/);
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("cross-origin-embedder-policy")).toBe("require-corp");
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
      expect(headers.get("access-control-allow-origin")).toBeNull();
    },
  );
});

test("what gets into the page runs nothing, and speaks to nobody", async () => {
  const elsewhere = await serveElsewhere();
  const { page } = await openViewer(browser, viewerUrl, async (page) => {
    await recordRefusals(page);
    await serveQuickStudy()(page);
  });
  expect(await refusals(page)).toEqual([]);
  const ran = await page.evaluate(async (url) => {
    const ran: string[] = [];
    Object.assign(window, { ran: (what: string) => ran.push(what) });
    const add = (markup: string) =>
      document.body.append(document.createRange().createContextualFragment(markup));
    add("<script>ran('inline')</script>");
    add("<img src=x onerror=\"ran('handler')\">");
    add("<p style='color: red'>styled</p>");
    add(`<img src='${url}/picture'>`);
    // In a task of the page's own: what DevTools evaluates may evaluate text.
    await new Promise<void>((resolve) =>
      setTimeout(() => {
        try {
          new Function("ran('text')")();
        } catch {}
        resolve();
      }),
    );
    await fetch(`${url}/study/index.json`).then(
      () => ran.push("fetched"),
      () => undefined,
    );
    await new Promise((resolve) => setTimeout(resolve, 0));
    return ran;
  }, elsewhere.url);
  expect(ran).toEqual([]);
  expect(elsewhere.requests).toEqual([]);
  await waitUntil(async () => (await refusals(page)).length >= 5);
});

describe("another server that the address names is asked for nothing before the user agrees", () => {
  const named = (parameter: string, url: string) => `${viewerUrl}?${parameter}=${encodeURIComponent(url)}`;

  test.each([
    ["study", "/study/index.json"],
    ["models", "/models/index.json"],
    ["dicomweb", "/dicom-web/studies/1.2.3"],
  ])("?%s=", async (parameter, path) => {
    const elsewhere = await serveElsewhere();
    const { page } = await openPage(browser, named(parameter, `${elsewhere.url}${path}`), (page) =>
      parameter === "models" ? serveFewSlices(page) : serveModel(page, tinyModel),
    );
    const dialog = page.getByRole("dialog");
    await dialog.getByText(elsewhere.url).waitFor({ timeout: 60_000 });
    expect(elsewhere.requests).toEqual([]);
    await dialog.getByRole("button", { name: "Do not connect" }).click();
    await dialog.waitFor({ state: "detached" });
    if (parameter === "models") await page.getByText("512 × 512").first().waitFor({ timeout: 60_000 });
    else await page.getByText("Drop a DICOM folder here").waitFor();
    expect(elsewhere.requests).toEqual([]);
  });

  test("and then gives the study and the model, which runs", async () => {
    const elsewhere = await serveElsewhere();
    const url = `${named("study", `${elsewhere.url}/study/index.json`)}&models=${encodeURIComponent(`${elsewhere.url}/models/index.json`)}&device=wasm`;
    const watched = await openPage(browser, url, recordRefusals);
    const viewer = createViewerPage(watched);
    // Both are on one server: one question.
    await viewer.page.getByRole("button", { name: "Connect", exact: true }).click({ timeout: 60_000 });
    await viewer.page.getByText(`512 × 512 × ${files.length}`).waitFor({ timeout: 60_000 });
    await viewer.segment();
    expect(await messagesOf(viewer.page)).toEqual([]);
    expect(elsewhere.requests).toContain("/models/threshold-tiny/model.onnx");
    expect(await refusals(viewer.page)).toEqual([]);
  });

  test("nor is a third one that it places its models on", async () => {
    const third = await serveElsewhere();
    const elsewhere = await serveElsewhere(`${third.url}/models/threshold-tiny/`);
    const { page } = await openPage(
      browser,
      named("models", `${elsewhere.url}/models/index.json`),
      serveFewSlices,
    );
    await page.getByRole("button", { name: "Connect", exact: true }).click({ timeout: 60_000 });
    await page.getByText(`on another server, ${third.url}`).waitFor();
    expect(third.requests).toEqual([]);
  });
});

describe("a DICOMweb server that redirects the page to another origin", () => {
  async function serveRedirects(to: string): Promise<string> {
    const server = createServer((request, response) => {
      response.setHeader("Access-Control-Allow-Origin", "*");
      response.setHeader("Access-Control-Allow-Headers", "*, Authorization");
      if (request.method === "OPTIONS") response.end();
      else response.writeHead(302, { Location: to + request.url! }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  test.each([
    [
      "with a password",
      "someone:secret@",
      /127\.0\.0\.1:\d+ redirects, and the browser does not say to which origin/,
    ],
    // Allowed by no policy: the browser does not go there either.
    ["without one", "", /The DICOMweb server 127\.0\.0\.1:\d+ did not return/],
  ])("%s is not followed", async (_, user, says) => {
    const elsewhere = await serveElsewhere();
    const address = `http://${user}${await serveRedirects(elsewhere.url)}/dicom-web/studies/1.2.3`;
    const { page } = await openPage(browser, `${viewerUrl}?dicomweb=${encodeURIComponent(address)}`, (page) =>
      serveModel(page, tinyModel),
    );
    await page.getByRole("button", { name: "Connect", exact: true }).click({ timeout: 60_000 });
    await page.getByText(says).waitFor({ timeout: 60_000 });
    expect(elsewhere.requests).toEqual([]);
  });
});

test("a model that keeps weights in another file is not run in the page either", async () => {
  const location = [...textField(1, "location"), ...textField(2, "package.json")];
  const tensor = [...numberField(2, 1), ...bytesField(13, location), ...numberField(14, 1)];
  const outside = Buffer.from(bytesField(7, bytesField(5, tensor)));
  const model = Buffer.concat([readFileSync(join(tinyModel, "model.onnx")), outside]);
  const sha256 = createHash("sha256").update(model).digest("hex");
  const viewer = await openViewer(browser, `${viewerUrl}?device=wasm`, async (page) => {
    await serveFewSlices(page);
    await serveModel(page, tinyModel, (name, bytes) => {
      if (name === "model.onnx") return model;
      const manifest = JSON.parse(bytes.toString());
      const weights = [{ file: "model.onnx", precision: "float32", sizeBytes: model.length, sha256 }];
      return Buffer.from(JSON.stringify({ ...manifest, weights }));
    });
  });
  if ((await messagesOf(viewer.page)).length === 0) await viewer.button("Segment").click();
  await viewer.page.getByText('stores weights outside its file, in "package.json"').first().waitFor();
});

describe("names are shown as they are", () => {
  /** The sample with another name, whose length is the sample's. */
  function renamed(file: Buffer, name: string): Buffer {
    const at = file.indexOf(Buffer.from([0x10, 0, 0x10, 0, 0x50, 0x4e])) + 6;
    const value = Buffer.from(name);
    const padded = value.length % 2 === 0 ? value : Buffer.concat([value, Buffer.from(" ")]);
    const length = Buffer.alloc(2);
    length.writeUInt16LE(padded.length);
    const utf8 = Buffer.from([8, 0, 5, 0, 0x43, 0x53, 10, 0, ...Buffer.from("ISO_IR 192")]);
    const set = file.indexOf(Buffer.from([8, 0, 5, 0, 0x43, 0x53]));
    const [setEnd, first] =
      set < 0
        ? [file.indexOf(Buffer.from([8, 0])), file.indexOf(Buffer.from([8, 0]))]
        : [set + 8 + file.readUInt16LE(set + 6), set];
    return Buffer.concat([
      file.subarray(0, first),
      utf8,
      file.subarray(setEnd, at),
      length,
      padded,
      file.subarray(at + 2 + file.readUInt16LE(at)),
    ]);
  }

  let viewer: ViewerPage;

  beforeAll(async () => {
    viewer = createViewerPage(
      await openPage(browser, viewerUrl, async (page) => {
        await recordRefusals(page);
        await page.route("**/study/**", (route) => route.fulfill({ json: { files: [] } }));
        await serveModel(page, tinyModel);
      }),
    );
    lasting = viewer.page.context();
    await viewer.page.getByText("Drop a DICOM folder here").waitFor();
  });

  afterAll(async () => {
    lasting = undefined;
    await viewer?.page.context().close();
  });

  test.each([
    ["markup", "<script>close()</script>^<b>&amp;", "<script>close()</script> <b>&amp;"],
    ["Hebrew", "כהן^דוד", "\u2068כהן דוד\u2069"],
    ["Arabic", "الحسن^علي", "\u2068الحسن علي\u2069"],
    [
      "Japanese in three scripts",
      "Yamada^Tarou=山田^太郎=やまだ^たろう",
      "Yamada Tarou · 山田 太郎 · やまだ たろう",
    ],
    ["Korean", "Hong^Gildong=洪^吉洞=홍^길동", "Hong Gildong · 洪 吉洞 · 홍 길동"],
    ["an override of the direction", "Doe^\u202eenaJ", "Doe \ufffdenaJ"],
  ])("%s", async (_, name, shown) => {
    await viewer.drop(
      files.slice(0, 3).map((file, index) => ({ name: `${index}.dcm`, bytes: renamed(file, name) })),
    );
    const heading = viewer.page.locator("top-bar h1");
    await waitUntil(async () => (await heading.textContent()) === shown);
    expect(await heading.locator("*").count()).toBe(0);
    // Every character has a width: none is missing from the page's fonts or hidden behind another.
    const { width, height } = (await heading.boundingBox())!;
    expect(Math.min(width, height)).toBeGreaterThan(10);
    expect(await refusals(viewer.page)).toEqual([]);
    viewer.expectQuiet();
  });
});
