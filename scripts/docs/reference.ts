import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folders, root } from "./folders.ts";
import { run } from "./run.ts";

/**
 * Makes a page for each public entry of the package from its docstrings, with TypeDoc.
 * @returns the names of the pages; that of the main entry is "index".
 */
export function writeReference(): readonly string[] {
  const entries = publicEntries();
  const program = join("node_modules", "typedoc", "bin", "typedoc");
  const points = entries.flatMap((name) => ["--entryPoints", join(root, "src", `${name}.ts`)]);
  run(process.execPath, [program, "--options", "typedoc.json", ...points], folders.site);
  const folder = join(folders.pages, "reference");
  rmSync(join(folder, "README.md"), { force: true });
  for (const name of entries) {
    const file = join(folder, `${name}.md`);
    const text = readFileSync(file, "utf8");
    const title = name === "index" ? "cornerstone-autoseg" : `cornerstone-autoseg/${name}`;
    writeFileSync(file, text.replace(/^# .+$/m, `# ${title}`));
  }
  return entries;
}

/** Files of src that package.json names as entries. */
function publicEntries(): string[] {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { exports: object };
  const targets = Object.values(exports).filter((target) => typeof target === "string");
  return targets.flatMap((target) => /^\.\/src\/([\w-]+)\.tsx?$/.exec(target)?.[1] ?? []);
}
