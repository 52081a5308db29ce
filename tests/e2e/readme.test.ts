import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runProgram } from "./programs.ts";
import { createFolder, sampleFolder } from "./sample-study.ts";
import { readLabelMap } from "./segmentation-file.ts";

const root = join(import.meta.dirname, "..", "..");

test("the README's library example runs as it stands", async () => {
  const [, example] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
  expect(example).toContain('from "cornerstone-autoseg"');
  // Inside the project, since the package imports itself by its name; the file it writes goes elsewhere.
  const folder = join(root, "test-results", "readme");
  using out = createFolder();
  const written = join(out.path, "seg.dcm");
  mkdirSync(folder, { recursive: true });
  const script = join(folder, "example.ts");
  writeFileSync(script, example!.replace('"seg.dcm"', JSON.stringify(written)));
  try {
    const { code, stdout, stderr } = await runProgram(process.execPath, ["--import", "tsx", script]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("Liver");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const { segments } = await readLabelMap(written, sampleFolder);
  expect(segments.map(({ label }) => label)).toEqual(["Liver", "Liver tumour"]);
});
