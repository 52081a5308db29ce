import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { findInputFiles } from "../../../src/cli/input-files.ts";
import { segmentCommand } from "../../../src/cli/segment-command.ts";
import { readSeries } from "../../../src/dicom/index.ts";
import { readDicomSeg } from "../../../src/dicom-objects/index.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const series = join(root, "sample-dicom", "ct-abdomen-synthetic");
const tiny = join(root, "tests", "fixtures", "models", "threshold-tiny");
const folder = mkdtempSync(join(tmpdir(), "autoseg-segment-"));
const out = join(folder, "seg.dcm");
afterAll(() => rmSync(folder, { recursive: true }));
const run = (...args: string[]) => segmentCommand.run(args, new AbortController().signal);

const said: string[] = [];
beforeEach(() => {
  said.length = 0;
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
});
afterEach(() => vi.restoreAllMocks());

/** The fixture's model with a search, whose least area it is. */
function withSearch(leastAreaMm2: number): string {
  const copy = join(folder, `search-${leastAreaMm2}`);
  cpSync(tiny, copy, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(tiny, "manifest.json"), "utf8"));
  manifest.search = { stepMm: [100, 50], leastAreaMm2, gapMm: 12 };
  writeFileSync(join(copy, "manifest.json"), JSON.stringify(manifest));
  return join(copy, "manifest.json");
}

describe("autoseg segment", () => {
  test.each([
    [["--model", tiny, "--out", out], /Give the folder/],
    [[series, "--out", out], /Give a model/],
    [[series, "--model", tiny], /Give the file to write/],
    [[series, "--model", tiny, "--out", out, "--device", "abacus"], /--device is one of/],
    [[series, "--model", tiny, "--out", out, "--box", "1,2,3"], /--box takes 6 numbers/],
    [[series, "--model", tiny, "--out", out, "--channel", "CT=1.2", "--series", "1.2"], /leave out --series/],
  ])("says what is wrong with its arguments: %s", async (args, message) => {
    await expect(run(...args)).rejects.toThrow(message);
  });

  test("writes the kept classes in a box, and a report", async () => {
    const report = join(folder, "report.json");
    const box = ["--box", "-100,-100,0,100,100,60", "--classes", "liver"];
    await run(series, "--model", join(tiny, "manifest.json"), "--out", out, "--report", report, ...box);
    const { labelMaps } = await readDicomSeg(new Uint8Array(readFileSync(out)), {
      source: await readSeries(await findInputFiles([series])),
    });
    expect(labelMaps[0]!.segments.map(({ label }) => label)).toEqual(["Liver"]);
    expect(JSON.parse(readFileSync(report, "utf8"))).toMatchObject({ model: { name: "threshold-tiny" } });
    expect(said.at(-1)).toMatch(/seg\.dcm: Liver [\d.]+ ml \(\d+ slices on CPU\)\n$/);
  });

  test("tells what a dry run would take, and writes nothing", async () => {
    await run(series, "--model", join(tiny, "manifest.json"), "--dry-run");
    expect(said.at(-1)).toMatch(/75 slices.*Nothing was segmented\.\n$/);
  });

  test("searches for the organ, says how many slices it ran, or that it found none, or runs all", async () => {
    const found = ["--out", join(folder, "found.dcm")];
    await run(series, "--model", withSearch(100), ...found);
    expect(said.at(-1)).toMatch(/\(\d+ of 75 slices on CPU\)\n$/);
    const none = ["--model", withSearch(1e9), "--out", join(folder, "none.dcm"), "--force"];
    await run(series, ...none);
    expect(said.join("")).toMatch(
      /note: ".+" found nothing: in the \d+ slices .+ takes 1000000000 mm² for its organ\. --all-slices/,
    );
    await run(series, ...none, "--all-slices");
    expect(said.at(-1)).toContain("(75 slices on CPU)");
  });
});
