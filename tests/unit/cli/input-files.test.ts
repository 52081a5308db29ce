import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findInputFile, findInputFiles } from "../../../src/cli/input-files.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "autoseg-input-"));
  await mkdir(join(folder, "below"));
  await writeFile(join(folder, "b.dcm"), "b");
  await writeFile(join(folder, "below", "a.dcm"), "a");
  await writeFile(join(folder, ".hidden"), "h");
});

afterEach(() => rm(folder, { recursive: true }));

describe("findInputFiles", () => {
  it("takes a folder with all below it, named from there, hidden files left out", async () => {
    const files = await findInputFiles([folder]);
    expect(files.map(({ name }) => name)).toEqual(["b.dcm", join("below", "a.dcm")]);
    expect(new TextDecoder().decode(await files[1]!.arrayBuffer())).toBe("a");
  });

  it("takes single files", async () => {
    expect((await findInputFiles([join(folder, "b.dcm")])).map(({ name }) => name)).toEqual([
      join(folder, "b.dcm"),
    ]);
  });

  it("names what is not there", async () => {
    await expect(findInputFiles([join(folder, "nothing")])).rejects.toMatchObject({
      code: "input-not-found",
      message: expect.stringContaining("nothing"),
    });
  });

  it("takes a damaged DICOMDIR with all that lies beside it, and as the one file that it is", async () => {
    const path = join(folder, "DICOMDIR");
    await writeFile(path, new Uint8Array(140));
    expect((await findInputFiles([path])).map(({ name }) => name)).toEqual([
      "DICOMDIR",
      "b.dcm",
      join("below", "a.dcm"),
    ]);
    expect((await findInputFile(path, "DICOM file")).name).toBe("DICOMDIR");
    await expect(findInputFile(folder, "DICOM file")).rejects.toThrow(/is a folder; give one DICOM file/);
  });
});
