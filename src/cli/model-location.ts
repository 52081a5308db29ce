import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AutosegError } from "../errors.ts";

const modelsFolder = fileURLToPath(new URL("../../models/", import.meta.url));

/**
 * Where a model lies: a name without a slash is a shipped one, anything else a path or URL of a manifest or its folder.
 * @throws AutosegError `model-not-found` naming the shipped ones.
 */
export async function resolveModel(nameOrPath: string): Promise<string> {
  if (/[\\/]|\.json$/.test(nameOrPath)) return nameOrPath;
  const shipped = join(modelsFolder, nameOrPath, "manifest.json");
  try {
    await access(shipped);
    return shipped;
  } catch (cause) {
    const names = await shippedModels();
    throw new AutosegError(
      "model-not-found",
      `There is no model "${nameOrPath}". Choose one of ${names.join(", ")}, or give the path of a manifest.json.`,
      { location: nameOrPath },
      { cause },
    );
  }
}

async function shippedModels(): Promise<string[]> {
  const folders = await readdir(modelsFolder, { withFileTypes: true });
  const names = await Promise.all(
    folders.map(async ({ name }) =>
      access(join(modelsFolder, name, "manifest.json")).then(
        () => [name],
        () => [],
      ),
    ),
  );
  return names.flat().sort();
}
