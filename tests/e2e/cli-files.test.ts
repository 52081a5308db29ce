import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  watch,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { parseDataset, text } from "../../src/dicom/index.ts";
import { autoseg, dciodvfy, type Ended, noDciodvfy, runProgram } from "./programs.ts";
import { copySlices, createFolder, sampleFiles, sampleFolder } from "./sample-study.ts";

/** What the command line leaves on the disk when something goes wrong: files are there whole or not at all. */
const root = join(import.meta.dirname, "..", "..");
const tinyModel = join(root, "tests", "fixtures", "models", "threshold-tiny", "manifest.json");

const folder = createFolder();
const study = join(folder.path, "study");
const seg = join(folder.path, "seg.dcm");
const slice = join(study, sampleFiles()[30]!);

const segment = (out: string, ...more: string[]) => [
  "segment",
  study,
  "--model",
  tinyModel,
  "--out",
  out,
  ...more,
];
const convert = (to: string, out: string, ...more: string[]) => [
  ...["convert", seg, "--source", study, "--to", to, "--out", out],
  ...more,
];

beforeAll(async () => {
  mkdirSync(study);
  copySlices(study, 30, 34);
  const ended = await autoseg(segment(seg, "--deterministic"));
  expect(ended.code, ended.stderr).toBe(0);
});
afterAll(() => folder[Symbol.dispose]());

function newFolder(name: string): string {
  const path = join(folder.path, name);
  mkdirSync(path);
  return path;
}

const expectRefusal = ({ code, stderr, stdout }: Ended, says: RegExp) => {
  expect(stderr).toMatch(says);
  expect(stderr.trim().split("\n")).toHaveLength(1);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
};

describe("equal input gives equal bytes with --deterministic", () => {
  test("segment, its report too", async () => {
    const out = newFolder("again");
    const report = (name: string) => join(out, name);
    for (const name of ["a", "b"]) {
      const more = ["--report", report(`${name}.json`), "--deterministic"];
      const ended = await autoseg(segment(join(out, `${name}.dcm`), ...more));
      expect(ended.code, ended.stderr).toBe(0);
    }
    expect(readFileSync(join(out, "a.dcm"))).toEqual(readFileSync(seg));
    expect(readFileSync(join(out, "b.dcm"))).toEqual(readFileSync(seg));
    expect(readFileSync(report("a.json"))).toEqual(readFileSync(report("b.json")));
  });

  test.each(["rtstruct", "sr"])("convert --to %s", async (to) => {
    const all = (path: string) =>
      readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString("base64"));
    const [a, b] = [newFolder(`${to}-a`), newFolder(`${to}-b`)];
    for (const out of [a, b]) {
      const ended = await autoseg(convert(to, join(out, "out"), "--deterministic"));
      expect(ended.code, ended.stderr).toBe(0);
    }
    expect(all(a).length).toBeGreaterThan(0);
    expect(all(a)).toEqual(all(b));
  });

  test("without it every object is another", async () => {
    const out = join(newFolder("other"), "seg.dcm");
    expect((await autoseg(segment(out))).code).toBe(0);
    expect(readFileSync(out).equals(readFileSync(seg))).toBe(false);
  });
});

describe("what is read is never written over, nor what is there already", () => {
  test.each([
    { name: "pixels onto its file", args: () => ["pixels", slice, "--out", slice] },
    { name: "convert onto its SEG", args: () => convert("nifti", seg) },
    { name: "convert onto an image", args: () => convert("rtstruct", slice) },
    { name: "segment onto an image", args: () => segment(slice) },
    {
      name: "segment's report onto an image, by a hard link",
      args: () => {
        linkSync(slice, join(folder.path, "hard-link"));
        return segment(join(folder.path, "new.dcm"), "--report", join(folder.path, "hard-link"));
      },
    },
    {
      name: "pixels onto a symbolic link to its file",
      args: () => {
        symlinkSync(slice, join(folder.path, "link"));
        return ["pixels", slice, "--out", join(folder.path, "link")];
      },
    },
  ])("$name", async ({ args }) => {
    const before = [slice, seg].map((path) => readFileSync(path));
    expectRefusal(await autoseg([...args(), "--force"]), /is the input .*never overwritten/);
    expect([slice, seg].map((path) => readFileSync(path))).toEqual(before);
  });

  test("an existing file is replaced with --force only", async () => {
    const out = join(newFolder("existing"), "out.raw");
    writeFileSync(out, "old");
    const args = ["pixels", slice, "--out", out];
    expectRefusal(await autoseg(args), /already exists.*--force/);
    expect(readFileSync(out, "utf8")).toBe("old");
    expect((await autoseg([...args, "--force"])).code).toBe(0);
    expect(readFileSync(out)).toHaveLength(2 * 512 * 512);
  });
});

