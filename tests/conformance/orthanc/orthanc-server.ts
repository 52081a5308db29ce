import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Why there is no Orthanc to ask; undefined where there is one. */
export const noOrthanc =
  spawnSync("Orthanc", ["--version"], { stdio: "ignore" }).error === undefined
    ? undefined
    : "Orthanc is not installed";

const dicomWebPlugin = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so";

/** Why there is no DICOMweb server to ask; undefined where there is one. */
export const noDicomWeb =
  noOrthanc ?? (existsSync(dicomWebPlugin) ? undefined : "Orthanc's DICOMweb plugin is not installed");

/** An Orthanc of our own with an empty store, on a free port of this machine only. */
export interface OrthancServer extends AsyncDisposable {
  /** Address of its REST interface, with a slash at the end. */
  readonly url: string;
}

/** @param more settings over those of a PACS that knows the storage classes of its time only. */
export async function startOrthanc(more: Readonly<Record<string, unknown>> = {}): Promise<OrthancServer> {
  const folder = mkdtempSync(join(tmpdir(), "autoseg-orthanc-"));
  const port = await findFreePort();
  const configuration = join(folder, "orthanc.json");
  writeFileSync(
    configuration,
    JSON.stringify({
      Name: "autoseg test",
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
  const server = spawn("Orthanc", [configuration], { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}/`;
  await waitUntilUp(server, url);
  return {
    url,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => {
        server.once("exit", resolve);
        server.kill("SIGTERM");
      });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function waitUntilUp(server: ChildProcess, url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (server.exitCode !== null) throw new Error(`Orthanc ended with ${server.exitCode}`);
    const response = await fetch(`${url}system`).catch(() => undefined);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error("Orthanc did not answer");
}
