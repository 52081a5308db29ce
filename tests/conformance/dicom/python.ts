import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram, findPython, pythonWithCodecs } from "../installed.ts";

/** Real studies are next to the project; tests that need them are skipped without them. */
export const dataFolder = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));

export const hasData = existsSync(dataFolder);

/** A Python with pydicom, preferably with all decoders. */
const python = pythonWithCodecs.path ? pythonWithCodecs : findPython("pydicom", "numpy");

/** Why no comparison is possible; "" if one is. */
export const obstacle = hasData ? (python.missing ?? "") : "no ../shared/data";

/** Programs that decompress what pydicom cannot, by their names in reference_pixels.py. */
export const decoders = (["gdcmconv", "dcmdjpeg"] as const).filter((name) => findProgram(name).path);

/** Runs a script in this folder with `input` on its standard input; its output is JSON. */
export function runPython<T>(script: string, args: readonly string[], input: string): T {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const output = execFileSync(python.path!, [path, ...args], {
    input,
    maxBuffer: 2 ** 28,
    stdio: ["pipe", "pipe", "ignore"],
  });
  return JSON.parse(output.toString()) as T;
}

/** All files in a folder and its subfolders, sorted by path. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
