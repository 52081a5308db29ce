import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findInputFiles } from "../../../src/cli/input-files.ts";
import { promptCommand } from "../../../src/cli/prompt-command.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import { readDicomSeg } from "../../../src/dicom-objects/index.ts";
import { segmentVolumesMl } from "../../../src/volume/index.ts";

const series = join(import.meta.dirname, "..", "..", "..", "sample-dicom", "ct-abdomen-synthetic");
const folder = mkdtempSync(join(tmpdir(), "autoseg-prompt-"));
const out = join(folder, "seg.dcm");
afterAll(() => rmSync(folder, { recursive: true }));
const run = (...args: string[]) => promptCommand.run(args, new AbortController().signal);

describe("autoseg prompt", () => {
  test.each([
    [["--model", "click-any", "--at", "0,0,0", "--out", out], /Give the folder/],
    [[series, "--at", "0,0,0", "--out", out], /Give a model/],
    [[series, "--model", "click-any", "--at", "0,0,0"], /--out/],
    [[series, "--model", "click-any", "--out", out], /Give a place in the structure/],
    [[series, "--model", "click-any", "--at", "-1,2", "--out", out], /--at takes 3 numbers/],
    [[series, "--model", "click-any", "--box", "1,2,3", "--out", out], /--box takes 6 numbers/],
    [[series, "--model", "click-any", "--at", "1,2,x", "--out", out], /found "1,2,x"/],
    [
      [series, "--model", "click-any", "--at", "1,2,3", "--plane", "oblique", "--out", out],
      /--plane is one of/,
    ],
    [
      [series, "--model", "click-any", "--at", "1,2,3", "--device", "abacus", "--out", out],
      /--device is one of/,
    ],
  ])("says what is wrong with its arguments: %s", async (args, message) => {
    await expect(run(...args)).rejects.toThrow(message);
  });

  test("says that a place is outside the image, and that a model segments without prompts", async () => {
    await expect(
      run(series, "--model", "random-walker", "--at", "0,0,9000", "--out", out),
    ).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringContaining("outside the image"),
    });
    await expect(run(series, "--model", "ct-abdomen", "--at", "0,0,0", "--out", out)).rejects.toMatchObject({
      code: "invalid-manifest",
    });
  });

  test("writes what was outlined as a segmentation", async () => {
    await run(series, "--model", "click-any", "--at", "-60,-20,0", "--label", "Node", "--out", out);
    const source = await readSeries(await findInputFiles([series]));
    const { parts } = await readDicomSeg(new Uint8Array(readFileSync(out)), { source });
    const labelMap = parts[0]!;
    expect(labelMap.segments).toMatchObject([{ label: "Node", algorithmType: "SEMIAUTOMATIC" }]);
    expect(segmentVolumesMl(labelMap)[0]).toBeGreaterThan(0.1);
  });
});
