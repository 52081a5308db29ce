/** `npx vite docs/examples` opens the examples with the sample study and the models of this repository. */
import { fileURLToPath } from "node:url";
import type { UserConfig } from "vite";
import { bundleWorkers } from "../../src/viewer/server/bundle-workers.ts";
import { securityHeaders } from "../../src/viewer/server/security-headers.ts";
import { serveModels } from "../../src/viewer/server/serve-models.ts";
import { serveStudy } from "../../src/viewer/server/serve-study.ts";
import { createConfig } from "../../vite.config.ts";

const toPath = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const { optimizeDeps, ...config } = createConfig();

export default {
  ...config,
  // The loader's worker stands beside its code: Vite must not pack the one without the other.
  optimizeDeps: {
    ...optimizeDeps,
    entries: ["*.html", "../../src/**/*worker.ts"],
    exclude: ["@cornerstonejs/dicom-image-loader"],
    include: [
      ...(optimizeDeps?.include ?? []),
      "@cornerstonejs/metadata",
      ...["dicom-parser", "dcmjs", "pako", "comlink"].map(
        (name) => `@cornerstonejs/dicom-image-loader > ${name}`,
      ),
    ],
  },
  root: toPath("."),
  // The tiny model of the tests stands for a model of one's own.
  publicDir: toPath("../../tests/fixtures/models"),
  plugins: [
    bundleWorkers(),
    securityHeaders({ makesCode: true }),
    serveStudy(toPath("../../sample-dicom/ct-abdomen-synthetic")),
    serveModels(toPath("../../models"), ["ct-liver-tumour"]),
  ],
} satisfies UserConfig;
