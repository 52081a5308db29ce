import { join } from "node:path";
import { type BuildEnvironmentOptions, build, type InlineConfig, type Plugin } from "vite";
import { bundleWorkers } from "../../src/viewer/server/bundle-workers.ts";

const root = join(import.meta.dirname, "..", "..");

/** Packages provided by the host, with their names in a page of OHIF: by package for UMD plugins, else OHIF's own. */
const hostPackages = {
  "@cornerstonejs/core": "cornerstone",
  "@cornerstonejs/tools": "cornerstoneTools",
} as const;

/** Takes Cornerstone3D from the page, since a second copy would have its own cache, tools and viewports. */
function cornerstoneOfHost(): Plugin {
  const prefix = "\0host:";
  return {
    name: "autoseg-cornerstone-of-host",
    enforce: "pre",
    resolveId: (id) => (id in hostPackages ? `${prefix}${id}` : undefined),
    async load(id) {
      if (!id.startsWith(prefix)) return undefined;
      const name = id.slice(prefix.length) as keyof typeof hostPackages;
      const names = Object.keys((await import(name)) as object).filter((exported) => exported !== "default");
      const code = [
        `const host = globalThis[${JSON.stringify(name)}] ?? globalThis.${hostPackages[name]};`,
        ...names.map((exported) => `export const ${exported} = host.${exported};`),
      ].join("\n");
      return { code, moduleSideEffects: false };
    },
  };
}

const room = join(root, "src", "ohif");

const shared: InlineConfig = {
  root,
  configFile: false,
  logLevel: "error",
  publicDir: false,
};
const sharedBuild: BuildEnvironmentOptions = {
  target: "es2022",
  modulePreload: false,
  reportCompressedSize: false,
  chunkSizeWarningLimit: 4000,
  assetsInlineLimit: 0,
};

/**
 * Builds the plugin's modules, workers and WebAssembly to a folder: `entry.js`, `mode.js`, `index.umd.js`, and what they load.
 */
export async function buildOhif(outDir: string): Promise<void> {
  await build({
    ...shared,
    // The folder may be at any address.
    base: "./",
    plugins: [bundleWorkers(), cornerstoneOfHost()],
    worker: { format: "es", plugins: () => [bundleWorkers({ inWorker: true })] },
    build: {
      ...sharedBuild,
      outDir,
      emptyOutDir: true,
      rolldownOptions: {
        input: {
          entry: join(room, "entry.ts"),
          mode: join(room, "mode-entry.ts"),
          program: join(room, "program.ts"),
        },
        preserveEntrySignatures: "strict",
        treeshake: { propertyReadSideEffects: false },
        output: { entryFileNames: "[name].js" },
      },
    },
  });
  await build({
    ...shared,
    build: {
      ...sharedBuild,
      outDir,
      emptyOutDir: false,
      rolldownOptions: {
        input: { "index.umd": join(room, "umd-entry.ts") },
        output: { format: "iife", entryFileNames: "[name].js" },
      },
    },
  });
}
