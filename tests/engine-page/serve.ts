import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, type Plugin, preview } from "vite";
import { bundleWorkers } from "../../src/viewer/server/bundle-workers.ts";
import { securityHeaders } from "../../src/viewer/server/security-headers.ts";
import { createConfig } from "../../vite.config.ts";
import { uncompressed } from "../e2e/uncompressed.ts";

const root = join(import.meta.dirname, "..", "..");
const modelFolders = [join(root, "models"), join(root, "tests", "fixtures", "models")];

/** Prepends the tests' faults to the scripts of the engine's workers. */
function injectFaults(): Plugin {
  return {
    name: "inject-faults",
    transform(code, id) {
      // package.json declares that importing files outside src/viewer has no side effects.
      if (id.endsWith("worker-faults.ts")) return { code, moduleSideEffects: true };
      if (!/src\/(inference\/runtime-worker|segmentation\/run\/worker)\.ts$/.test(id)) return undefined;
      return `import ${JSON.stringify(join(import.meta.dirname, "worker-faults.ts"))};\n${code}`;
    },
  };
}

/** Receives the faults that a page sets, and serves them to workers started later, which cannot wait for a message. */
function serveFaults(): Plugin {
  let faults = "{}";
  return {
    name: "serve-faults",
    configurePreviewServer(server) {
      server.middlewares.use("/faults", (request, response) => {
        if (request.method === "POST") {
          faults = "";
          request.on("data", (chunk) => (faults += chunk)).on("end", () => response.end());
        } else response.end(faults);
      });
    },
  };
}

/** Serves folders of models, including those of tests, under `/models/NAME/`. */
function serveModelFolders(folders: readonly string[]): Plugin {
  return {
    name: "serve-model-folders",
    configurePreviewServer(server) {
      server.middlewares.use((request, response, next) => {
        const [, name, file] = /^\/models\/([\w-]+)\/([\w.-]+)$/.exec(request.url ?? "") ?? [];
        const path = folders.map((folder) => join(folder, name ?? "", file ?? "")).find(existsSync);
        if (name === undefined || path === undefined) return next();
        response.setHeader(
          "Content-Type",
          path.endsWith(".json") ? "application/json" : "application/octet-stream",
        );
        createReadStream(path).pipe(response);
      });
    },
  };
}

/** Serves a production build of the test page, cross-origin isolated, with the models. */
export async function serveEnginePage(): Promise<AsyncDisposable & { readonly url: string }> {
  const outDir = mkdtempSync(join(tmpdir(), "autoseg-engine-page-"));
  const config = createConfig();
  const shared = { ...config, configFile: false, logLevel: "error" } as const;
  await build({
    ...shared,
    plugins: [bundleWorkers(), injectFaults()],
    worker: { ...config.worker, plugins: () => [bundleWorkers({ inWorker: true }), injectFaults()] },
    build: {
      ...config.build,
      outDir,
      emptyOutDir: true,
      reportCompressedSize: false,
      rolldownOptions: { input: join(import.meta.dirname, "index.html") },
    },
  });
  const server = await preview({
    ...shared,
    plugins: [securityHeaders(), uncompressed(), serveModelFolders(modelFolders), serveFaults()],
    build: { outDir },
    preview: { ...config.preview, host: "127.0.0.1", port: 0 },
  });
  const address = server.httpServer.address();
  if (address === null || typeof address === "string") throw new Error("the page's server has no port");
  return {
    url: `http://127.0.0.1:${address.port}/tests/engine-page/index.html`,
    async [Symbol.asyncDispose]() {
      await server.close();
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}
