import { fileURLToPath } from "node:url";
import type { UserConfig } from "vite";
import { serveModels } from "./src/viewer/server/serve-models.ts";
import { serveStudy } from "./src/viewer/server/serve-study.ts";

const root = fileURLToPath(new URL(".", import.meta.url));

/** Cross-origin isolation: without it WebAssembly has one thread only. */
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** The viewer with a study to show, the sample unless another is given. */
export function createConfig(studyPath = `${root}sample-dicom/ct-abdomen-synthetic`): UserConfig {
  return {
    root,
    base: "./",
    publicDir: false,
    plugins: [serveStudy(studyPath), serveModels(`${root}models`)],
    worker: { format: "es" },
    server: { host: "127.0.0.1", port: 5180, strictPort: false, headers },
    preview: { host: "127.0.0.1", port: 5180, strictPort: false, headers },
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
