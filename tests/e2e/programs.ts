import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { inject } from "vitest";
import { isOnPath } from "../../scripts/debian-packages.ts";
import { findProgram } from "../conformance/installed.ts";

const root = join(import.meta.dirname, "..", "..");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to completion with closed standard input. */
export function runProgram(program: string, args: readonly string[], signal?: AbortSignal): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    const text = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => (text.stdout += chunk));
    child.stderr.on("data", (chunk) => (text.stderr += chunk));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...text }));
    signal?.addEventListener("abort", () => child.kill("SIGINT"));
  });
}

/** The command line of this project. */
export function autoseg(args: readonly string[], signal?: AbortSignal): Promise<Ended> {
  return runProgram(process.execPath, [inject("cli"), ...args], signal);
}

/** Why no terminal is available; undefined if one is. */
export const noTerminal = isOnPath("script") ? undefined : "script (util-linux) is not installed";

/**
 * Runs the project's command line in a terminal, and sends `keys` once its output matches.
 * @returns its exit code and all output.
 */
export function autosegInTerminal(
  args: readonly string[],
  { shows, keys }: { readonly shows: RegExp; readonly keys: string },
): Promise<{ readonly code: number | null; readonly shown: string }> {
  const quoted = [process.execPath, inject("cli"), ...args].map((part) => `'${part}'`);
  return new Promise((resolve, reject) => {
    const child = spawn("script", ["-qefc", quoted.join(" "), "/dev/null"], { cwd: root });
    let shown = "";
    let isSent = false;
    child.stdout.on("data", (chunk) => {
      shown += chunk;
      if (!isSent && shows.test(shown)) {
        isSent = true;
        child.stdin.write(keys);
      }
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, shown }));
  });
}

/** Why dciodvfy cannot be used; undefined if it can. */
export const noDciodvfy = findProgram("dciodvfy").missing;

/** The output of dciodvfy for a DICOM-SEG; only "Segmentation" means no fault. */
export function dciodvfy(path: string): string {
  const { stdout, stderr } = spawnSync("dciodvfy", [path], { encoding: "utf8" });
  // It warns of each of the review's private elements (docs/dicom-seg.md), which it does not know.
  const ofReview = /^\(0x0077,0x100[12]\) .*Unrecognized tag.*$\n?/gm;
  return `${stdout}${stderr}`.replace(ofReview, "").trim();
}
