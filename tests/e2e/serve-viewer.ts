import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, preview } from "vite";
import type { TestProject } from "vitest/node";
import { createConfig } from "../../vite.config.ts";
import { uncompressed } from "./uncompressed.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Address of the built viewer. */
    viewerUrl: string;
    /** Folder of the built viewer. */
    viewerFolder: string;
    /** Program of the command line, in one file: Node starts it in a fifth of the time that all of its modules take. */
    cli: string;
  }
}

const root = join(import.meta.dirname, "..", "..");

/** Builds the command line as `npm run autoseg` runs it from src, two folders below the project's as there. */
async function buildCli(): Promise<string> {
  const results = join(root, "test-results");
  mkdirSync(results, { recursive: true });
  const outDir = mkdtempSync(join(results, "cli-"));
  await build({
    root,
    configFile: false,
    logLevel: "error",
    build: { ssr: "src/cli/main.ts", target: "node20", outDir },
  });
  return outDir;
}

/** Builds viewer and command line once for all end-to-end tests, and serves the viewer on a free port of this machine. */
export default async function serveViewer(project: TestProject): Promise<() => Promise<void>> {
  const cli = await buildCli();
  project.provide("cli", join(cli, "main.js"));
  const outDir = mkdtempSync(join(tmpdir(), "autoseg-viewer-"));
  const config = createConfig();
  const shared = { ...config, configFile: false, logLevel: "error" } as const;
  await build({
    ...shared,
    build: { ...config.build, outDir, emptyOutDir: true, reportCompressedSize: false },
  });
  const server = await preview({
    ...shared,
    plugins: [...config.plugins!, uncompressed()],
    build: { outDir },
    preview: { ...config.preview, host: "127.0.0.1", port: 0 },
  });
  const address = server.httpServer.address();
  if (address === null || typeof address === "string") throw new Error("the viewer's server has no port");
  project.provide("viewerFolder", outDir);
  project.provide("viewerUrl", `http://127.0.0.1:${address.port}/`);
  return async () => {
    await server.close();
    for (const folder of [outDir, cli]) rmSync(folder, { recursive: true, force: true });
  };
}
