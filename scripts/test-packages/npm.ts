/** npm as a stranger uses it: tarballs, empty projects outside the repository, programs that come with packages. */
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What npm calls itself with must not come from the npm that started this program. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith("npm_")),
);

/** The output of a program. @throws Error with its output where it fails. */
export function run(cwd: string, program: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: environment, maxBuffer: 2 ** 26 };
    execFile(program, args, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const output = `${stdout}${stderr}`.slice(-3000) || error.message;
      reject(new Error(`${program} ${args.join(" ")} ended with ${error.code}:\n${output}`));
    });
  });
}

/** Packs a package's folder. @returns the tarball. */
export async function pack(folder: string, target: string): Promise<string> {
  const output = await run(folder, "npm", "pack", "--silent", "--pack-destination", target);
  return join(target, output.trim().split("\n").at(-1)!);
}

/** An empty project. */
export function createProject(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "name": "stranger", "private": true, "type": "module" }\n');
}

/** Installs packages into a project, from npm's cache where it has them. */
export async function install(folder: string, packages: readonly string[]): Promise<void> {
  await run(folder, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund", ...packages);
}

/** Whether the registry answers. */
export function hasRegistry(): Promise<boolean> {
  return run(".", "npm", "view", "esbuild", "version", "--fetch-retries=0").then(
    () => true,
    () => false,
  );
}

/** Megabytes of a folder's files. */
export function megabytes(folder: string): number {
  const bytes = readdirSync(folder, { recursive: true, encoding: "utf8" }).reduce((sum, name) => {
    const found = statSync(join(folder, name), { throwIfNoEntry: false });
    return sum + (found?.isFile() ? found.size : 0);
  }, 0);
  return bytes / 1e6;
}
