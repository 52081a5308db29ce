/** The stranger's page in a real browser. */
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname, join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { browserAdvice, findBrowser } from "../find-browser.ts";

const root = join(import.meta.dirname, "..", "..");
const tinyModel = join(root, "tests", "fixtures", "models", "threshold-tiny");
const css = "body{display:grid;grid-template-columns:300px 300px 1fr;margin:0}#axial,#coronal{height:300px}";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".css": "text/css",
  ".wasm": "application/wasm",
};

export interface Serving {
  /** Folder of the study that the page opens. */
  readonly study: string;
  readonly isolated?: boolean;
  readonly policy?: string;
}

/** A static server for a build, with a study and the tiny model of the tests beside it. */
export function serve(folder: string, { study, isolated = true, policy }: Serving): Promise<Server> {
  const find = (path: string): Buffer | string => {
    if (path === "/study/index.json") return JSON.stringify(readdirSync(study));
    if (path === "/page.css") return css;
    if (path.startsWith("/study/")) return readFileSync(join(study, path.slice(7)));
    if (path.startsWith("/models/tiny/")) return readFileSync(join(tinyModel, path.slice(13)));
    return readFileSync(join(folder, path === "/" ? "index.html" : path));
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://page");
    if (isolated) {
      response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
      response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
    }
    if (policy) response.setHeader("Content-Security-Policy", policy);
    try {
      const content = find(pathname);
      response.setHeader(
        "Content-Type",
        types[extname(pathname || "/index.html")] ??
          (pathname === "/" ? "text/html" : "application/octet-stream"),
      );
      response.end(content);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

let browser: Browser | undefined;

async function startBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(browserAdvice);
  browser ??= await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
  });
  return browser;
}

export async function closeBrowser(): Promise<void> {
  await browser?.close();
}

/** What the page made: where the model ran, the step that the mouse drew, a DICOM-SEG; or what failed. */
export interface Driven {
  readonly error?: { readonly code: string; readonly message: string };
  readonly provider?: string;
  readonly step?: string;
  readonly seg?: Buffer;
  readonly faults: readonly string[];
  readonly foreignRequests: readonly string[];
}

declare const starting: Promise<{
  segment(): Promise<{ provider: { label: string } }>;
  selectTool(tool: "brush"): Promise<void>;
  undo(): { name: string } | undefined;
  redo(): unknown;
  writeDicomSeg(): Promise<Blob>;
}>;

/** Opens the page, runs the model, draws with the mouse and exports. */
export async function drive(server: Server, search = ""): Promise<Driven> {
  const { port } = server.address() as { port: number };
  const origin = `http://127.0.0.1:${port}`;
  const page = await (await startBrowser()).newPage();
  const faults: string[] = [];
  const foreignRequests: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    if (!request.url().startsWith(origin) && !/^(data|blob):/.test(request.url()))
      foreignRequests.push(request.url());
  });
  try {
    await page.goto(`${origin}/${search}`);
    await page.waitForFunction(() => "starting" in globalThis);
    const ran = await page.evaluate(() =>
      starting
        .then((extension) => extension.segment())
        .then(
          ({ provider }) => ({ provider: provider.label }),
          ({ code = "", message }) => ({ error: { code, message } }),
        ),
    );
    if ("error" in ran) return { ...ran, faults, foreignRequests };
    await page.evaluate(async () => (await starting).selectTool("brush"));
    const box = (await page.locator("#axial").boundingBox())!;
    await page.mouse.move(box.x + 100, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + 160, box.y + 130, { steps: 4 });
    await page.mouse.up();
    const { step, bytes } = await page.evaluate(async () => {
      const extension = await starting;
      const step = extension.undo()?.name;
      extension.redo();
      const url = URL.createObjectURL(await extension.writeDicomSeg());
      const reader = new FileReader();
      reader.readAsDataURL(await (await fetch(url)).blob());
      await new Promise((resolve) => reader.addEventListener("load", resolve));
      return { step, bytes: String(reader.result).replace(/^.*,/, "") };
    });
    return { ...ran, ...(step && { step }), seg: Buffer.from(bytes, "base64"), faults, foreignRequests };
  } finally {
    await page.close();
  }
}
