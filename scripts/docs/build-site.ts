import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import examplesConfig from "../../docs/examples/vite.config.ts";
import { checkLinks } from "./check-links.ts";
import { exampleNames, stageExamples } from "./example-pages.ts";
import { folders } from "./folders.ts";
import { createNavigation } from "./navigation.ts";
import { writeReference } from "./reference.ts";
import { run } from "./run.ts";
import { stagePages } from "./stage-pages.ts";

/** Builds the site, and fails on a link that leads nowhere. */
export async function buildSite(): Promise<void> {
  if (!existsSync(join(folders.site, "node_modules", "vitepress")))
    run("npm", ["ci", "--no-audit", "--no-fund"], folders.site);
  rmSync(folders.staged, { recursive: true, force: true });
  const pages = stagePages();
  stageExamples();
  const entries = writeReference();
  writeFileSync(join(folders.staged, "navigation.json"), JSON.stringify(createNavigation(pages, entries)));
  await buildExamples();
  run(process.execPath, [join("node_modules", "vitepress", "bin", "vitepress.js"), "build"], folders.site);
  checkLinks(folders.result);
  console.log(`The documentation is in ${folders.result}.`);
}

/** The examples as pages of their own, with the study and the models that they use. */
async function buildExamples(): Promise<void> {
  const { root: base } = examplesConfig;
  await build({
    ...examplesConfig,
    configFile: false,
    logLevel: "error",
    build: {
      ...examplesConfig.build,
      outDir: join(folders.public, "live"),
      emptyOutDir: true,
      reportCompressedSize: false,
      rolldownOptions: { input: exampleNames().map((name) => join(base, `${name}.html`)) },
    },
  });
}
