/** `node build.js NAME`: builds the application with a bundler into `out/NAME`. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const [name] = process.argv.slice(2);
const out = `${process.cwd()}/out/${name}`;
mkdirSync(out, { recursive: true });

/** Cornerstone3D's vtk.js asks for a module of Node's that browsers do not have. */
const fallback = { url: false };

const options = {
  mode: "production",
  entry: "./app.js",
  output: { path: out, filename: "app.js" },
  optimization: { minimize: false },
  devtool: false,
  performance: { hints: false },
  resolve: { fallback },
};

function run(compiler) {
  return new Promise((resolve, reject) =>
    compiler.run((error, stats) => {
      const found = error ?? (stats.hasErrors() ? new Error(stats.toString("errors-only")) : undefined);
      compiler.close(() => (found ? reject(found) : resolve()));
    }),
  );
}

const builds = {
  vite: async () =>
    (await import("vite")).build({
      logLevel: "error",
      build: { outDir: out, target: "es2022", minify: false },
    }),
  webpack: async () => run((await import("webpack")).default(options)),
  rspack: async () => run((await import("@rspack/core")).rspack(options)),
  esbuild: async () =>
    (await import("esbuild")).build({
      entryPoints: ["app.js"],
      bundle: true,
      format: "esm",
      outfile: `${out}/app.js`,
      logLevel: "error",
      alias: { url: "./nothing.js" },
    }),
};
await builds[name]();
if (name !== "vite") writeFileSync(`${out}/index.html`, readFileSync("index.html"));
