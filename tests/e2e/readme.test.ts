import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runProgram } from "./programs.ts";
import { copySlices, createFolder } from "./sample-study.ts";
import { readLabelMap } from "./segmentation-file.ts";

const root = join(import.meta.dirname, "..", "..");

test("the README's library example runs as it stands", async () => {
  const [, example] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
  expect(example).toContain('from "cornerstone-autoseg"');
  // Inside the project, since the package imports itself by its name; the file it writes goes elsewhere, and it reads some
  // slices of the sample only.
  const folder = join(root, "test-results", "readme");
  using out = createFolder();
  const written = join(out.path, "seg.dcm");
  const study = join(out.path, "study");
  mkdirSync(study);
  copySlices(study, 36, 44);
  const readsSample = '"sample-dicom/ct-abdomen-synthetic/"';
  expect(example).toContain(readsSample);
  mkdirSync(folder, { recursive: true });
  const script = join(folder, "example.ts");
  writeFileSync(
    script,
    example!.replace('"seg.dcm"', JSON.stringify(written)).replace(readsSample, JSON.stringify(`${study}/`)),
  );
  try {
    const { code, stdout, stderr } = await runProgram(process.execPath, ["--import", "tsx", script]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("Liver");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const { segments } = await readLabelMap(written, study);
  expect(segments.map(({ label }) => label)).toEqual(["Liver", "Liver tumour"]);
});
