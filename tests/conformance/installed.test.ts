import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { findProgram, findPython } from "./installed.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "autoseg-installed-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A program that comes before all others of its name. */
function install(name: string, says: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\necho '${says}'\n`);
  chmodSync(join(folder, name), 0o755);
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env.PATH}`);
}

describe("a program is used in versions that the tests know", () => {
  test.each([
    [
      "of another version",
      "$dcmtk: dcmconv v3.7.0 2027-01-01 $",
      "dcmconv 3.7 is installed, the tests know 3.6",
    ],
    ["that does not tell it", "hello", "dcmconv of no version is installed, the tests know 3.6"],
  ])("and not one %s", (_, says, missing) => {
    install("dcmconv", says);
    expect(findProgram("dcmconv")).toEqual({ missing });
  });

  test("whatever its last number", () => {
    install("dcmconv", "$dcmtk: dcmconv v3.6.99 2027-01-01 $");
    expect(findProgram("dcmconv")).toEqual({ path: "dcmconv" });
  });

  test("and said to be missing where it is", () => {
    vi.stubEnv("PATH", folder);
    expect(findProgram("gdcmconv")).toEqual({ missing: "gdcmconv of libgdcm-tools is not installed" });
  });
});

describe.skipIf(!findPython().path)("a Python module is used in versions that the tests know", () => {
  function installModule(name: string, source: string): void {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "__init__.py"), source);
    vi.stubEnv("PYTHONPATH", folder);
  }

  test.each(["1.9.3", "1.18.0", "2.0"])("and not SciPy %s", (version) => {
    installModule("scipy", `__version__ = "${version}"`);
    expect(findPython("scipy")).toEqual({
      missing: `scipy ${version} is installed, the tests know 1.10 to 1.17`,
    });
  });

  test.each(["1.10.1", "1.17.0.dev0"])("SciPy %s is", (version) => {
    installModule("scipy", `print("hello")\n__version__ = "${version}"`);
    expect(findPython("scipy").path).toBeDefined();
  });

  test("and not one that breaks when it is imported", () => {
    installModule("scipy", `raise ValueError("numpy.dtype size changed")`);
    expect(findPython("scipy")).toEqual({ missing: "no Python with scipy; AUTOSEG_PYTHON names one" });
  });
});
