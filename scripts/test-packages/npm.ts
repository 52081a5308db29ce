/** npm as a stranger uses it: tarballs, empty projects outside the repository, programs that come with packages. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What npm calls itself with must not come from the npm that started this program. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_")),
);

/** The output of a program. @throws Error with its output where it fails. */
export function run(cwd: string, program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env: environment, encoding: "utf8" });
  if (status !== 0)
    throw new Error(
      `${program} ${args.join(" ")} ended with ${status}:\n${`${stdout}${stderr}`.slice(-3000)}`,
    );
  return stdout;
}

/** Packs a package's folder. @returns the tarball. */
export function pack(folder: string, target: string): string {
  const name = run(folder, "npm", "pack", "--silent", "--pack-destination", target)
    .trim()
    .split("\n")
    .at(-1)!;
  return join(target, name);
}

/** An empty project with packages installed, from npm's cache where it has them. */
export function install(folder: string, packages: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "name": "stranger", "private": true, "type": "module" }\n');
  run(folder, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund", ...packages);
}

/** Whether the registry answers. */
export function hasRegistry(): boolean {
  try {
    execFileSync("npm", ["view", "esbuild", "version", "--fetch-retries=0"], {
      stdio: "ignore",
      env: environment,
    });
    return true;
  } catch {
    return false;
  }
}

/** Megabytes of a folder's files. */
export function megabytes(folder: string): number {
  const bytes = readdirSync(folder, { recursive: true, encoding: "utf8" }).reduce((sum, name) => {
    const found = statSync(join(folder, name), { throwIfNoEntry: false });
    return sum + (found?.isFile() ? found.size : 0);
  }, 0);
  return bytes / 1e6;
}
