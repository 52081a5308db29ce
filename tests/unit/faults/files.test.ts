import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as fsPromises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { createOutputs } from "../../../src/cli/output-file.ts";
import { isAutosegError } from "../../../src/errors.ts";
import { type FaultCounter, failEach } from "./fail-nth.ts";

const promises = (await import("node:fs")).promises as unknown as Record<string, Operation>;
type Operation = (this: unknown, ...args: unknown[]) => Promise<unknown>;

const anyHandle = await fsPromises.open(import.meta.filename);
const handlePrototype = Object.getPrototypeOf(anyHandle) as Record<string, Operation>;
await anyHandle.close();

/** What the disk is asked for. Names that are looked up may fail, too: a share that went away answers nothing. */
const diskOperations = [
  "access",
  "link",
  "lstat",
  "mkdir",
  "open",
  "realpath",
  "rename",
  "rm",
  "stat",
] as const;
const handleOperations = ["writeFile", "sync", "chmod"] as const;

/** While it lives, operations of the disk fail where the counter says so. */
function failDisk(counter: FaultCounter): Disposable {
  const originals: (() => void)[] = [];
  const patch = (owner: Record<string, Operation>, name: string): void => {
    const original = owner[name]!;
    originals.push(() => {
      owner[name] = original;
    });
    owner[name] = async function (this: unknown, ...args) {
      if (counter.failsNow())
        throw Object.assign(new Error("EIO: i/o error"), { code: "EIO", errno: -5, syscall: name });
      return original.apply(this, args);
    };
  };
  for (const name of diskOperations) patch(promises, name);
  for (const name of handleOperations) patch(handlePrototype, name);
  syncBuiltinESMExports();
  return {
    [Symbol.dispose]() {
      for (const restore of originals) restore();
      syncBuiltinESMExports();
    },
  };
}

const folder = mkdtempSync(join(tmpdir(), "autoseg-faults-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const results = [
  { path: join(folder, "new", "seg.dcm"), content: new Uint8Array(50_000).fill(7) },
  { path: join(folder, "new", "report.json"), content: "{}\n" },
];

async function write(): Promise<void> {
  await using outputs = createOutputs({ force: true, inputs: [], makesFolders: true });
  await outputs.check(results.map(({ path }) => path));
  for (const { path, content } of results) await outputs.stage(path, content);
  await outputs.publish();
}

const old = "what was there before";

describe.each(["where there was none", "in the place of older ones"])("results written %s", (place) => {
  test("are old or new and whole, whichever operation of the disk fails", async () => {
    const operations = await failEach(async (counter) => {
      rmSync(join(folder, "new"), { recursive: true, force: true });
      if (place.startsWith("in")) {
        await fsPromises.mkdir(join(folder, "new"), { recursive: true });
        for (const { path } of results) writeFileSync(path, old);
      }
      let failure: unknown;
      try {
        using _ = failDisk(counter);
        await write();
      } catch (error) {
        failure = error;
        expect(isAutosegError(error, "not-writable"), String((error as Error).stack)).toBe(true);
      }
      const found = results.map(({ path }) => read(path));
      const whole = results.map(({ content }) => Buffer.from(content as string).toString("latin1"));
      for (const [index, text] of found.entries())
        expect([whole[index], place.startsWith("in") ? old : undefined]).toContain(text);
      if (failure === undefined) expect(found).toEqual(whole);
      // One is left where taking it away is what failed: its name says that it is no result.
      const others = filesIn(join(folder, "new")).filter((name) => !/^(seg\.dcm|report\.json)$/.test(name));
      for (const name of others) expect(name).toMatch(/^\.autoseg-.*\.part$/);
      await write();
      expect(results.map(({ path }) => read(path))).toEqual(whole);
    });
    expect(operations).toBeGreaterThan(10);
  });
});

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return undefined;
  }
}

function filesIn(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
