import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { findInputFiles } from "../../../src/cli/input-files.ts";
import { inspectFiles, readSeries, type SourceSeries } from "../../../src/dicom/index.ts";
import { readDicomSegExactly } from "../../../src/dicom-objects/index.ts";
import { openDicomWeb } from "../../../src/dicomweb/index.ts";
import { dataFolder, hasData } from "../dicom/python.ts";
import { noDicomWeb, type OrthancServer, startOrthanc } from "./orthanc-server.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const sample = join(root, "sample-dicom", "ct-abdomen-synthetic");

async function upload(url: string, folder: string): Promise<void> {
  for (const file of await findInputFiles([folder])) {
    const answer = await fetch(`${url}instances`, { method: "POST", body: await file.arrayBuffer() });
    expect(answer.status).toBe(200);
  }
}

const sha256 = ({ volume: { voxels } }: SourceSeries): string =>
  createHash("sha256")
    .update(new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength))
    .digest("hex");

describe.skipIf(noDicomWeb !== undefined)(
  noDicomWeb === undefined
    ? "a study on a real Orthanc"
    : `a study on a real Orthanc (skipped: ${noDicomWeb})`,
  () => {
    let orthanc: OrthancServer;
    beforeAll(async () => {
      orthanc = await startOrthanc();
    });
    afterEach(() => orthanc.empty());
    afterAll(() => orthanc?.[Symbol.asyncDispose]());

    test.for([
      ["the sample", sample, ""],
      ["JPEG-LS, without frame of reference", join(dataFolder, "dicom/ct-abdomen"), "data"],
      ["uncompressed, signed", join(dataFolder, "dicom/sarcoma-ct-mr-pet-rtstruct/CT/image"), "data"],
      [
        "enhanced multi-frame MR",
        join(dataFolder, "dicom-odd/series/d2n-philips_enhanced-anatomical-001"),
        "data",
      ],
      ["RLE", join(dataFolder, "dicom-odd/series/d2n-generic-compressed_rle-001"), "data"],
      ["JPEG Lossless", join(dataFolder, "dicom-odd/series/d2n-generic-compressed_jpeg-001"), "data"],
    ] as const)(
      "%s: found by a search, and the same voxels at the same places as from its files",
      async ([, folder, needs], context) => {
        if (needs !== "" && !hasData) context.skip("no ../shared/data");
        await upload(orthanc.url, folder);
        const local = await readSeries(await findInputFiles([folder]));
        // The only study there is: a search without parameters means it.
        const remote = await readSeries(await openDicomWeb(`${orthanc.url}dicom-web`));
        expect(remote.volume.grid).toEqual(local.volume.grid);
        expect(remote.instances.map(({ sopInstanceUID }) => sopInstanceUID)).toEqual(
          local.instances.map(({ sopInstanceUID }) => sopInstanceUID),
        );
        expect(remote.volume.unit).toBe(local.volume.unit);
        expect(sha256(remote)).toBe(sha256(local));
        const seriesUrl = `${orthanc.url}dicom-web/studies/${local.studyInstanceUID}/series/${local.seriesInstanceUID}`;
        expect(sha256(await readSeries(await openDicomWeb(seriesUrl)))).toBe(sha256(local));
      },
    );

    test("a study that is not there, and several to choose from", async () => {
      await expect(openDicomWeb(`${orthanc.url}dicom-web/studies/1.2.3`)).rejects.toMatchObject({
        code: "no-dicom-images",
      });
      await expect(openDicomWeb(`${orthanc.url}dicom-web`)).rejects.toMatchObject({
        code: "no-dicom-images",
      });
      await expect(openDicomWeb(`${orthanc.url}elsewhere/studies/1.2.3`)).rejects.toMatchObject({
        code: "dicomweb-failed",
        details: { status: 404 },
      });
    });

    test("is inspected and segmented by its address", async () => {
      await upload(orthanc.url, sample);
      const local = await readSeries(await findInputFiles([sample]));
      const address = `${orthanc.url}dicom-web/studies/${local.studyInstanceUID}`;
      const inspection = await inspectFiles(await openDicomWeb(address));
      expect(inspection.studies[0]!.series[0]!.imageCount).toBe(local.instances.length);
      const folder = mkdtempSync(join(tmpdir(), "autoseg-dicomweb-"));
      const out = join(folder, "seg.dcm");
      const model = join(root, "tests", "fixtures", "models", "threshold-tiny", "manifest.json");
      execFileSync(process.execPath, [inject("cli"), "segment", address, "--model", model, "--out", out], {
        cwd: root,
        stdio: "pipe",
      });
      expect(
        readDicomSegExactly(new Uint8Array(readFileSync(out)), { source: local }).segments.length,
      ).toBeGreaterThan(0);
      rmSync(folder, { recursive: true });
    });
  },
);
