import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, preview } from "vite";
import type { TestProject } from "vitest/node";
import { createConfig } from "../../vite.config.ts";
import { buildWhenAsked } from "./build-when-asked.ts";
import { uncompressed } from "./uncompressed.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of the built viewer. */
    viewerUrl: string;
    /** Folder of the built viewer, complete once that URL has responded. */
    viewerFolder: string;
  }
}

/** Builds the viewer once for all end-to-end tests and serves it on a free port of this machine; other tests run meanwhile. */
export default async function serveViewer(project: TestProject): Promise<() => Promise<void>> {
  const outDir = mkdtempSync(join(tmpdir(), "autoseg-viewer-"));
  const config = createConfig();
  const shared = { ...config, configFile: false, logLevel: "error" } as const;
  const built = build({
    ...shared,
    build: { ...config.build, outDir, emptyOutDir: true, reportCompressedSize: false },
  });
  // Reported to whoever requests the viewer.
  built.catch(() => undefined);
  const server = await preview({
    ...shared,
    plugins: [buildWhenAsked(() => built), ...config.plugins!, uncompressed()],
    build: { outDir },
    preview: { ...config.preview, host: "127.0.0.1", port: 0 },
  });
  const address = server.httpServer.address();
  if (address === null || typeof address === "string") throw new Error("the viewer's server has no port");
  project.provide("viewerFolder", outDir);
  project.provide("viewerUrl", `http://127.0.0.1:${address.port}/`);
  return async () => {
    await server.close();
    await built.catch(() => undefined);
    rmSync(outDir, { recursive: true, force: true });
  };
}
