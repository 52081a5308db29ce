import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, type InlineConfig, preview } from "vite";
import type { TestProject } from "vitest/node";
import config from "../../docs/examples/vite.config.ts";
import { bundleWorkers } from "../../src/viewer/server/bundle-workers.ts";
import { securityHeaders } from "../../src/viewer/server/security-headers.ts";
import { serveStudy } from "../../src/viewer/server/serve-study.ts";
import { buildWhenAsked } from "./build-when-asked.ts";
import { sampleFolder } from "./sample-study.ts";
import { uncompressed } from "./uncompressed.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** URL of the examples' folder. */
    examplesUrl: string;
  }
}

const packages = ["core", "tools", "metadata", "utils", "dicom-image-loader"];

/**
 * The version of Cornerstone3D to build the examples with: the installed one, or the one in OHIF 3.13 (`npm run test:hosts`).
 */
export const cornerstoneVersion = process.env.AUTOSEG_CORNERSTONE === "5.6.8" ? "5.6.8" : "5.14.0";

/**
 * Serves the examples as pages on a free port of this machine, built once for all tests when first requested; the tests
 * provide the models.
 */
export default async function serveExamples(project: TestProject): Promise<() => Promise<void>> {
  const outDir = mkdtempSync(join(tmpdir(), "autoseg-examples-"));
  const server = await preview({
    ...shared,
    plugins: [...shared.plugins!, buildWhenAsked(() => buildExamples(outDir))],
    build: { outDir },
    preview: { ...config.preview, host: "127.0.0.1", port: 0 },
  });
  project.provide("examplesUrl", server.resolvedUrls!.local[0]!);
  return async () => {
    await server.close();
    rmSync(outDir, { recursive: true, force: true });
  };
}

const shared: InlineConfig = {
  ...config,
  plugins: [bundleWorkers(), securityHeaders({ makesCode: true }), serveStudy(sampleFolder), uncompressed()],
  configFile: false,
  logLevel: "error",
};

function buildExamples(outDir: string): Promise<unknown> {
  const pages = readdirSync(config.root).filter((name) => name.endsWith(".html"));
  const alias = packages.map((name) => ({
    find: new RegExp(`^@cornerstonejs/${name}$`),
    replacement: `cornerstone-${name}-5-6`,
  }));
  // The version in OHIF 3.13.
  const react18 = [
    { find: /^react$/, replacement: "react-18" },
    { find: /^react-dom\/client$/, replacement: "react-dom-18/client" },
  ];
  return build({
    ...shared,
    resolve: { alias: cornerstoneVersion === "5.6.8" ? [...alias, ...react18] : [] },
    build: {
      ...config.build,
      outDir,
      emptyOutDir: true,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 8000,
      rolldownOptions: { input: pages.map((name) => join(config.root, name)) },
    },
  });
}
