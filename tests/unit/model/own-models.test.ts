import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type FolderFile,
  fetchModelFolder,
  forgetOwnModel,
  holdsModel,
  isOwnAddress,
  keepOwnModel,
  listOwnModels,
} from "../../../src/model/index.ts";
import { listOwnFolders, openOwnFile } from "../../../src/model/own-model-files.ts";

const folder = join(import.meta.dirname, "..", "..", "fixtures", "models", "imported-plane");

const folderFiles = (change: (name: string, bytes: Uint8Array) => Uint8Array | undefined): FolderFile[] =>
  readdirSync(folder).flatMap((name) => {
    const bytes = change(name, readFileSync(join(folder, name)));
    return bytes ? [{ path: `picked/${name}`, file: new Blob([new Uint8Array(bytes)]) }] : [];
  });
const whole = () => folderFiles((_, bytes) => bytes);

/** A folder of a browser's private file system, in memory; `room` in bytes. */
function createFolder(room = Number.POSITIVE_INFINITY) {
  const entries = new Map<string, unknown>();
  const missing = () => new DOMException("gone", "NotFoundError");
  const found = (name: string, create: boolean, make: () => unknown) => {
    if (!entries.has(name) && !create) throw missing();
    if (!entries.has(name)) entries.set(name, make());
    return entries.get(name);
  };
  return {
    keys: async function* () {
      yield* entries.keys();
    },
    getDirectoryHandle: async (name: string, { create = false } = {}) =>
      found(name, create, () => createFolder(room)),
    getFileHandle: async (name: string, { create = false } = {}) =>
      found(name, create, () => {
        let bytes = new Uint8Array();
        return {
          getFile: async () => new File([bytes], name),
          createWritable: async () => ({
            write: async (given: Blob) => {
              if (given.size > room) throw new DOMException("full", "QuotaExceededError");
              bytes = new Uint8Array(await given.arrayBuffer());
            },
            close: async () => undefined,
          }),
        };
      }),
    removeEntry: async (name: string) => {
      if (!entries.delete(name)) throw missing();
    },
  };
}

describe("models that the user has added", () => {
  const give = (root: unknown) => vi.stubGlobal("navigator", { storage: { getDirectory: async () => root } });
  beforeEach(() => give(createFolder()));
  afterEach(() => vi.unstubAllGlobals());

  it("are fetched from an address, every file held against its hash", async () => {
    const parts: number[] = [];
    const files = await fetchModelFolder(folder, { onProgress: (part) => parts.push(part) });
    expect(parts.at(-1)).toBe(1);
    expect((await keepOwnModel(files)).manifest.name).toBe("imported-plane");
    const copy = mkdtempSync(join(tmpdir(), "autoseg-address-"));
    try {
      cpSync(folder, copy, { recursive: true });
      writeFileSync(join(copy, "model.onnx"), "other weights");
      await expect(fetchModelFolder(copy)).rejects.toMatchObject({ code: "model-hash-mismatch" });
    } finally {
      rmSync(copy, { recursive: true });
    }
    await expect(fetchModelFolder(join(folder, "none"))).rejects.toMatchObject({ code: "model-not-found" });
    const { signal } = { signal: AbortSignal.abort() };
    await expect(fetchModelFolder(folder, { signal })).rejects.toMatchObject({ code: "cancelled" });
  });

  it("are told from a study by their files", () => {
    expect(holdsModel(["a/manifest.json", "a/model.onnx", "a/README.md"])).toBe(true);
    expect(holdsModel(["a/manifest.json", "a/0001.dcm"])).toBe(false);
    expect(holdsModel(["model.onnx"])).toBe(false);
  });

  it("are kept with their manifest and weights, and nothing else", async () => {
    const model = await keepOwnModel([...whole(), { path: "picked/notes.txt", file: new Blob(["x"]) }]);
    expect(model.location).toBe("opfs:///models/imported-plane/manifest.json");
    expect(isOwnAddress(model.location)).toBe(true);
    const beside = (name: string) => openOwnFile(new URL(name, model.location).href);
    const weights = await beside("model.onnx");
    expect(new Uint8Array(await weights!.arrayBuffer())).toEqual(
      new Uint8Array(readFileSync(join(folder, "model.onnx"))),
    );
    expect(await beside("notes.txt")).toBeUndefined();
    await forgetOwnModel(model);
    expect(await beside("model.onnx")).toBeUndefined();
    await forgetOwnModel(model);
  });

  it.each([
    [
      "without a manifest",
      "model-not-found",
      (name: string, bytes: Uint8Array) => (name === "manifest.json" ? undefined : bytes),
    ],
    [
      "without weights",
      "model-not-found",
      (name: string, bytes: Uint8Array) => (name === "model.onnx" ? undefined : bytes),
    ],
    [
      "with other weights",
      "model-hash-mismatch",
      (name: string, bytes: Uint8Array) => (name === "model.onnx" ? bytes.subarray(1) : bytes),
    ],
    [
      "with a manifest that is not JSON",
      "invalid-manifest",
      (name: string, bytes: Uint8Array) => (name === "manifest.json" ? bytes.subarray(1) : bytes),
    ],
  ] as const)("are refused %s, and nothing is kept", async (_, code, change) => {
    await expect(keepOwnModel(folderFiles(change))).rejects.toMatchObject({ code });
    expect(await listOwnFolders()).toEqual([]);
    expect(await listOwnModels()).toEqual([]);
  });

  it("that cannot be loaded again are told of by name, and left out", async () => {
    await keepOwnModel(whole());
    // In Node nothing reads the browser's files: none can be loaded.
    const damaged: unknown[] = [];
    expect(await listOwnModels((name, cause) => damaged.push([name, cause]))).toEqual([]);
    expect(damaged).toEqual([[expect.any(String), expect.objectContaining({ code: "model-not-found" })]]);
    expect(damaged.map((each) => (each as [string])[0])).toEqual(await listOwnFolders());
  });

  it("are refused where there is no room", async () => {
    give(createFolder(10_000));
    await expect(keepOwnModel(whole())).rejects.toMatchObject({ code: "out-of-memory" });
    expect(await listOwnFolders()).toEqual([]);
    expect(await listOwnModels()).toEqual([]);
  });

  it("are none where the browser has no files of its own", async () => {
    vi.stubGlobal("navigator", {});
    expect(await listOwnModels()).toEqual([]);
  });
});
