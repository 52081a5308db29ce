import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { modelCommand } from "../../../src/cli/model-command.ts";
import { replaceFile } from "../../../src/cli/output-file.ts";
import { readManifest } from "../model-folder.ts";
import type { Task } from "../tasks.ts";
import { cardOf, noteOf } from "./card.ts";
import { comparisonsFolder } from "./networks.ts";

/** Makes a network of a comparison one of the shipped models: weights, manifest with its reference, and a card unless it has one. */
export async function shipNetwork(root: string, folder: string, task: Task): Promise<void> {
  const name = basename(folder);
  const model = join(root, "models", name);
  await mkdir(model, { recursive: true });
  const json = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
  for (const { file } of json.weights) await copyFile(join(folder, file), join(model, file));
  const path = join(model, "manifest.json");
  const description = `${json.description} ${noteOf(task)}`;
  await replaceFile(path, `${JSON.stringify({ ...json, description }, null, 2)}\n`);
  await modelCommand.run(["reference", path], new AbortController().signal);
  const card = join(model, "README.md");
  if (!existsSync(card)) await replaceFile(card, cardOf(await readManifest(model), task));
  await rm(join(comparisonsFolder(root), name), { recursive: true, force: true });
}
