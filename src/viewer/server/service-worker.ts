import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";
import type { BuiltFile } from "../offline/built-files.ts";

const fileName = "service-worker.js";
const entry = fileURLToPath(new URL("../offline/service-worker.ts", import.meta.url));

/** Left out: the worker itself, the study, and weights, which are kept when first used or asked for. */
const isLeftOut = (path: string): boolean =>
  path === fileName || path.startsWith("study/") || path.endsWith(".onnx");

/**
 * Writes the service worker into a built viewer's folder. Must be called again after any change of a file, since the worker
 * refuses files other than those it knows.
 */
export async function writeServiceWorker(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((found) => found.isFile())
    .map((found) => join(found.parentPath, found.name).slice(folder.length + 1))
    .map((path) => path.split(sep).join("/"))
    .filter((path) => !isLeftOut(path))
    .sort();
  const files = await Promise.all(paths.map((path) => describe(folder, path)));
  await writeFile(
    join(folder, fileName),
    `globalThis.builtFiles = ${JSON.stringify(files)};\n${await compileWorker()}`,
  );
}

async function describe(folder: string, path: string): Promise<BuiltFile> {
  const bytes = await readFile(join(folder, path));
  return {
    url: path === "index.html" ? "" : path,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    sizeBytes: bytes.length,
  };
}

async function compileWorker(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      target: "es2022",
      lib: { entry, formats: ["iife"], name: "serviceWorker" },
    },
  });
  const [bundle] = Array.isArray(result) ? result : [result];
  if (!bundle || !("output" in bundle)) throw new Error("The service worker was not built.");
  return bundle.output[0].code;
}

/** Unregisters itself, for pages at a URL where a build was served before. */
const farewell = `
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  await self.registration.unregister();
  for (const page of await self.clients.matchAll({ type: "window" })) await page.navigate(page.url);
})()));
`;

/** Makes a build that works without its server. The development server's pages do not. */
export function serviceWorker(): Plugin {
  return {
    name: "autoseg-service-worker",
    configureServer(server) {
      server.middlewares.use(`/${fileName}`, (_, response) => {
        response.setHeader("Content-Type", "text/javascript");
        response.end(farewell);
      });
    },
    async writeBundle({ dir }) {
      if (dir) await writeServiceWorker(dir);
    },
  };
}
