/**
 * `npm run test:packages`: builds and packs the packages, installs them into empty projects outside the repository and uses
 * them as a stranger would: in Node, under strict type checks, on the command line, and in a browser from four bundlers.
 */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasRegistry, install, megabytes, pack, run } from "./npm.ts";
import { closeBrowser, drive, serve } from "./page.ts";

const root = join(import.meta.dirname, "..", "..");
const consumer = join(root, "tests", "packages", "consumer");
const sample = "sample-dicom/ct-abdomen-synthetic";

/** What a stranger installs beside the packages, in the versions that were tried. */
const strangersPackages = [
  ...["core", "tools", "metadata", "utils"].map((name) => `@cornerstonejs/${name}@5.14.0`),
  ...["vite@8.3.8", "webpack@5.113.0", "@rspack/core@2.3.3", "esbuild@0.28.2", "typescript@5.9.3"],
  ...["publint@0.3.25", "@arethetypeswrong/cli@0.18.5"],
];

const counts = { passed: 0, failed: 0, skipped: 0 };

async function step(name: string, work: () => unknown): Promise<void> {
  const started = performance.now();
  try {
    const found = await work();
    counts.passed++;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`passed   ${name} (${seconds} s)${typeof found === "string" ? `: ${found}` : ""}`);
  } catch (error) {
    counts.failed++;
    console.log(`FAILED   ${name}: ${(error as Error).message}`);
  }
}

function expect(isRight: boolean, what: string): void {
  if (!isRight) throw new Error(what);
}

const work = mkdtempSync(join(tmpdir(), "autoseg-packages-"));
const tarballs = join(work, "tarballs");
mkdirSync(tarballs);
const packages = join(root, "dist", "packages");
let library = "";
let modelTarball = "";

await step("the packages are built and packed", () => {
  run(root, process.execPath, "--import", "tsx", "scripts/build-packages/main.ts");
  library = pack(join(packages, "cornerstone-autoseg"), tarballs);
  modelTarball = pack(join(packages, "model-ct-liver-tumour"), tarballs);
});

await step("no package of models is without the licence of its weights, none under MIT", () => {
  const models = readdirSync(packages).filter((name) => name.startsWith("model-"));
  for (const name of models) {
    const { license } = JSON.parse(readFileSync(join(packages, name, "package.json"), "utf8"));
    const text = readFileSync(join(packages, name, "LICENSE"), "utf8");
    expect(
      license !== "MIT" && (text.includes(license) || license === "SEE LICENSE IN LICENSE"),
      `${name}: ${license}`,
    );
  }
  return `${models.length} packages`;
});

const node = join(work, "node");
const web = join(work, "web");
if (hasRegistry()) {
  await inNode();
  await inBrowsers();
} else {
  counts.skipped++;
  console.log("skipped  installing into empty projects: the npm registry cannot be reached.");
}
await closeBrowser();
rmSync(work, { recursive: true, force: true });
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;

