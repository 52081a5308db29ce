import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findProgram, type Installed } from "../installed.ts";

/** dciodvfy and dcentvfy. */
export const dicom3tools: Installed = (() => {
  const [one, other] = [findProgram("dciodvfy"), findProgram("dcentvfy")];
  return one.missing === undefined ? other : one;
})();

/** Runs a Python program that prints JSON. */
export function runPython(python: string, program: string, ...args: string[]): unknown {
  const printed = execFileSync(python, ["-W", "ignore", "-c", program, ...args], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  return JSON.parse(printed);
}

/** The lines that dciodvfy prints about a file; only "Segmentation" means no fault. */
export function dciodvfy(file: string): string[] {
  return lines(spawnSync("dciodvfy", [file], { encoding: "utf8" }));
}

/** Inconsistencies between files found by dcentvfy. */
export function dcentvfy(...files: string[]): string[] {
  return lines(spawnSync("dcentvfy", files, { encoding: "utf8" }));
}

function lines({ stdout, stderr }: { stdout: string; stderr: string }): string[] {
  return `${stdout}\n${stderr}`.split("\n").filter((line) => line.trim() !== "");
}

/** Path of real data, which is not part of the project; undefined if absent. */
export function realData(path: string): string | undefined {
  const folder = fileURLToPath(new URL(`../../../../shared/data/${path}`, import.meta.url));
  return existsSync(folder) ? folder : undefined;
}

/** A test's name that says why it is skipped, if `found` is missing. */
export function named(name: string, found: unknown, missing: string | undefined): string {
  return found ? name : `${name} (skipped: ${missing})`;
}
