import { access, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { AutosegError } from "../errors.ts";

/** The models in the repository; a package of the library has none. */
const shippedFolder = fileURLToPath(new URL("../../models/", import.meta.url));

/** Packages of models are named `@cornerstone-autoseg/model-NAME`. */
const [scope, prefix] = ["@cornerstone-autoseg", "model-"];

/**
 * Finds a model. A name without a slash, or a package name, is a model of the repository or an installed package, as seen from
 * the working folder or from this program; anything else is the path or URL of a manifest or its folder.
 * @throws AutosegError `model-not-found` with the models available.
 */
export async function resolveModel(nameOrPath: string): Promise<string> {
  const named = new RegExp(`^(?:${scope}/${prefix})?([^\\\\/]+)$`).exec(nameOrPath)?.[1];
  if (named === undefined || named.endsWith(".json")) return nameOrPath;
  const folders = await modelFolders();
  const found = folders.find(({ name }) => name === named);
  if (found) return join(found.folder, "manifest.json");
  const names = folders.map(({ name }) => name);
  const choice =
    names.length > 0
      ? `Choose one of ${names.join(", ")}, or give the path of a manifest.json.`
      : `No model is installed. Install one with npm install ${scope}/${prefix}${named}, or give the path of a manifest.json.`;
  throw new AutosegError("model-not-found", `There is no model "${named}". ${choice}`, {
    location: nameOrPath,
  });
}

/** All models with a name here; of two with the same name, the nearer one. */
export async function modelFolders(): Promise<{ readonly name: string; readonly folder: string }[]> {
  const installed = [process.cwd(), import.meta.dirname].flatMap((start) =>
    withParents(start).map((folder) => join(folder, "node_modules", scope)),
  );
  const found = new Map<string, string>();
  const add = async (parent: string, start: string): Promise<void> => {
    for (const entry of (await readdir(parent).catch(() => [])).sort()) {
      const folder = join(parent, entry);
      const name = entry.slice(start.length);
      if (!entry.startsWith(start) || found.has(name)) continue;
      const isModel = await access(join(folder, "manifest.json")).then(
        () => true,
        () => false,
      );
      if (isModel) found.set(name, folder);
    }
  };
  await add(shippedFolder, "");
  for (const parent of installed) await add(parent, prefix);
  return [...found].map(([name, folder]) => ({ name, folder }));
}

function withParents(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}