describe("without the patient's identity, with --anonymous", () => {
  const { PatientName, PatientID } = parseDataset(
    readFileSync(join(sampleFolder, sampleFiles()[30]!)),
  ).dataset;
  const who = [PatientName![0], PatientID![0]] as string[];
  const tells = (bytes: Uint8Array | string) => who.some((name) => Buffer.from(bytes).includes(name));

  test.each([
    { more: [], method: /UIDs retained/ },
    { more: ["--replace-uids"], method: /UIDs replaced/ },
  ])("segment $more: object, report and words", async ({ more, method }) => {
    expect(tells(readFileSync(seg))).toBe(true);
    const out = newFolder(`anonymous${more.join("")}`);
    const [object, report] = [join(out, "seg.dcm"), join(out, "report.json")];
    const ended = await autoseg(segment(object, "--report", report, "--anonymous", ...more));
    expect(ended.code, ended.stderr).toBe(0);
    const { dataset } = parseDataset(readFileSync(object));
    expect(text(dataset, "DeidentificationMethod")).toMatch(method);
    for (const written of [readFileSync(object), readFileSync(report), ended.stdout, ended.stderr])
      expect(tells(written)).toBe(false);
    if (!noDciodvfy) expect(dciodvfy(object)).toBe("Segmentation");
    // With the UIDs it fits its source as before.
    const checked = await autoseg(["seg", "check", object, "--source", study]);
    expect(checked.code).toBe(more.length === 0 ? 0 : 1);
  });

  test("convert, into a file that is not called as its input is", async () => {
    const out = newFolder("anonymous-convert");
    const named = join(out, "Doe_Jane.dcm");
    cpSync(seg, named);
    for (const to of ["rtstruct", "sr", "nifti"]) {
      const ended = await autoseg(["convert", named, "--source", study, "--to", to, "--anonymous"]);
      expect(ended.code, ended.stderr).toBe(0);
    }
    expect(readdirSync(out).sort()).toEqual([
      "Doe_Jane.dcm",
      "segmentation.nii.gz",
      "segmentation.rtstruct.dcm",
      "segmentation.sr.dcm",
    ]);
    for (const name of readdirSync(out).slice(1))
      expect(tells(readFileSync(join(out, name))), name).toBe(false);
  });

  test("other UIDs belong to it", async () => {
    const { code, stderr } = await autoseg(segment(join(folder.path, "x.dcm"), "--replace-uids"));
    expect(code).toBe(2);
    expect(stderr).toContain("--replace-uids needs --anonymous");
  });
});

test("eight at once into one folder: one has the name, and the others leave nothing", async () => {
  const out = newFolder("at-once");
  const numbers = Array.from({ length: 8 }, (_, index) => index);
  const ended = await Promise.all(
    numbers.map((index) =>
      autoseg(segment(join(out, "seg.dcm"), "--deterministic", "--report", join(out, `${index}.json`))),
    ),
  );
  const winners = numbers.filter((index) => ended[index]!.code === 0);
  expect(winners).toHaveLength(1);
  expect(readdirSync(out).sort()).toEqual([`${winners[0]}.json`, "seg.dcm"]);
  expect(readFileSync(join(out, "seg.dcm"))).toEqual(readFileSync(seg));
  for (const index of numbers)
    if (index !== winners[0])
      expect(ended[index]).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/seg\.dcm already exists/),
      });
});

