import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { writeServiceWorker } from "../../src/viewer/server/service-worker.ts";
import { tinyModel } from "./served-files.ts";

/** A built viewer in a folder of a web server, with no study and only the tests' model. */
export interface DeployedViewer extends Disposable {
  readonly root: string;
  readonly folder: string;
  /** Changes a file of the viewer without rebuilding it. */
  change(file: string, to: (text: string) => string): void;
  /** Makes the folder's current contents a version. */
  release(): Promise<void>;
}

export async function deployViewer(built: string): Promise<DeployedViewer> {
  const root = mkdtempSync(join(tmpdir(), "autoseg-hospital-"));
  const folder = join(root, "radiology", "viewer");
  mkdirSync(folder, { recursive: true });
  cpSync(built, folder, {
    recursive: true,
    filter: (path) => !/^(models|study)\b/.test(relative(built, path)),
  });
  mkdirSync(join(folder, "study"));
  writeFileSync(join(folder, "study", "index.json"), JSON.stringify({ title: "", files: [] }));
  cpSync(tinyModel, join(folder, "models", "threshold-tiny"), { recursive: true });
  const manifest = JSON.parse(readFileSync(join(tinyModel, "manifest.json"), "utf8"));
  const { name, title, architecture, description } = manifest;
  const entry = { name, title, architecture, description, modality: "CT", url: "threshold-tiny/" };
  writeFileSync(join(folder, "models", "index.json"), JSON.stringify([entry]));
  // A server started by root reads with fewer rights.
  for (const path of [root, folder]) chmodSync(path, 0o755);
  const deployed: DeployedViewer = {
    root,
    folder,
    change: (file, to) => writeFileSync(join(folder, file), to(readFileSync(join(folder, file), "utf8"))),
    release: () => writeServiceWorker(folder),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }),
  };
  await deployed.release();
  return deployed;
}
