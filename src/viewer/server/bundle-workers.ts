import type { Plugin } from "vite";

const workerScript = /\bnew URL\("(\.[^"]*worker\.ts)", import\.meta\.url\)/g;

/**
 * Bundles the scripts of workers that are named by `new URL("./worker.ts", import.meta.url)`, of which Vite's build by itself
 * would make a copy of the TypeScript. Belongs into `plugins`, and with `inWorker` into `worker.plugins`: a worker is told
 * where the scripts are that it starts.
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
