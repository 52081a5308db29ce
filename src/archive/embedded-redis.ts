import { spawn, spawnSync } from "node:child_process";
import { createConnection } from "node:net";
import { join } from "node:path";
import type { EmbeddedServer } from "./embedded-server.ts";

const programs = ["valkey-server", "redis-server"] as const;

/** The installed executable of Valkey or Redis. */
export function findRedis(): string | undefined {
  return programs.find((name) => spawnSync(name, ["--version"]).status === 0);
}

/** Runs Redis with every change appended to a file (AOF). Snapshots alone could lose the whole queue without an error. */
export function serveRedis(folder: string, program: string): EmbeddedServer {
  const address = join(folder, "queue.sock");
  return {
    address,
    prepare: async () => undefined,
    start: () =>
      spawn(
        program,
        [
          ...["--port", "0", "--unixsocket", "queue.sock", "--unixsocketperm", "700"],
          ...["--dir", ".", "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""],
          ...["--maxmemory-policy", "noeviction", "--daemonize", "no", "--loglevel", "warning"],
        ],
        // Detached, since Ctrl+C in a terminal is for the program, which needs its queue to shut down properly.
        { cwd: folder, stdio: "ignore", detached: true },
      ),
    answers: () =>
      command(address, "PING").then(
        (answer) => answer.startsWith("+PONG"),
        () => false,
      ),
    endSignal: "SIGTERM",
    async stop() {
      await command(address, "SHUTDOWN");
    },
  };
}

/** The raw answer to a command without arguments; "" if the server hangs up. */
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
