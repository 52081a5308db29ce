import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { autoseg } from "./programs.ts";

const root = join(import.meta.dirname, "..", "..");
const networks = join(root, "..", "shared", "data", "foreign-models", "multiaxial-head-t1");
const series = join(root, "..", "shared", "data", "dicom", "mr-head");
const manifest = join(root, "tests", "fixtures", "models", "multiaxial-head-t1", "manifest.json");
const isThere = existsSync(networks) && existsSync(series);

/**
 * Networks of other people, described by a manifest alone: three planes, two inputs each, channels last, a consensus.
 * They are not ours to pass on, so the manifest lies here and the test puts the files beside a copy of it.
 */
describe.skipIf(!isThere)(
  `three planes of somebody else${isThere ? "" : " (skipped: no ../shared/data)"}`,
  () => {
    let folder: string;

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "autoseg-foreign-"));
      copyFileSync(manifest, join(folder, "manifest.json"));
      for (const name of readdirSync(networks)) copyFileSync(join(networks, name), join(folder, name));
    });

    afterAll(() => rmSync(folder, { recursive: true }));

    test("fit their manifest", async () => {
      const { code, stdout, stderr } = await autoseg(["model", "check", folder]);
      expect(stderr).toBe("");
      expect(code).toBe(0);
      expect(stdout).toMatch(/multiaxial-head-t1 1\.0\.0 can run: Air cavities, Grey matter, White matter/);
      expect(stdout).toMatch(/note: consensus_layer\.onnx takes 22 channels/);
    });

    test("find the tissues of a head in a T1 series", { timeout: 1_800_000 }, async ({ skip }) => {
      if (!process.env.AUTOSEG_SLOW_TESTS)
        skip("a thousand runs of a network take minutes (set AUTOSEG_SLOW_TESTS=1)");
      const [out, report] = [join(folder, "head.dcm"), join(folder, "report.json")];
      const ended = await autoseg(["segment", series, "--model", folder, "--out", out, "--report", report]);
      expect(ended.code, ended.stderr).toBe(0);
      const { volumesMl } = JSON.parse(readFileSync(report, "utf8")) as {
        volumesMl: { label: string; ml: number }[];
      };
      const ml = (label: string) => volumesMl.find((volume) => volume.label === label)!.ml;
      const [grey, white, fluid] = [ml("Grey matter"), ml("White matter"), ml("Cerebrospinal fluid")];
      // What an adult head holds, widely; the brain is 1100 to 1600 ml.
      expect(grey).toBeGreaterThan(450);
      expect(white).toBeGreaterThan(200);
      expect(grey + white).toBeGreaterThan(900);
      expect(grey + white).toBeLessThan(1700);
      expect(fluid).toBeGreaterThan(100);
      expect(fluid).toBeLessThan(600);
      expect(ml("Bone")).toBeGreaterThan(300);
      expect(ml("Skin and other soft tissue")).toBeGreaterThan(1000);
    });
  },
);
