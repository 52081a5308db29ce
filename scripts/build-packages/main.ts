/** `npm run build:packages`: the packages that are published, each in a folder of `dist/packages` (docs/packages.md). */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildLibrary } from "./library.ts";
import { buildModelPackages } from "./models.ts";
import { buildOhifPackage } from "./ohif.ts";
import { root } from "./package-json.ts";

const packages = join(root, "dist", "packages");
rmSync(packages, { recursive: true, force: true });

const folder = join(packages, "cornerstone-autoseg");
mkdirSync(folder, { recursive: true });
await buildLibrary(folder);
const ohif = await buildOhifPackage(packages);
const models = buildModelPackages(packages);
console.log(
  ["cornerstone-autoseg", ohif, ...models].map((name) => join("dist", "packages", name)).join("\n"),
);
