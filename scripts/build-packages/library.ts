/** The package `cornerstone-autoseg`: scripts, declarations, sources for their source maps, workers, WebAssembly. */
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { assemblies } from "../compile-assembly.ts";
import { buildAssets, buildCodecs } from "./assets.ts";
import { type PackageJson, root, rootPackage, sharedFields } from "./package-json.ts";
import { collectNotices } from "./third-party-notices.ts";

/**
 * Parts of src that are not in the library: the viewer, other packages, and AssemblyScript, which is compiled into a script.
 */
const leftOut = ["viewer", "ohif", ...assemblies.map(({ source }) => dirname(relative("src", source)))];

/** Builds the package into an empty folder. */
export async function buildLibrary(folder: string): Promise<void> {
  const src = join(root, "src");
  cpSync(src, join(folder, "src"), {
    recursive: true,
    filter: (path) => !leftOut.some((name) => (path + sep).startsWith(join(src, name) + sep)),
  });
  compile(folder);
  writeJson(
    join(folder, "package.json"),
    toPackage((path) => path.replace(/^\.\/src\/(.*)\.ts$/, "./dist/$1.js")),
  );
  await buildCodecs(folder);
  await buildAssets(src, folder);
  chmodSync(join(folder, "dist", "cli", "main.js"), 0o755);
  writeFileSync(join(folder, "THIRD-PARTY-NOTICES.txt"), collectNotices());
  for (const name of ["LICENSE", "CHANGELOG.md"]) cpSync(join(root, name), join(folder, name));
  cpSync(join(root, "docs", "packages", "cornerstone-autoseg.md"), join(folder, "README.md"));
}

/** Compiles to ECMAScript and declarations file by file, so that bundlers can drop unused code and readers find their way. */
function compile(folder: string): void {
  // During compilation, the package's own imports must lead to its sources.
  writeJson(
    join(folder, "package.json"),
    toPackage((path) => path),
  );
  writeJson(join(folder, "tsconfig.json"), {
    extends: join(root, "tsconfig.json"),
    compilerOptions: {
      noEmit: false,
      incremental: false,
      tsBuildInfoFile: null,
      rewriteRelativeImportExtensions: true,
      declaration: true,
      declarationMap: true,
      sourceMap: true,
      rootDir: "src",
      outDir: "dist",
    },
    include: ["src"],
    exclude: [],
  });
  execFileSync(process.execPath, [findTsc(), "-p", folder], { stdio: "inherit" });
  rmSync(join(folder, "tsconfig.json"));
  for (const name of readdirSync(join(folder, "dist"), { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".d.ts")) continue;
    const path = join(folder, "dist", name);
    // The compiler rewrites import names in scripts, but not in declarations.
    const declared = readFileSync(path, "utf8").replace(/(["'])(\.{1,2}\/[^"']*)\.ts\1/g, "$1$2.js$1");
    // So that applications need not configure their compiler for types that not all of its libraries have yet.
    const isDisposable = /\b(Async)?Disposable\b|Symbol\.(asyncD|d)ispose/.test(declared);
    writeFileSync(path, isDisposable ? `/// <reference lib="esnext.disposable" />\n${declared}` : declared);
  }
}

function findTsc(): string {
  const require = createRequire(import.meta.url);
  const manifest = require.resolve("typescript/package.json");
  const { bin } = JSON.parse(readFileSync(manifest, "utf8")) as { bin: { tsc: string } };
  return join(manifest, "..", bin.tsc);
}

/** package.json, with paths in src converted by `toPath`. */
function toPackage(toPath: (path: string) => string): PackageJson {
  const { description, keywords, engines, sideEffects, exports, imports, bin, dependencies } = rootPackage;
  const { peerDependencies, peerDependenciesMeta } = rootPackage;
  const entry = (path: string) => ({
    types: toPath(path).replace(/\.js$/, ".d.ts"),
    default: toPath(path),
  });
  const mapped = <Value>(record: Record<string, string>, to: (path: string) => Value) =>
    Object.fromEntries(Object.entries(record).map(([name, path]) => [name, to(path)]));
  return {
    name: "cornerstone-autoseg",
    description,
    license: "MIT",
    ...sharedFields(),
    ...(keywords && { keywords }),
    type: "module",
    engines,
    bin: mapped(bin, toPath),
    sideEffects: sideEffects
      .filter((path) => !path.startsWith("./src/viewer"))
      .map((path) => toPath(path).replace(/^\.\/src\//, "./dist/"))
      .concat("./dist/cli/main.js"),
    exports: { ...mapped(exports, entry), "./package.json": "./package.json" },
    imports: mapped(imports as never, (targets) => mapped(targets as never, toPath)),
    files: ["dist", "src", "THIRD-PARTY-NOTICES.txt", "CHANGELOG.md"],
    dependencies,
    peerDependencies,
    peerDependenciesMeta,
  };
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
