import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  autoseg,
  autosegInTerminal,
  dciodvfy,
  type Ended,
  noDciodvfy,
  noTerminal,
  runProgram,
} from "./programs.ts";
import {
  copyAsOtherSeries,
  copySlices,
  createFolder,
  dice,
  readSampleMask,
  replaceText,
  sampleFiles,
  sampleFolder,
  sampleSeriesUID,
} from "./sample-study.ts";
import { readLabels } from "./segmentation-file.ts";

const root = join(import.meta.dirname, "..", "..");
const shippedModel = join(root, "models", "ct-liver-tumour");
const tinyModel = join(root, "tests", "fixtures", "models", "threshold-tiny");

const folder = createFolder();
afterAll(() => folder[Symbol.dispose]());

function newFolder(name: string, fill: (path: string) => void): string {
  const path = join(folder.path, name);
  mkdirSync(path);
  fill(path);
  return path;
}

describe("autoseg segment on the sample study", () => {
  const out = join(folder.path, "sample.dcm");
  const reportFile = join(folder.path, "sample.json");
  let ended: Ended;

  beforeAll(async () => {
    ended = await runProgram("npm", [
      ...["run", "-s", "autoseg", "--", "segment", sampleFolder],
      ...["--model", "ct-liver-tumour", "--out", out, "--report", reportFile],
    ]);
  });

  test("ends with 0 and one line, no progress bar where there is no terminal", () => {
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(
      /^.*sample\.dcm: Liver [\d.]+ ml, Liver tumour [\d.]+ ml \(\d+ of 75 slices on .+\)\n$/,
    );
    expect(ended.stderr.replace(/^npm warn .*\n/gm, "")).toBe("");
  });

  test("finds the liver", async () => {
    const labels = await readLabels(out, sampleFolder);
    const score = dice(
      labels,
      readSampleMask(),
      (label) => label > 0,
      (label) => label > 0,
    );
    expect(score).toBeGreaterThanOrEqual(0.85);
  });

  test("writes what dciodvfy finds no fault with", (context) => {
    if (noDciodvfy) context.skip(noDciodvfy);
    expect(dciodvfy(out)).toBe("Segmentation");
  });

  test("reports model, provider, timings and volumes", () => {
    const report = JSON.parse(readFileSync(reportFile, "utf8"));
    const { weights } = JSON.parse(readFileSync(join(shippedModel, "manifest.json"), "utf8"));
    expect(report).toMatchObject({
      model: { name: "ct-liver-tumour", sha256: weights[0].sha256 },
      provider: { name: "cpu" },
      seriesInstanceUID: sampleSeriesUID,
      slices: 75,
      volumesMl: [
        { segmentNumber: 1, label: "Liver" },
        { segmentNumber: 2, label: "Liver tumour" },
      ],
    });
    for (const stage of ["read", "loadModel", "preprocess", "inference", "postprocess", "write", "total"])
      expect(report.timingsMs[stage], stage).toBeGreaterThan(0);
    const [liver, tumour] = report.volumesMl;
    expect(liver.ml + tumour.ml).toBeGreaterThan(1500);
    expect(liver.ml + tumour.ml).toBeLessThan(2000);
  });
});

test("autoseg segment finds a plausible liver in a real abdominal CT", async (context) => {
  const input = join(root, "..", "shared", "data", "dicom", "ct-abdomen");
  if (!existsSync(input)) context.skip("../shared/data is not there");
  const out = join(folder.path, "real.dcm");
  const report = join(folder.path, "real.json");
  const ended = await autoseg([
    "segment",
    input,
    "--model",
    "ct-liver-tumour",
    "--out",
    out,
    "--report",
    report,
  ]);
  expect(ended.code, ended.stderr).toBe(0);
  const { volumesMl } = JSON.parse(readFileSync(report, "utf8"));
  const liverMl = volumesMl.reduce((sum: number, { ml }: { ml: number }) => sum + ml, 0);
  expect(liverMl).toBeGreaterThan(1000);
  expect(liverMl).toBeLessThan(2500);
  if (!noDciodvfy) expect(dciodvfy(out)).toBe("Segmentation");
});

