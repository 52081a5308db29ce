/** The packages' declarations, in the project of a Cornerstone3D application. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./npm.ts";
import { expect, step } from "./steps.ts";

const root = join(import.meta.dirname, "..", "..");

/** @param library its tarball. */
export async function checkDeclarations(web: string, library: string): Promise<void> {
  for (const tsc of [
    join(web, "node_modules", "typescript", "bin", "tsc"),
    join(root, "node_modules", "typescript", "bin", "tsc"),
  ])
    await step(
      `tsc --strict without skipLibCheck (${tsc.startsWith(web) ? "5.9" : "the repository's"})`,
      () => checkTypes(web, tsc),
    );
  await step("publint finds nothing", async () => {
    await run(web, "npx", "publint", library, "--strict");
  });
  await step("arethetypeswrong finds nothing", async () => {
    await run(web, "npx", "attw", "--profile", "esm-only", library);
  });
}

/** Ours must have no error; Cornerstone3D's own are counted. */
async function checkTypes(web: string, tsc: string): Promise<string> {
  // A name that no bundler looks for: they build in the same folder meanwhile.
  const config = "tsconfig.declarations.json";
  let errors = 0;
  for (const moduleResolution of ["nodenext", "bundler"])
    for (const name of ["entries", "host"]) {
      const module = moduleResolution === "nodenext" ? "nodenext" : "esnext";
      const lib = ["es2022", "dom", "dom.iterable"];
      const given = { strict: true, noEmit: true, target: "es2022", lib, types: [] };
      const compilerOptions = { ...given, moduleResolution, module };
      writeFileSync(join(web, config), JSON.stringify({ compilerOptions, files: [`${name}.mts`] }));
      const output = await run(web, process.execPath, tsc, "-p", config, "--pretty", "false").catch(
        (error: Error) => error.message,
      );
      const found = output.split("\n").filter((line) => line.includes("error TS"));
      const ours =
        name === "entries" ? found : found.filter((line) => /cornerstone-autoseg|^host/.test(line));
      expect(ours.length === 0, ours.join("\n"));
      errors += found.length;
    }
  return `ours none; Cornerstone3D's own ${errors} or more`;
}
