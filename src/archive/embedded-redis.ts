import { spawn, spawnSync } from "node:child_process";
import { createConnection } from "node:net";
import { join } from "node:path";
import type { EmbeddedServer } from "./embedded-server.ts";

const programs = ["valkey-server", "redis-server"] as const;

/** The program of Valkey or Redis that is installed. */
export function findRedis(): string | undefined {
  return programs.find((name) => spawnSync(name, ["--version"]).status === 0);
}

/** It appends every change to its file (AOF). Snapshots alone would lose the whole queue without an error. */
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
        // A terminal's Ctrl+C is for the program, which needs its queue to stop in good order.
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
