/** Worker scripts and WebAssembly of the library package, as src names them with `asset(path, () => new URL(…))`. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, posix, relative } from "node:path";
import { build, defaultClientConditions, type InlineConfig, type Plugin } from "vite";

/** `asset("workers/x.js", () => new URL("./worker.ts", import.meta.url))`, as it is written and as tsc emits it. */
const named = /\basset\(\s*"([^"]+)",\s*\(\) => new URL\("([^"]+)", import\.meta\.url\),?\s*\)/g;

const require = createRequire(import.meta.url);

/**
 * Makes the assets named by the scripts in `folder/dist`, in `folder/dist/assets`, and points the scripts there.
 * @param src contains the TypeScript of the same scripts.
 */
export async function buildAssets(src: string, folder: string): Promise<void> {
  const dist = join(folder, "dist");
  const scripts = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".js"),
  );
  const assets = new Map<string, string>();
  for (const name of scripts) {
    const code = readFileSync(join(dist, name), "utf8");
    const pointed = code.replace(named, (_, path: string, target: string) => {
      assets.set(path, target.startsWith(".") ? join(src, dirname(name), target) : require.resolve(target));
      const address = posix.relative(posix.dirname(name.replaceAll("\\", "/")), `assets/${path}`);
      return `asset("${path}", () => new URL("${address}", import.meta.url))`;
    });
    if (pointed !== code) writeFileSync(join(dist, name), pointed);
  }
  for (const [path, file] of assets) {
    const target = join(dist, "assets", path);
    mkdirSync(dirname(target), { recursive: true });
    if (file.endsWith(".ts")) await bundle(file, target, "iife");
    else copyFileSync(file, target);
  }
}

/** Codecs published as CommonJS modules that use Node; browsers get them as ECMAScript modules. */
const codecModules = {
  "@cornerstonejs/codec-charls/decodewasmjs": "charls",
  "@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs": "libjpeg-turbo",
  "@cornerstonejs/codec-openjpeg/decodewasmjs": "openjpeg",
  "@cornerstonejs/codec-openjph/wasmjs": "openjph",
} as const;

/** Writes the codecs to `folder/dist/codecs` as ECMAScript modules, for the script that loads them in browsers. */
export async function buildCodecs(folder: string): Promise<void> {
  const script = join(folder, "dist", "dicom", "pixels", "codecs-web.js");
  let code = readFileSync(script, "utf8");
  for (const [specifier, name] of Object.entries(codecModules)) {
    const target = join(folder, "dist", "codecs", `${name}.js`);
    await bundle(require.resolve(specifier), target, "es");
    const address = relative(dirname(script), target).replaceAll("\\", "/");
    if (!code.includes(`"${specifier}"`)) throw new Error(`codecs-web.js does not import ${specifier}`);
    code = code.replace(`"${specifier}"`, `"${address}"`);
  }
  writeFileSync(script, code);
}

/** Bundles a script with all its imports into one file that any bundler can copy unchanged. */
async function bundle(entry: string, target: string, format: "iife" | "es"): Promise<void> {
  await build({
    configFile: false,
    logLevel: "error",
    publicDir: false,
    plugins: [withoutAddresses()],
    resolve: { conditions: ["onnxruntime-web-use-extern-wasm", ...defaultClientConditions] },
    define: { "import.meta.url": "self.location.href" },
    build: {
      outDir: dirname(target),
      emptyOutDir: false,
      target: "es2022",
      minify: true,
      reportCompressedSize: false,
      lib: { entry, formats: [format], name: "autoseg", fileName: () => target.replace(/^.*[\\/]/, "") },
    },
  } satisfies InlineConfig);
}

/** A bundled worker is told the addresses of the assets it loads. */
function withoutAddresses(): Plugin {
  return {
    name: "autoseg-without-addresses",
    enforce: "pre",
    transform: {
      filter: { id: /\.ts$/, code: /asset\(/ },
      handler: (code) => ({
        code: code.replace(named, (_, path: string) => `asset("${path}", () => new URL("about:blank"))`),
        map: null,
      }),
    },
  };
}
