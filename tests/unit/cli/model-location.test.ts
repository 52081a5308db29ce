import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { copyAssetsCommand } from "../../../src/cli/copy-assets-command.ts";
import { modelFolders, resolveModel } from "../../../src/cli/model-location.ts";
import { UsageError } from "../../../src/cli/parse-command.ts";

let folder: string;
let installed: string;

/** A project with two packages of models, one of them without a manifest, seen from a folder below. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "autoseg-models-"));
  const scope = join(folder, "node_modules", "@cornerstone-autoseg");
  installed = join(scope, "model-knee");
  await mkdir(installed, { recursive: true });
  await writeFile(join(installed, "manifest.json"), "{}");
  await mkdir(join(scope, "model-empty"));
  await mkdir(join(scope, "ohif"));
  await mkdir(join(folder, "below"));
  vi.spyOn(process, "cwd").mockReturnValue(join(folder, "below"));
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

describe("a model's name", () => {
  it.each(["knee", "@cornerstone-autoseg/model-knee"])("%s is the installed package", async (name) => {
    expect(await resolveModel(name)).toBe(join(installed, "manifest.json"));
  });

  it("is one of the repository before it is one that is installed", async () => {
    const names = (await modelFolders()).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["ct-liver-tumour", "knee"]));
    expect(names.indexOf("ct-liver-tumour")).toBeLessThan(names.indexOf("knee"));
    expect(names).not.toContain("empty");
  });

  it("that nobody has is refused with those that are there", async () => {
    await expect(resolveModel("elbow")).rejects.toMatchObject({
      code: "model-not-found",
      message: expect.stringMatching(/no model "elbow"\. Choose one of .*knee/),
    });
  });

  it.each(["manifest.json", "./knee", "models/knee", "https://host.example/knee/"])(
    "is not %s, which is a path or an address",
    async (location) => expect(await resolveModel(location)).toBe(location),
  );
});

describe("copy-assets", () => {
  it.each([[[]], [["one", "two"]], [["--models"]]])("with %j is called wrongly", async (args) => {
    await expect(copyAssetsCommand.run(args)).rejects.toBeInstanceOf(UsageError);
  });

  it("says how to come by assets where none were built", async () => {
    await expect(copyAssetsCommand.run([join(folder, "static")])).rejects.toMatchObject({
      code: "input-not-found",
      message: expect.stringContaining("npm run build:packages"),
    });
  });
});
