import type { Plugin } from "vite";

const workerScript = /\bnew URL\("(\.[^"]*worker\.ts)", import\.meta\.url\)/g;

/**
 * Bundles worker scripts named by `new URL("./worker.ts", import.meta.url)`, which Vite's build would otherwise copy as
 * TypeScript. Belongs in `plugins`, and with `inWorker` in `worker.plugins`, for workers that start others.
 */
export function bundleWorkers({ inWorker = false } = {}): Plugin {
  return {
    name: "autoseg-bundle-workers",
    apply: "build",
    enforce: "pre",
    transform: {
      filter: { id: /\.ts$/, code: /new URL\("\.[^"]*worker\.ts"/ },
      handler(code) {
        const imports: string[] = [];
        const replaced = code.replace(workerScript, (_, path: string) => {
          if (inWorker) return 'new URL("about:blank")';
          const name = `workerAddress${imports.length}`;
          imports.push(`import ${name} from ${JSON.stringify(`${path}?worker&url`)};\n`);
          return `new URL(${name}, import.meta.url)`;
        });
        return { code: imports.join("") + replaced, map: null };
      },
    },
  };
}
