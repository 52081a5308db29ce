import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const modelsFolder = join(import.meta.dirname, "..", "..", "models");

/** Names of the models that come with the project. */
export function shippedModels(): string[] {
  return readdirSync(modelsFolder).filter((name) => existsSync(join(modelsFolder, name, "manifest.json")));
}

/**
 * Copies models beside the plugin and writes the list by which it finds them.
 * @param models names of shipped models, or folders.
 */
export function copyModels(models: readonly string[], plugin: string): void {
  const folder = join(plugin, "models");
  mkdirSync(folder, { recursive: true });
  const entries = models.map((model) => {
    const from = model.includes("/") ? model : join(modelsFolder, model);
    if (!existsSync(join(from, "manifest.json")))
      throw new Error(
        `There is no model in ${from}: it has no manifest.json. Shipped are ${shippedModels().join(", ")}.`,
      );
    const name = basename(from);
    cpSync(from, join(folder, name), { recursive: true });
    const { kind } = JSON.parse(readFileSync(join(from, "manifest.json"), "utf8")) as { kind?: string };
    return { name, ...(kind === "prompted" && { kind }), url: `${name}/` };
  });
  writeFileSync(join(folder, "index.json"), `${JSON.stringify(entries, undefined, 2)}\n`);
}
