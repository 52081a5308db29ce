/** Opens the viewer in the browser: `npm start [-- PATH] [--no-open]`, PATH being a folder of DICOM files or one file. */
import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { createServer } from "vite";
import { listFiles } from "../src/viewer/server/serve-study.ts";
import { createConfig } from "../vite.config.ts";

try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function start(): Promise<void> {
  const { values, positionals } = readArguments();
  if (positionals.length > 1)
    throw new Error(
      `One folder or file can be opened, found ${positionals.length}: ${positionals.join(", ")}.`,
    );
  const [path] = positionals;
  if (path !== undefined) await checkStudy(path);
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536))
    throw new Error(`--port needs a number from 1 to 65535, found "${values.port}".`);

  // Only who has the address that is printed can read the study: no other user, page or program of this machine.
  const token = path === undefined ? undefined : randomBytes(16).toString("hex");
  const page = token === undefined ? "/" : `/?study=study/${token}/index.json`;
  const config = createConfig({ study: path, token });
  const server = await createServer({
    ...config,
    configFile: false,
    logLevel: "warn",
    server: {
      ...config.server,
      ...(port !== undefined && { port }),
      hmr: false,
      watch: null,
      open: !values["no-open"] && hasBrowser() ? page : false,
    },
  });
  await server.listen();
  const [url] = server.resolvedUrls?.local ?? [];
  console.log(
    `The viewer is at ${url === undefined ? "an unknown address" : new URL(page, url).href} (Ctrl+C stops it).`,
  );
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { "no-open": { type: "boolean", default: false }, port: { type: "string" } },
    });
  } catch {
    throw new Error("The options are --no-open and --port NUMBER, and one folder or file to open.");
  }
}

async function checkStudy(path: string): Promise<void> {
  const files = await listFiles(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT")
      throw new Error(`There is no folder or file ${resolve(path)}. Check the path.`);
    throw new Error(`${resolve(path)} cannot be read (${error.message}). Check its permissions.`);
  });
  if (files.length === 0)
    throw new Error(`The folder ${resolve(path)} holds no files. Choose the folder with the DICOM files.`);
}

/** Whether anybody would see a browser that is opened. */
function hasBrowser(): boolean {
  if (process.env.CI) return false;
  return process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}