describe("autoseg segment says in one sentence", () => {
  /** Each case makes its input and says what of the command differs from a good one. */
  const cases: {
    name: string;
    args: () => Partial<Record<"input" | "model" | "out" | "series", string>>;
    says: RegExp;
  }[] = [
    {
      name: "that the folder is not there",
      args: () => ({ input: join(folder.path, "nowhere") }),
      says: /nowhere/,
    },
    {
      name: "that the folder is empty",
      args: () => ({ input: newFolder("empty", () => {}) }),
      says: /no .*(file|image)/i,
    },
    {
      name: "that a text file is no DICOM",
      args: () => ({
        input: newFolder("text", (path) => writeFileSync(join(path, "notes.txt"), "Liver looks fine.\n")),
      }),
      says: /DICOM/,
    },
    {
      name: "that a file is truncated",
      args: () => ({
        input: newFolder("truncated", (path) => {
          copySlices(path, 30, 36);
          const file = join(path, sampleFiles()[33]!);
          writeFileSync(file, readFileSync(file).subarray(0, 60_000));
        }),
      }),
      says: /slice-033\.dcm/,
    },
    {
      name: "that there are two series, and which",
      args: () => ({
        input: newFolder("two", (path) => {
          copySlices(path, 30, 36);
          copyAsOtherSeries(path, 30, 36);
        }),
      }),
      says: new RegExp(`^(?=.*${sampleSeriesUID})(?=.*${sampleSeriesUID.slice(0, -1)}2)`),
    },
    {
      name: "that the series asked for is not there",
      args: () => ({ series: "1.2.3" }),
      says: /1\.2\.3/,
    },
    {
      name: "that a slice is missing",
      args: () => ({
        input: newFolder("hole", (path) => {
          copySlices(path, 30, 36);
          copySlices(path, 37, 42);
        }),
      }),
      says: /missing/,
    },
    {
      name: "that the model is for another modality",
      args: () => ({
        input: newFolder("mr", (path) => {
          copySlices(path, 30, 36);
          for (const name of sampleFiles().slice(30, 36)) {
            const bytes = readFileSync(join(path, name));
            // (0008,0060) CS of length 2
            replaceText(bytes, "\x08\0\x60\0CS\x02\0CT", "\x08\0\x60\0CS\x02\0MR");
            writeFileSync(join(path, name), bytes);
          }
        }),
      }),
      says: /CT.*MR/,
    },
    {
      name: "that there is no such model",
      args: () => ({ model: "heart" }),
      says: /"heart".*ct-liver-tumour/,
    },
    {
      name: "that the model file is another than the manifest's",
      args: () => ({
        model: `${newFolder("wrong-hash", (path) => {
          cpSync(shippedModel, path, { recursive: true });
          const bytes = readFileSync(join(path, "model.onnx"));
          bytes[bytes.length >> 1]! ^= 1;
          writeFileSync(join(path, "model.onnx"), bytes);
        })}/`,
      }),
      says: /SHA-256/,
    },
    {
      name: "that the model file is corrupt, though its hash is right",
      args: () => ({ model: `${newFolder("corrupt", makeCorruptModel)}/` }),
      says: /cannot be loaded/,
    },
    {
      name: "that the manifest is wrong, and where",
      args: () => ({
        model: `${newFolder("manifest", (path) => {
          const manifest = JSON.parse(readFileSync(join(shippedModel, "manifest.json"), "utf8"));
          manifest.input.intensity.lowerHu = "low";
          writeFileSync(join(path, "manifest.json"), JSON.stringify(manifest));
        })}/`,
      }),
      says: /input\.intensity\.lowerHu/,
    },
    {
      name: "that the output cannot be written",
      args: () => ({ out: join(folder.path, "no-such-folder", "seg.dcm") }),
      says: /no-such-folder/,
    },
  ];

  test.each(cases)("$name", { timeout: 120_000 }, async ({ args, says }) => {
    const { input, model, out, series } = {
      input: newFolder(`good-${Math.random()}`, (path) => copySlices(path, 30, 34)),
      model: "ct-liver-tumour",
      out: join(folder.path, "unwritten.dcm"),
      series: undefined,
      ...args(),
    };
    const chosen = series === undefined ? [] : ["--series", series];
    const { code, stdout, stderr } = await autoseg([
      "segment",
      input,
      "--model",
      model,
      "--out",
      out,
      ...chosen,
    ]);
    expect(stderr).toMatch(says);
    expect(stderr).toMatch(/^autoseg: /);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(existsSync(out)).toBe(false);
  });
});

