/**
 * `npm run test:packages`: builds and packs the packages, installs them into empty projects outside the repository and uses
 * them as a stranger would: in Node, under strict type checks, on the command line, and in a browser from four bundlers.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inBrowsers } from "./in-browsers.ts";
import { inNode } from "./in-node.ts";
import { createProject, hasRegistry, install, pack, run } from "./npm.ts";
import { closeBrowser } from "./page.ts";
import { counts, expect, step } from "./steps.ts";
import { checkDeclarations } from "./types.ts";

const root = join(import.meta.dirname, "..", "..");
const packages = join(root, "dist", "packages");

/** What a stranger installs beside the packages, in the versions that were tried. */
const strangersPackages = [
  ...["core", "tools", "metadata", "utils"].map((name) => `@cornerstonejs/${name}@5.14.0`),
  ...["vite@8.3.8", "webpack@5.113.0", "@rspack/core@2.3.3", "esbuild@0.28.2", "typescript@5.9.3"],
  ...["publint@0.3.25", "@arethetypeswrong/cli@0.18.5"],
];

const work = mkdtempSync(join(tmpdir(), "autoseg-packages-"));
const tarballs = join(work, "tarballs");
mkdirSync(tarballs);
const [node, web] = [join(work, "node"), join(work, "web")];

/** Some slices of the sample, which segment as quickly as a test needs, under the sample's name in each project. */
function copySample(project: string): void {
  const sample = join("sample-dicom", "ct-abdomen-synthetic");
  mkdirSync(join(project, sample), { recursive: true });
  const names = readdirSync(join(root, sample)).filter((name) => name.endsWith(".dcm"));
  for (const name of names.sort().slice(36, 48))
    cpSync(join(root, sample, name), join(project, sample, name));
}

const hasNpm = await hasRegistry();
let library = "";
let modelTarball = "";

// Beside each other: what is installed comes over the network, what is built takes a processor.
const application = hasNpm
  ? (async () => {
      createProject(web);
      cpSync(join(root, "tests", "packages", "consumer"), web, { recursive: true });
      copySample(web);
      await install(web, strangersPackages);
    })()
  : undefined;
// It is waited for below, in the step that needs it.
application?.catch(() => undefined);

await step("the packages are built and packed", async () => {
  await run(root, process.execPath, "--import", "tsx", "scripts/build-packages/main.ts");
  library = await pack(join(packages, "cornerstone-autoseg"), tarballs);
  modelTarball = await pack(join(packages, "model-ct-liver-tumour"), tarballs);
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

if (hasNpm) {
  await step("installs into a Cornerstone3D application, which has it once", async () => {
    await application;
    await install(web, [library, modelTarball]);
    const paths = Object.keys(
      JSON.parse(readFileSync(join(web, "package-lock.json"), "utf8")).packages as object,
    ).filter((path) => path.endsWith("node_modules/@cornerstonejs/core"));
    expect(paths.length === 1, `found ${paths.join(", ")}`);
  });
  createProject(node);
  copySample(node);
  await Promise.all([
    inNode(node, [library, modelTarball]).then(() => checkDeclarations(web, library)),
    inBrowsers(web),
  ]);
} else {
  counts.skipped++;
  console.log("skipped  installing into empty projects: the npm registry cannot be reached.");
}
await closeBrowser();
rmSync(work, { recursive: true, force: true });
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;
