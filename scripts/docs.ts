/**
 * `npm run docs:build`: the documentation site in site/dist: every page of docs, the examples to run in the page, and the reference
 * made from docstrings; links are checked. `npm run docs` builds it and serves it on this machine (--no-build for one that is
 * built). It needs the network once, for the packages of site/package-lock.json, and none to be read.
 */
import { parseArgs } from "node:util";
import { buildSite } from "./docs/build-site.ts";
import { serveSite } from "./docs/serve-site.ts";

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { "no-build": { type: "boolean", default: false }, port: { type: "string", default: "5190" } },
  });
  const [command] = positionals;
  if (command !== undefined && command !== "build")
    throw new Error(`There is no command "${command}". Use npm run docs:build or npm run docs.`);
  if (!values["no-build"]) await buildSite();
  if (command === "build") return;
  const url = await serveSite(Number(values.port));
  console.log(`The documentation is at ${url} (Ctrl+C stops it).`);
}
