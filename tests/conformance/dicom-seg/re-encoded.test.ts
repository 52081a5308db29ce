import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDicomSeg, writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { axialGrid, letterF, sourceOn } from "../../unit/dicom-objects/phantom.ts";
import { findProgram } from "../installed.ts";
import { named } from "./programs.ts";

const source = sourceOn(axialGrid);
const labelMap = letterF(axialGrid);

const dcmtk = findProgram("dcmconv");
const gdcm = findProgram("gdcmconv");

/** Programs that write our objects anew, in other transfer syntaxes. */
const ways = [
  { name: "dcmtk, Implicit VR", program: "dcmconv", options: ["+ti"], installed: dcmtk },
  { name: "dcmtk, Big Endian", program: "dcmconv", options: ["+tb"], installed: dcmtk },
  { name: "dcmtk, deflated", program: "dcmconv", options: ["+td"], installed: dcmtk },
  { name: "dcmtk, undefined lengths", program: "dcmconv", options: ["+te", "-e"], installed: dcmtk },
  { name: "gdcm, Implicit VR", program: "gdcmconv", options: ["--raw", "--implicit"], installed: gdcm },
];

describe.each(["BINARY", "LABELMAP"] as const)("%s, written anew by", (type) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "autoseg-anew-"));
    await writeFile(join(folder, "in.dcm"), writeDicomSeg(labelMap, { source, type }));
  });
  afterAll(() => rm(folder, { recursive: true }));

  for (const { name, program, options, installed } of ways) {
    // gdcm (3.0) does not know Label Map Segmentation Storage, whoever wrote the object.
    if (program === "gdcmconv" && type === "LABELMAP") continue;
    const title = named(`${name} has the same voxels`, installed.path, installed.missing);
    test.skipIf(installed.missing)(title, async () => {
      const out = join(folder, "out.dcm");
      const { status, stderr } = spawnSync(program, [...options, join(folder, "in.dcm"), out], {
        encoding: "utf8",
      });
      expect(status, stderr).toBe(0);
      const { labelMaps } = await readDicomSeg(new Uint8Array(await readFile(out)), { source });
      expect(labelMaps.map(({ voxels }) => voxels)).toEqual([labelMap.voxels]);
      expect(labelMaps[0]!.segments).toEqual(labelMap.segments);
    });
  }
});
