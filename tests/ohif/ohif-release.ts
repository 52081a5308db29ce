import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Releases of OHIF that the plugin is tested in. */
export const ohifVersions = ["3.13.2", "3.14.0-beta.6", "3.12.10"] as const;
export type OhifVersion = (typeof ohifVersions)[number];

/**
 * Outside the project, since they have 50 MB each: downloaded once, so that `npm ci` need not. OHIF_CACHE names another folder.
 */
const cache =
  process.env.OHIF_CACHE ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "cornerstone-autoseg", "ohif");

/** A released build of OHIF, or why there is none. */
export interface OhifRelease {
  /** Contains its index.html. */
  readonly folder: string;
  readonly missing: string | undefined;
}

/** A release of OHIF from the cache, else `@ohif/app` from the npm registry. */
export async function findOhif(version: OhifVersion): Promise<OhifRelease> {
  const release = join(cache, version);
  const folder = join(release, "dist");
  if (existsSync(join(folder, "index.html"))) return { folder, missing: undefined };
  mkdirSync(cache, { recursive: true });
  const unpacked = mkdtempSync(join(cache, "download-"));
  try {
    // In the cache folder, since the project's .npmrc has settings that other npm programs do not know.
    const { stdout } = await run(
      "npm",
      ["pack", `@ohif/app@${version}`, "--pack-destination", unpacked, "--silent"],
      { cwd: unpacked },
    );
    await run("tar", ["-xzf", join(unpacked, stdout.trim().split("\n").at(-1)!), "-C", unpacked]);
    rmSync(release, { recursive: true, force: true });
    renameSync(join(unpacked, "package"), release);
    return { folder, missing: undefined };
  } catch (error) {
    const reason = (error as Error).message.split("\n")[0];
    return { folder, missing: `@ohif/app@${version} could not be downloaded: ${reason}` };
  } finally {
    rmSync(unpacked, { recursive: true, force: true });
  }
}