async function inNode(): Promise<void> {
  await step("installs for Node alone, without Cornerstone3D and without a download of CUDA", () => {
    install(node, [library, modelTarball]);
    symlinkSync(join(root, "sample-dicom"), join(node, "sample-dicom"));
    const installed = readdirSync(join(node, "node_modules"));
    expect(!installed.includes("onnxruntime-node"), "onnxruntime-node was installed");
    const parts = ["cornerstone-autoseg", "onnxruntime-web", "@cornerstone-autoseg"].map(
      (name) => `${name} ${megabytes(join(node, "node_modules", name)).toFixed(0)}`,
    );
    return `${megabytes(join(node, "node_modules")).toFixed(0)} MB (${parts.join(", ")})`;
  });
  await step(`the README's example runs as plain JavaScript in Node ${process.versions.node}`, () => {
    const [, example] = /## Library\n\n```ts\n([\s\S]*?)```/.exec(
      readFileSync(join(root, "README.md"), "utf8"),
    )!;
    const code = example!.replace(/"models\//g, `"node_modules/@cornerstone-autoseg/model-`);
    writeFileSync(join(node, "example.mjs"), code);
    return run(node, process.execPath, "example.mjs").split("\n")[0];
  });
  await step(
    "npx cornerstone-autoseg segments with an installed model, and finds no fault with its file",
    () => {
      run(
        node,
        "npx",
        "cornerstone-autoseg",
        "segment",
        sample,
        "--model",
        "ct-liver-tumour",
        "--out",
        "cli.dcm",
      );
      return run(node, "npx", "autoseg", "seg", "check", "cli.dcm", "--source", sample).trim();
    },
  );
  await step("the extension without Cornerstone3D says which package is missing", () => {
    const code = 'import("cornerstone-autoseg/cornerstone").catch((e) => console.log(e.message))';
    const message = run(node, process.execPath, "-e", code);
    // Whichever of its two packages is imported first.
    expect(/Cannot find package '@cornerstonejs\/(core|tools)'/.test(message), message);
  });
}

async function inBrowsers(): Promise<void> {
  await step("installs into a Cornerstone3D application, which has it once", () => {
    install(web, [library, modelTarball, ...strangersPackages]);
    cpSync(consumer, web, { recursive: true });
    const paths = Object.keys(
      JSON.parse(readFileSync(join(web, "package-lock.json"), "utf8")).packages as object,
    ).filter((path) => path.endsWith("node_modules/@cornerstonejs/core"));
    expect(paths.length === 1, `found ${paths.join(", ")}`);
  });
  for (const tsc of [
    join(web, "node_modules", "typescript", "bin", "tsc"),
    join(root, "node_modules", "typescript", "bin", "tsc"),
  ])
    await step(
      `tsc --strict without skipLibCheck (${tsc.startsWith(web) ? "5.9" : "the repository's"})`,
      () => checkTypes(tsc),
    );
  await step("publint finds nothing", () => run(web, "npx", "publint", library, "--strict") && undefined);
  await step("arethetypeswrong finds nothing", () => {
    run(web, "npx", "attw", "--profile", "esm-only", library);
  });
  for (const name of ["vite", "webpack", "rspack", "esbuild"])
    await step(`${name}: study, model in workers, mouse, DICOM-SEG`, () => useBundle(name));
  await badPages();
}

/** Ours must have no error; Cornerstone3D's own are counted. */
function checkTypes(tsc: string): string {
  const errors = ["nodenext", "bundler"].flatMap((moduleResolution) =>
    ["entries", "host"].flatMap((name) => {
      const compilerOptions = {
        ...{
          strict: true,
          noEmit: true,
          target: "es2022",
          lib: ["es2022", "dom", "dom.iterable"],
          types: [],
        },
        ...{ moduleResolution, module: moduleResolution === "nodenext" ? "nodenext" : "esnext" },
      };
      writeFileSync(join(web, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [`${name}.mts`] }));
      let output = "";
      try {
        run(web, process.execPath, tsc, "-p", "tsconfig.json", "--pretty", "false");
      } catch (error) {
        output = (error as Error).message;
      }
      const found = output.split("\n").filter((line) => line.includes("error TS"));
      const ours =
        name === "entries" ? found : found.filter((line) => /cornerstone-autoseg|^host/.test(line));
      expect(ours.length === 0, ours.join("\n"));
      return found;
    }),
  );
  return `ours none; Cornerstone3D's own ${errors.length} or more`;
}

async function useBundle(name: string): Promise<string> {
  run(web, process.execPath, "build.js", name);
  const out = join(web, "out", name);
  if (name === "esbuild") run(web, "npx", "cornerstone-autoseg", "copy-assets", join(out, "autoseg"));
  // No blob: for workers, no eval, nothing inline.
  const policy =
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self' blob:; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'";
  await using server = await serve(out, { policy });
  const {
    error,
    provider,
    step: drawn,
    seg,
    faults,
    foreignRequests,
  } = await drive(server, name === "esbuild" ? "?assets=/autoseg" : "");
  expect(error === undefined, `${error?.code}: ${error?.message}`);
  expect(faults.length === 0, faults.join("; "));
  expect(foreignRequests.length === 0, foreignRequests.join(", "));
  expect(/^WebAssembly, \d+ threads$/.test(provider ?? ""), `ran on ${provider}`);
  expect(/brush/i.test(drawn ?? ""), `the mouse drew ${drawn}`);
  writeFileSync(join(node, `${name}.dcm`), seg!);
  const checked = run(node, "npx", "autoseg", "seg", "check", `${name}.dcm`, "--source", sample).trim();
  expect(checked.includes("no rule is broken"), checked);
  return `${provider}, ${drawn}`;
}

async function badPages(): Promise<void> {
  const out = (name: string) => join(web, "out", name);
  const fails = async (
    folder: string,
    code: string,
    words: RegExp,
    options: Parameters<typeof serve>[1] = {},
    search = "",
  ) => {
    await using server = await serve(folder, options);
    const { error } = await drive(server, search);
    expect(error?.code === code && words.test(error.message), `${error?.code}: ${error?.message}`);
    return error?.message;
  };
  await step("missing assets are named", () => fails(out("esbuild"), "missing-assets", /copy-assets/));
  await step("a policy that forbids workers is named", () =>
    fails(out("vite"), "blocked-by-policy", /worker-src/, { policy: "worker-src 'none'" }),
  );
  await step("a policy that forbids WebAssembly is named", () =>
    fails(out("vite"), "blocked-by-policy", /wasm-unsafe-eval/, { policy: "script-src 'self'" }),
  );
  await step("without isolation it runs on one thread", async () => {
    await using server = await serve(out("vite"), { isolated: false });
    const { provider } = await drive(server);
    expect(provider === "WebAssembly, 1 thread", `ran on ${provider}`);
  });
}
