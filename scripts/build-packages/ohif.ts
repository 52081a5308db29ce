/** The package `@cornerstone-autoseg/ohif`: the plugin's folder as a site copies it, without models, whose licences differ. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { copyModels } from "./ohif-models.ts";
import { buildOhif } from "./ohif-plugin.ts";
import { root, sharedFields } from "./package-json.ts";
import { collectNotices } from "./third-party-notices.ts";

/** Builds the package below `packages`. @returns its folder's name. */
export async function buildOhifPackage(packages: string): Promise<string> {
  const folder = join(packages, "ohif");
  mkdirSync(folder, { recursive: true });
  await buildOhif(join(folder, "dist"));
  copyModels([], join(folder, "dist"));
  writeFileSync(
    join(folder, "package.json"),
    `${JSON.stringify(
      {
        name: "@cornerstone-autoseg/ohif",
        ...sharedFields(),
        description: "Organ and tumour segmentation in the browser, as a plugin of the OHIF viewer.",
        keywords: ["ohif-extension", "dicom", "segmentation"],
        license: "MIT",
        type: "module",
        exports: {
          ".": "./dist/entry.js",
          "./mode": "./dist/mode.js",
          "./umd": "./dist/index.umd.js",
          "./package.json": "./package.json",
        },
        files: ["dist", "THIRD-PARTY-NOTICES.txt"],
      },
      null,
      2,
    )}\n`,
  );
  writeFileSync(
    join(folder, "THIRD-PARTY-NOTICES.txt"),
    collectNotices(["@lit/reactive-element", "lit", "lit-element", "lit-html"]),
  );
  for (const name of ["LICENSE", "CHANGELOG.md"]) cpSync(join(root, name), join(folder, name));
  cpSync(join(root, "docs", "packages", "ohif.md"), join(folder, "README.md"));
  return "ohif";
}
