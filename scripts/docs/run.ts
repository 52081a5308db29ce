import { spawnSync } from "node:child_process";
import { root } from "./folders.ts";

/** Runs a program to its end. @throws when it fails. */
export function run(program: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(program, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} in ${cwd.slice(root.length + 1)} failed.`);
}