function makeCorruptModel(path: string): void {
  const manifest = JSON.parse(readFileSync(join(shippedModel, "manifest.json"), "utf8"));
  const bytes = Buffer.from("this is no network".repeat(1000));
  const [weights] = manifest.weights;
  writeFileSync(join(path, weights.file), bytes);
  weights.sizeBytes = bytes.length;
  weights.sha256 = createHash("sha256").update(bytes).digest("hex");
  manifest.weights = [weights];
  writeFileSync(join(path, "manifest.json"), JSON.stringify(manifest));
}

describe("autoseg", () => {
  test.each([
    { name: "without a command", args: [], says: /usage: autoseg COMMAND/ },
    { name: "with a command that does not exist", args: ["paint"], says: /no command "paint"/ },
    { name: "segment without input", args: ["segment"], says: /folder, the files or/ },
    { name: "segment without a model", args: ["segment", "x", "--out", "y"], says: /--model/ },
    { name: "segment without an output", args: ["segment", "x", "--model", "y"], says: /--out/ },
    { name: "segment with an option that does not exist", args: ["segment", "x", "--fast"], says: /--fast/ },
  ])("$name ends with 2 and the usage", async ({ args, says }) => {
    const { code, stdout, stderr } = await autoseg(args);
    expect(code).toBe(2);
    expect(stdout + stderr).toMatch(says);
    expect(stdout + stderr).toMatch(/usage: autoseg/);
  });

  test("takes the series that --series names", async () => {
    const input = newFolder("choose", (path) => {
      copySlices(path, 30, 34);
      copyAsOtherSeries(path, 30, 35);
    });
    const report = join(folder.path, "chosen.json");
    const series = `${sampleSeriesUID.slice(0, -1)}2`;
    const out = join(folder.path, "chosen.dcm");
    const ended = await autoseg([
      ...["segment", input, "--model", "ct-liver-tumour", "--series", series],
      ...["--out", out, "--report", report],
    ]);
    expect(ended.code, ended.stderr).toBe(0);
    expect(JSON.parse(readFileSync(report, "utf8"))).toMatchObject({ seriesInstanceUID: series, slices: 5 });
  });

  test("takes the path of a manifest, single files, and the classes to keep", async () => {
    const files = sampleFiles()
      .slice(30, 33)
      .map((name) => join(sampleFolder, name));
    const out = join(folder.path, "files.dcm");
    const segment = (...classes: string[]) =>
      autoseg([
        ...["segment", ...files, "--model", join(tinyModel, "manifest.json"), "--out", out],
        ...["--force", "--classes", ...classes],
      ]);
    const ended = await segment("liver");
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toMatch(/files\.dcm: Liver [\d.]+ ml \(3 slices/);
    expect(existsSync(out)).toBe(true);
    const report = join(folder.path, "files.json");
    const inBox = await segment("liver", "--box", "-500,-500,-500,500,500,500", "--report", report);
    expect(inBox.code, inBox.stderr).toBe(0);
    const { box, classes } = JSON.parse(readFileSync(report, "utf8"));
    expect({ box, classes }).toEqual({ box: { from: [0, 0, 0], to: [512, 512, 3] }, classes: [1] });
    const outside = await segment("liver", "--box", "900,0,0,950,10,10");
    expect(outside.stderr).toMatch(
      /^autoseg: No voxel lies in the box from 900, 0, 0 to 950, 10, 10 mm\. The image/,
    );
    const tried = await segment("liver", "--dry-run");
    expect(tried.stdout).toMatch(
      /^threshold-tiny 1\.0\.0: 3 slices, 3 runs of its networks, about \d+ s on CPU, about \d+ MB besides the images\. Nothing was segmented\.\n$/,
    );
    const refused = await segment("Spleen");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('has no class "Spleen". It has Liver, Liver tumour.');
  });

  test("interrupted in a terminal ends with 130 and leaves no file", async (context) => {
    if (noTerminal) context.skip(noTerminal);
    const out = join(
      newFolder("interrupted", () => {}),
      "seg.dcm",
    );
    const { code, shown } = await autosegInTerminal(
      ["segment", sampleFolder, "--model", "ct-liver-tumour", "--out", out],
      { shows: /of 75 · segmenting on/, keys: "\x03" },
    );
    expect(code, shown).toBe(130);
    expect(readdirSync(dirname(out))).toEqual([]);
  });
});
