/** What the package.json of all packages have in common. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..", "..");

export type PackageJson = Readonly<Record<string, unknown>>;

interface RootPackage {
  readonly version: string;
  readonly description: string;
  readonly keywords?: readonly string[];
  readonly engines: Readonly<Record<string, string>>;
  readonly sideEffects: readonly string[];
  readonly exports: Record<string, string>;
  readonly imports: Record<string, Record<string, string>>;
  readonly bin: Record<string, string>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** The repository's package.json, the only place for versions, entries and dependencies. */
export const rootPackage = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as RootPackage;

/**
 * Version and provenance. npm compares `repository` with the one that publishes: it is taken from CI or git, and left out if
 * neither knows it.
 */
export function sharedFields(version = rootPackage.version): PackageJson {
  const url = findRepository();
  return {
    version,
    author: "cornerstone-autoseg contributors",
    ...(url !== undefined && { repository: { type: "git", url } }),
    publishConfig: { access: "public", provenance: true },
  };
}

function findRepository(): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = process.env;
  if (server && name) return `git+${server}/${name}.git`;
  try {
    const remote = execFileSync("git", ["config", "--get", "remote.origin.url"], {
      cwd: root,
      encoding: "utf8",
    }).trim();
    return /^https:/.test(remote) ? `git+${remote.replace(/(\.git)?$/, ".git")}` : undefined;
  } catch {
    return undefined;
  }
}
