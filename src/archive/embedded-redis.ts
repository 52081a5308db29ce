import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmod, mkdir } from "node:fs/promises";
import { createConnection } from "node:net";
import { join } from "node:path";
import { AutosegError } from "../errors.ts";
import type { Log } from "./log.ts";

/** A queue server of the program's own: on a socket in its folder, which nobody else can open. */
export interface EmbeddedRedis extends AsyncDisposable {
  /** Path of the socket: the address of the queue. */
  readonly address: string;
  /** Ends the server at once, as a crash would; it is started again. For tests. */
  crash(): Promise<void>;
}

const programs = ["valkey-server", "redis-server"] as const;

/** Longest path of a Unix socket on Linux; 104 on macOS. */
const longestSocketPath = 103;

/**
 * Starts the redis-server or valkey-server that is installed, or uses the one that an earlier run left in the folder; starts it
 * again when it dies, and stops it at the end. It writes every change to its file before it answers (AOF): killed at any
 * moment it loses nothing. Snapshots alone would lose the whole queue without an error.
 * @throws AutosegError `queue-unavailable` where neither is installed or it does not start.
 */
export async function startEmbeddedRedis(folder: string, log: Log): Promise<EmbeddedRedis> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  const address = join(folder, "queue.sock");
  if (address.length > longestSocketPath)
    throw unavailable(
      `The path of the queue's folder is too long for a socket. Choose a shorter one with --state.`,
    );
  const program = programs.find((name) => spawnSync(name, ["--version"]).status === 0);
  if (!program)
    throw unavailable(
      "Neither valkey-server nor redis-server is installed. Install one of them (Debian: apt install redis-server), or give the address of a queue with --queue.",
    );
  let server: ChildProcess | undefined;
  let isEnding = false;
  const start = () => {
    server = spawn(
      program,
      [
        ...["--port", "0", "--unixsocket", "queue.sock", "--unixsocketperm", "700"],
        ...["--dir", ".", "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""],
        ...["--maxmemory-policy", "noeviction", "--daemonize", "no", "--loglevel", "warning"],
      ],
      // A terminal's Ctrl+C is for the program, which needs its queue to stop in good order.
      { cwd: folder, stdio: "ignore", detached: true },
    );
    server.once("exit", () => {
      if (isEnding) return;
      log.warn("queue.restarted");
      setTimeout(() => isEnding || start(), 500);
    });
    server.on("error", () => undefined);
  };
  if (!(await answers(address))) start();
  for (let tries = 0; !(await answers(address)); tries++) {
    if (tries === 100 || server?.exitCode)
      throw unavailable(
        `The queue server in the folder of --state did not start (code ${server?.exitCode ?? "none"}).`,
      );
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    address,
    async crash() {
      server?.kill("SIGKILL");
    },
    async [Symbol.asyncDispose]() {
      isEnding = true;
      const ended = server && new Promise((resolve) => server!.once("exit", resolve));
      // One that an earlier run left is no child of this program: it is asked.
      await command(address, "SHUTDOWN").catch(() => undefined);
      if (server?.exitCode !== null || server.signalCode !== null) return;
      server.kill("SIGTERM");
      await ended;
    },
  };
}

/** Whether a server listens there and has read its file. */
function answers(address: string): Promise<boolean> {
  return command(address, "PING").then(
    (answer) => answer.startsWith("+PONG"),
    () => false,
  );
}

/** The answer to a command without arguments, as it stands; "" where the server hangs up. */
function command(address: string, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(address);
    socket.once("error", reject);
    socket.once("connect", () => socket.write(`${name}\r\n`));
    socket.once("data", (data) => {
      resolve(data.toString());
      socket.destroy();
    });
    socket.once("close", () => resolve(""));
  });
}

function unavailable(message: string): AutosegError<"queue-unavailable"> {
  return new AutosegError("queue-unavailable", message, { found: "no queue server" });
}
