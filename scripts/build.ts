/**
 * `npm run build [-- --out FOLDER] [--models NAME,NAME] [--sample]`: the viewer as a folder of static files, which any web
 * server can put up at any path (docs/deploying.md). Without a study unless `--sample` adds the synthetic one.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { build } from "vite";
import { createConfig } from "../vite.config.ts";
import { mayBePassedOn } from "./build-packages/models.ts";

const root = join(import.meta.dirname, "..");
const manifestOf = (name: string): string => join(root, "models", name, "manifest.json");

try {
  await buildViewer();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function buildViewer(): Promise<void> {
  const { out, models, leftOut, sample } = readArguments();
  const outDir = resolve(out);
  if (existsSync(outDir) && !existsSync(join(outDir, "service-worker.js")) && readdirSync(outDir).length > 0)
    throw new Error(
      `${outDir} contains other files. Choose a new or empty folder, or one of an earlier build.`,
    );
  const config = createConfig({ study: sample ? undefined : null, models });
  await build({
    ...config,
    configFile: false,
    logLevel: "error",
    build: { ...config.build, outDir, emptyOutDir: true, reportCompressedSize: false },
  });
  console.log(`The viewer is in ${outDir}:`);
  for (const [part, bytes] of measure(outDir)) console.log(`${megabytes(bytes).padStart(9)}  ${part}`);
  for (const name of leftOut)
    console.log(
      `Without the model ${name}: its weights must not be passed on. --models names it nevertheless.`,
    );
  console.log("docs/deploying.md explains how to serve it.");
}

function readArguments() {
  const { values } = parse();
  const asked = values.models?.split(",").filter((name) => name !== "");
  const known = readdirSync(join(root, "models")).filter((name) => existsSync(manifestOf(name)));
  for (const name of asked ?? [])
    if (!known.includes(name))
      throw new Error(`There is no model "${name}". Choose from: ${known.join(", ")}.`);
  const free = known.filter((name) => mayBePassedOn(JSON.parse(readFileSync(manifestOf(name), "utf8"))));
  const leftOut = asked ? [] : known.filter((name) => !free.includes(name));
  return { out: values.out, models: asked ?? free, leftOut, sample: values.sample };
}

function parse() {
  try {
    return parseArgs({
      options: {
        out: { type: "string", default: join(root, "dist", "viewer") },
        models: { type: "string" },
        sample: { type: "boolean", default: false },
      },
    });
  } catch {
    throw new Error("The options are --out FOLDER, --models NAME,NAME and --sample.");
  }
}

/** Bytes of each part of a build: the program, the runtime of the models, and every model. */
function measure(folder: string): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const part = partOf(path.slice(folder.length + 1).split(sep));
    sizes.set(part, (sizes.get(part) ?? 0) + statSync(path).size);
  }
  return new Map([...sizes].sort(([a], [b]) => a.localeCompare(b, "en")));
}

function partOf([folder = "", name = "", file]: readonly string[]): string {
  if (folder === "models" && file !== undefined) return `model ${name}`;
  if (folder === "study") return "sample study";
  return name.endsWith(".wasm") ? "WebAssembly" : "JavaScript, styles and icons";
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
