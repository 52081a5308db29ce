import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { waitUntil } from "./viewer-page.ts";

const deploy = join(import.meta.dirname, "..", "..", "deploy");

/** A web server with the configuration recommended in deploy/, on a port of this machine. */
export interface WebServer {
  readonly url: string;
  stop(): Promise<void>;
}

interface Kind {
  readonly name: "nginx" | "caddy";
  readonly configuration: string;
  /** Adapts the configuration to another folder, port and location for the server's own files. */
  adapt(text: string, places: Places): string;
  arguments(file: string): readonly string[];
}

interface Places {
  readonly root: string;
  readonly port: number;
  readonly temporary: string;
}

const kinds: Readonly<Record<Kind["name"], Kind>> = {
  nginx: {
    name: "nginx",
    configuration: "nginx.conf",
    adapt: (text, { root, port, temporary }) =>
      text
        .replaceAll(" /tmp/", ` ${temporary}/`)
        .replace("listen 8080", `listen 127.0.0.1:${port}`)
        .replace("root /usr/share/nginx/html", `root ${root}`)
        .replace("access_log /dev/stdout without_query", "access_log off"),
    arguments: (file) => ["-c", file, "-g", "daemon off;"],
  },
  caddy: {
    name: "caddy",
    configuration: "Caddyfile",
    adapt: (text, { root, port }) =>
      `{\n\tadmin off\n\tauto_https off\n}\n${text.replace(/^:8080/m, `http://127.0.0.1:${port}`).replace("/srv/autoseg", root)}`,
    arguments: (file) => ["run", "--adapter", "caddyfile", "--config", file],
  },
};

/** Path of a server's executable; undefined if it is not installed. */
export function findServer(name: Kind["name"]): string | undefined {
  return [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"]
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/**
 * Serves a folder that everyone can read with one of them.
 * @param change further changes to the configuration.
 */
export async function startServer(
  name: Kind["name"],
  root: string,
  { port = 0, change = (text: string) => text } = {},
): Promise<WebServer> {
  const kind = kinds[name];
  const program = findServer(name);
  if (!program) throw new Error(`${name} is not installed`);
  const temporary = mkdtempSync(join(tmpdir(), `autoseg-${name}-`));
  const file = join(temporary, kind.configuration);
  const places = { root, temporary, port: port || (await findFreePort()) };
  writeFileSync(file, change(kind.adapt(readFileSync(join(deploy, kind.configuration), "utf8"), places)));
  const child = spawn(program, kind.arguments(file), {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, HOME: temporary },
  });
  const url = `http://127.0.0.1:${places.port}/`;
  await waitUntilAnswers(child, url);
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      rmSync(temporary, { recursive: true, force: true });
    },
  };
}

async function waitUntilAnswers(child: ChildProcess, url: string): Promise<void> {
  let said = "";
  child.stderr!.on("data", (chunk: Buffer) => (said += chunk));
  await waitUntil(
    async () => {
      if (child.exitCode !== null) throw new Error(said);
      return fetch(url).then(
        () => true,
        () => false,
      );
    },
    60_000,
    url,
  );
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
