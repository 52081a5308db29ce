import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram, findPython, pythonWithCodecs } from "../installed.ts";

/** Real studies lie beside the project; tests that need them are skipped where they do not. */
export const dataFolder = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));

export const hasData = existsSync(dataFolder);

/** A Python with pydicom, best one whose pydicom decodes every compression. */
const python = pythonWithCodecs.path ? pythonWithCodecs : findPython("pydicom", "numpy");

/** Why a comparison cannot be made here; "" where it can. */
export const obstacle = hasData ? (python.missing ?? "") : "no ../shared/data";

/** Programs that decompress what pydicom cannot, as reference_pixels.py names them. */
export const decoders = (["gdcmconv", "dcmdjpeg"] as const).filter((name) => findProgram(name).path);

/** Runs a script of this folder; `input` goes to its standard input, its answer is JSON. */
export function runPython<T>(script: string, args: readonly string[], input: string): T {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const output = execFileSync(python.path!, [path, ...args], {
    input,
    maxBuffer: 2 ** 28,
    stdio: ["pipe", "pipe", "ignore"],
  });
  return JSON.parse(output.toString()) as T;
}

/** Every file below a folder, in the order of their paths. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
