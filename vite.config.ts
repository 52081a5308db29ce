import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { UserConfig } from "vite";
import { bundleWorkers } from "./src/viewer/server/bundle-workers.ts";
import { securityHeaders } from "./src/viewer/server/security-headers.ts";
import { serveModels } from "./src/viewer/server/serve-models.ts";
import { serveStudy } from "./src/viewer/server/serve-study.ts";
import { serviceWorker } from "./src/viewer/server/service-worker.ts";

const root = fileURLToPath(new URL(".", import.meta.url));

/** A page of another origin gets no answer that it can read. */
const server = { host: "127.0.0.1", port: 5180, strictPort: false, cors: false };

interface ViewerConfig {
  /** Folder or file of the study to show; null for none. By default the sample. */
  readonly study?: string | null | undefined;
  /** As of serveStudy. */
  readonly token?: string | undefined;
  /** As of serveModels. */
  readonly models?: readonly string[] | undefined;
}

/** The viewer with a study to show, and models. */
export function createConfig({
  study = `${root}sample-dicom/ct-abdomen-synthetic`,
  token,
  models,
}: ViewerConfig = {}): UserConfig {
  return {
    root,
    base: "./",
    publicDir: `${root}src/viewer/public`,
    plugins: [
      bundleWorkers(),
      securityHeaders(),
      serveStudy(study ?? undefined, token),
      serveModels(`${root}models`, models),
      serviceWorker(),
    ],
    worker: { format: "es", plugins: () => [bundleWorkers({ inWorker: true })] },
    server: {
      ...server,
      // A study that lies in the project's own folder must not be read past its token.
      ...(token !== undefined && {
        fs: { allow: ["src", "node_modules", "index.html"].map((name) => realpathSync(`${root}${name}`)) },
      }),
    },
    preview: server,
    build: { target: "es2022", chunkSizeWarningLimit: 4000, assetsInlineLimit: 0 },
    optimizeDeps: {
      entries: ["index.html", "src/**/*worker.ts"],
      include: [
        "@cornerstonejs/core",
        "@cornerstonejs/tools",
        "onnxruntime-web/webgpu",
        "onnxruntime-web/wasm",
      ],
    },
  };
}

export default createConfig();