describe("killed while it writes", () => {
  // What appears in the folder first is the file being written; what the program does then is a matter of chance.
  test.each([0, 1])("it leaves the old file or the new one, whole (%i)", async (delayedBy) => {
    const out = newFolder(`killed-${delayedBy}`);
    const path = join(out, "seg.dcm");
    writeFileSync(path, "old");
    const child = spawn(process.execPath, [inject("cli"), ...segment(path, "--deterministic", "--force")], {
      cwd: root,
      stdio: "ignore",
    });
    let events = 0;
    const watcher = watch(out, () => {
      if (events++ >= delayedBy) child.kill("SIGKILL");
    });
    await new Promise((resolve) => child.once("exit", resolve));
    watcher.close();
    expect(events).toBeGreaterThan(0);
    const found = readFileSync(path);
    expect(found.toString() === "old" || found.equals(readFileSync(seg))).toBe(true);
    expect(readdirSync(out).filter((name) => !name.startsWith("."))).toEqual(["seg.dcm"]);
    // What it left does not stand in the way of the next one, nor is it taken for input.
    const again = await autoseg(["inspect", out]);
    expect(again.stdout).toMatch(/^1 files/);
    expect((await autoseg(segment(path, "--deterministic", "--force"))).code).toBe(0);
    expect(readFileSync(path)).toEqual(readFileSync(seg));
  });
});

describe("where there is no room", () => {
  const args = (out: string) => ["pixels", slice, "--out", out, "--force"];

  test("for so large a file, the old one stays", async (context) => {
    if (process.platform === "win32") context.skip("there is no limit of a file's size");
    const out = newFolder("limited");
    writeFileSync(join(out, "a.raw"), "old");
    const shell = `ulimit -f 64 && exec "$@"`;
    const program = [process.execPath, inject("cli"), ...args(join(out, "a.raw"))];
    expectRefusal(await runProgram("sh", ["-c", shell, "sh", ...program]), /EFBIG: the file would exceed/);
    expect(readdirSync(out)).toEqual(["a.raw"]);
    expect(readFileSync(join(out, "a.raw"), "utf8")).toBe("old");
  });

  test("on the disk, or no leave to write, the old one stays", async (context) => {
    const disk = newFolder("disk");
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], {
      encoding: "utf8",
    });
    if (mounted.status !== 0) context.skip("a small disk can be mounted by root only");
    try {
      writeFileSync(join(disk, "a.raw"), "old");
      expectRefusal(await autoseg(args(join(disk, "a.raw"))), /ENOSPC: the disk is full/);
      expect(readdirSync(disk)).toEqual(["a.raw"]);
      expect(spawnSync("mount", ["-o", "remount,ro", disk]).status).toBe(0);
      for (const name of ["a.raw", "b.raw"])
        expectRefusal(await autoseg(args(join(disk, name))), /EROFS: the disk is read-only/);
      expect(readdirSync(disk)).toEqual(["a.raw"]);
      expect(readFileSync(join(disk, "a.raw"), "utf8")).toBe("old");
    } finally {
      spawnSync("umount", [disk]);
    }
  });
});

describe("a study whose texts would take over the terminal", () => {
  const esc = String.fromCharCode(0x1b);
  const hostile = `${esc}]0;owned${String.fromCharCode(7)}${esc}[2J`;
  const input = join(folder.path, "hostile");

  beforeAll(() => {
    mkdirSync(input);
    copySlices(input, 30, 34);
    for (const name of readdirSync(input)) {
      const bytes = readFileSync(join(input, name));
      const at = bytes.indexOf(Buffer.from("\x08\0\x3e\x10LO", "latin1"));
      bytes.write(hostile, at + 8, "latin1");
      writeFileSync(join(input, name), bytes);
    }
    cpSync(slice, join(input, `no ${esc}[2J image.dcm`));
    writeFileSync(join(input, `no ${esc}[2J image.dcm`), "no image");
  });

  test("is told of in text alone", async () => {
    const told = await autoseg(["inspect", input]);
    expect(told.stdout).toContain("\\x1b]0;owned\\x07\\x1b[2J");
    expect(told.stdout).toContain("no \\x1b[2J image.dcm");
    const failed = await autoseg([
      "segment",
      join(input, `no ${esc}[2J image.dcm`),
      "--model",
      tinyModel,
      "--out",
      "x",
    ]);
    expect(failed.stderr).toContain("\\x1b[2J");
    for (const { stdout, stderr } of [told, failed]) expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]/u);
  });

  test("in JSON too, which holds what the file says", async () => {
    const { stdout } = await autoseg(["inspect", "--json", input]);
    expect(stdout).not.toMatch(/[^\P{Cc}\n]/u);
    expect(JSON.parse(stdout).studies[0].series[0].description).toContain(hostile);
  });
});
