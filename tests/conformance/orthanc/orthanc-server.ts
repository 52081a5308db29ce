import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "../installed.ts";

/** Why there is no Orthanc; undefined if there is one. */
export const noOrthanc = findProgram("Orthanc").missing;

const dicomWebPlugin = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so";

/** Why there is no DICOMweb server; undefined if there is one. */
export const noDicomWeb =
  noOrthanc ?? (existsSync(dicomWebPlugin) ? undefined : "Orthanc's DICOMweb plugin is not installed");

/** A separate Orthanc with an empty store, on a free port of this machine only. */
export interface OrthancServer extends AsyncDisposable {
  /** Address of its REST interface, with a slash at the end. */
  readonly url: string;
  /** Kills it (kill -9) and restarts it with its data on disk. */
  crash(): Promise<void>;
  /** Deletes everything in its store. */
  empty(): Promise<void>;
}

/** Another program may take a port that was free a moment ago; then another port is tried. */
const mostPorts = 5;

/** @param more settings besides those of a PACS that only knows the storage classes of its time. */
export async function startOrthanc(more: Readonly<Record<string, unknown>> = {}): Promise<OrthancServer> {
  for (let tries = 0; tries < mostPorts; tries++) {
    const server = await startOnFreePort(more);
    if (server) return server;
  }
  throw new Error(`Orthanc did not start on ${mostPorts} free ports`);
}

/** Undefined if Orthanc exits, as it does if its port is taken. */
async function startOnFreePort(more: Readonly<Record<string, unknown>>): Promise<OrthancServer | undefined> {
  const folder = mkdtempSync(join(tmpdir(), "autoseg-orthanc-"));
  const port = await findFreePort();
  const configuration = join(folder, "orthanc.json");
  writeFileSync(
    configuration,
    JSON.stringify({
      Name: folder,
      StorageDirectory: folder,
      IndexDirectory: folder,
      HttpPort: port,
      RemoteAccessAllowed: false,
      AuthenticationEnabled: false,
      DicomServerEnabled: false,
      Plugins: existsSync(dicomWebPlugin) ? [dicomWebPlugin] : [],
      DicomWeb: { Enable: true, Root: "/dicom-web/" },
      ...more,
    }),
  );
  const start = () => {
    const server = spawn("Orthanc", [configuration], { stdio: "ignore" });
    return { server, ended: new Promise((resolve) => server.once("exit", resolve)) };
  };
  let running = start();
  const url = `http://127.0.0.1:${port}/`;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    running.server.kill(signal);
    await running.ended;
  };
  const stop = async (): Promise<void> => {
    // Nothing of it is needed any more, and a regular shutdown takes a second.
    await end("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  const crash = async (): Promise<void> => {
    await end("SIGKILL");
    running = start();
    await isUp(running.server, url, folder);
  };
  const empty = async (): Promise<void> => {
    for (const id of await (await fetch(`${url}patients`)).json())
      await fetch(`${url}patients/${id}`, { method: "DELETE" });
  };
  if (await isUp(running.server, url, folder)) return { url, crash, empty, [Symbol.asyncDispose]: stop };
  await stop();
  return undefined;
}

function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Whether the Orthanc with this name is up; it exits if its port is taken by another. */
async function isUp(server: ChildProcess, url: string, name: string): Promise<boolean> {
  while (server.exitCode === null && server.signalCode === null) {
    const response = await fetch(`${url}system`).catch(() => undefined);
    if (response?.ok && (await response.json()).Name === name) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
