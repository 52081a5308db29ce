import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findInputFiles } from "../../../src/cli/input-files.ts";
import { type Content, createOutputs, replaceFile } from "../../../src/cli/output-file.ts";

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const read = (name: string) => readFile(at(name), "utf8");

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "autoseg-output-")));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(
  path: string,
  content: Content,
  { force = false, inputs = [] as string[], makesFolders = false } = {},
): Promise<void> {
  await using outputs = createOutputs({ force, makesFolders, inputs: await findInputFiles(inputs) });
  await outputs.check([path]);
  await outputs.stage(path, content);
  await outputs.publish();
}

const refusal = (says: RegExp) => ({ code: "not-writable", message: expect.stringMatching(says) });

describe("a file is written whole", () => {
  test("in parts, in a folder that is made, with nothing beside it", async () => {
    const parts = [new Uint8Array([97]), new Uint8Array([98])];
    await expect(write(at("new", "below", "a"), parts)).rejects.toMatchObject(refusal(/ENOENT: there is no/));
    await write(at("new", "below", "a"), parts, { makesFolders: true });
    expect(await readdir(at("new", "below"))).toEqual(["a"]);
    expect(await read("new/below/a")).toBe("ab");
  });

  test("or not at all: what fails half way leaves what was there, and nothing else", async () => {
    await writeFile(at("a"), "old");
    function* breaking() {
      yield new Uint8Array(1000);
      throw new Error("half way");
    }
    await expect(write(at("a"), breaking(), { force: true })).rejects.toThrow("half way");
    await expect(write(at("b"), breaking())).rejects.toThrow("half way");
    expect(await readdir(folder)).toEqual(["a"]);
    expect(await read("a")).toBe("old");
  });

  test("nothing stands there before all are complete", async () => {
    await using outputs = createOutputs({ force: false, inputs: [] });
    await outputs.stage(at("a"), "a");
    await outputs.stage(at("b"), "b");
    expect((await readdir(folder)).filter((name) => !name.startsWith("."))).toEqual([]);
    await outputs.publish();
    expect(await readdir(folder)).toEqual(["a", "b"]);
  });

  test("what a killed program leaves is no input", async () => {
    const outputs = createOutputs({ force: false, inputs: [] });
    await outputs.stage(at("a"), "half");
    expect(await readdir(folder)).toHaveLength(1);
    expect(await findInputFiles([folder])).toEqual([]);
    await outputs[Symbol.asyncDispose]();
  });
});

describe("an existing file", () => {
  test("is kept, whatever its name for it", async () => {
    await writeFile(at("a"), "old");
    await symlink(at("a"), at("link"));
    await symlink(at("nowhere"), at("dangling"));
    for (const name of ["a", "link", "dangling"])
      await expect(write(at(name), "new"), name).rejects.toMatchObject(refusal(/already exists.*--force/));
    expect(await read("a")).toBe("old");
    expect(await readdir(folder)).toEqual(["a", "dangling", "link"]);
  });

  test("is replaced when forced, with its permissions, and where a link leads to", async () => {
    await writeFile(at("a"), "old");
    await chmod(at("a"), 0o640);
    await symlink(at("a"), at("link"));
    await write(at("link"), "new", { force: true });
    expect(await read("a")).toBe("new");
    expect((await stat(at("a"))).mode & 0o777).toBe(0o640);
    expect(await readdir(folder)).toEqual(["a", "link"]);
  });

  test("is not replaced by one that another program wrote meanwhile", async () => {
    await using outputs = createOutputs({ force: false, inputs: [] });
    await outputs.stage(at("a"), "ours");
    await writeFile(at("a"), "theirs");
    await expect(outputs.publish()).rejects.toMatchObject(refusal(/already exists/));
    expect(await read("a")).toBe("theirs");
  });

  test("of twenty that write it at once one does", async () => {
    const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(10_000));
    const ended = await Promise.allSettled(texts.map((text) => write(at("a"), text)));
    const winners = texts.filter((_, index) => ended[index]!.status === "fulfilled");
    expect(winners).toEqual([await read("a")]);
    expect(await readdir(folder)).toEqual(["a"]);
  });

  test("when forced by twenty at once is one of theirs, whole", async () => {
    const texts = Array.from({ length: 20 }, (_, index) => `${index}`.repeat(10_000));
    await Promise.all(texts.map((text) => replaceFile(at("a"), text)));
    expect(texts).toContain(await read("a"));
    expect(await readdir(folder)).toEqual(["a"]);
  });
});

describe("what is read is never written over, forced or not", () => {
  test.each([
    { name: "by its own name", make: async () => at("in.dcm") },
    {
      name: "by a path that leads back",
      make: async () => {
        await mkdir(at("below"));
        return `${folder}/below/../in.dcm`;
      },
    },
    {
      name: "by a symbolic link",
      make: async () => {
        await symlink(at("in.dcm"), at("link"));
        return at("link");
      },
    },
    {
      name: "by a hard link",
      make: async () => {
        await link(at("in.dcm"), at("link"));
        return at("link");
      },
    },
  ])("$name", async ({ make }) => {
    const dicom = Buffer.concat([Buffer.alloc(128), Buffer.from("DICM and then nothing")]);
    await writeFile(at("in.dcm"), dicom);
    const path = await make();
    for (const inputs of [[at("in.dcm")], [folder]])
      await expect(write(path, "new", { force: true, inputs })).rejects.toMatchObject(
        refusal(/is the input/),
      );
    expect(await readFile(at("in.dcm"))).toEqual(dicom);
  });

  test("but a result that lies in the study's folder may be replaced", async () => {
    await writeFile(at("report.json"), "{}");
    await write(at("report.json"), "new", { force: true, inputs: [folder] });
    expect(await read("report.json")).toBe("new");
    await expect(write(at("report.json"), "new", { inputs: [folder] })).rejects.toMatchObject(
      refusal(/already exists/),
    );
  });
});

describe("says what is wrong with a place", () => {
  test("a folder, a file where a folder should be, a name that is too long", async () => {
    await writeFile(at("a"), "old");
    const cases: [string, RegExp][] = [
      [folder, /is a folder/],
      [at("a", "b"), /ENOTDIR: a part of the path is a file/],
      [at("a".repeat(300)), /ENAMETOOLONG: the name is too long/],
    ];
    for (const [path, says] of cases)
      await expect(write(path, "new", { force: true })).rejects.toMatchObject(refusal(says));
  });

  test("the same one for two results", async () => {
    await using outputs = createOutputs({ force: true, inputs: [] });
    await symlink(folder, at("link"));
    await expect(outputs.check([at("a"), at("link", "a")])).rejects.toMatchObject(refusal(/given twice/));
  });

  test.skipIf(process.platform !== "linux")(
    "a disk that is full; what is no file stays what it is",
    async () => {
      await expect(write("/dev/full", new Uint8Array(10))).rejects.toMatchObject(
        refusal(/ENOSPC: the disk is full/),
      );
      await write("/dev/null", "nothing");
      expect((await stat("/dev/null")).isCharacterDevice()).toBe(true);
    },
  );
});
