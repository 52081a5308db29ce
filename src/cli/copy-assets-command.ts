import { cp, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { AutosegError } from "../errors.ts";
import { modelFolders } from "./model-location.ts";
import { parseCommand, UsageError } from "./parse-command.ts";
import { printLine } from "./terminal.ts";

const assetsFolder = join(import.meta.dirname, "..", "assets");

/**
 * `copy-assets FOLDER`: copies all that a page loads at run time to a folder to be served: `workers`, `wasm`, and `models/NAME`
 * for every installed model. Files of an earlier version are replaced.
 * @throws AutosegError `input-not-found` if the program was not installed as a package; `not-writable`.
 */
async function runCopyAssets(args: readonly string[]): Promise<void> {
  const { positionals, values } = parseCommand(args, {
    "without-models": { type: "boolean", default: false },
  });
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) throw new UsageError("Give the folder to copy to.");
  const isBuilt = await stat(assetsFolder).then(
    () => true,
    () => false,
  );
  if (!isBuilt)
    throw new AutosegError(
      "input-not-found",
      `There are no assets at ${assetsFolder}. Build the packages first with npm run build:packages.`,
      { path: assetsFolder },
    );
  const models = values["without-models"] ? [] : await modelFolders();
  try {
    await mkdir(folder, { recursive: true });
    await cp(assetsFolder, folder, { recursive: true });
    for (const model of models)
      await cp(model.folder, join(folder, "models", model.name), { recursive: true, dereference: true });
  } catch (cause) {
    throw new AutosegError(
      "not-writable",
      `The assets could not be copied to ${folder} (${(cause as NodeJS.ErrnoException).code}). Give another folder.`,
      { path: folder },
      { cause },
    );
  }
  const names = models.map(({ name }) => name);
  printLine(`${folder}: workers, wasm${names.length > 0 ? `, models ${names.join(", ")}` : ""}`);
}

export const copyAssetsCommand = { usage: "FOLDER [--without-models]", run: runCopyAssets };
