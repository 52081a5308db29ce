import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkDicomSeg } from "../../../src/dicom-objects/index.ts";
import { axialGrid, sourceOn } from "../../unit/dicom-objects/phantom.ts";
import { findPython } from "../installed.ts";
import { named, runPython } from "./programs.ts";
import { writeSourceImages } from "./source-files.ts";

const highdicom = findPython("highdicom");

/** Writes one object of each type with highdicom, of the images named. */
const program = `
import sys, json, numpy as np, pydicom, highdicom as hd
from pydicom.sr.codedict import codes
folder, images = sys.argv[1], json.loads(sys.argv[2])
sources = [pydicom.dcmread(path) for path in images]
labels = np.zeros((len(sources), sources[0].Rows, sources[0].Columns), np.uint8)
labels[2:5, 2:6, 3:9] = 1
labels[3:4, 7:9, 3:9] = 2
algorithm = hd.AlgorithmIdentificationSequence("a", codes.DCM.ArtificialIntelligence, "1")
def description(number):
    return hd.seg.SegmentDescription(number, "s%d" % number, codes.SCT.Organ, codes.SCT.Liver, "AUTOMATIC", algorithm)
for kind in ("BINARY", "LABELMAP", "FRACTIONAL"):
    pixels, numbers = ((labels == 1) * 0.7, [1]) if kind == "FRACTIONAL" else (labels, [1, 2])
    hd.seg.Segmentation(sources, pixels, kind, [description(n) for n in numbers], hd.UID(), 1, hd.UID(), 1, "M", "MM", "1", "S").save_as("%s/%s.dcm" % (folder, kind))
print("null")
`;

describe.skipIf(highdicom.missing)(named("the checker", highdicom.path, highdicom.missing), () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "autoseg-check-"));
    const images = await writeSourceImages(sourceOn(axialGrid), folder);
    runPython(highdicom.path!, program, folder, JSON.stringify(images));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test.each(["BINARY", "LABELMAP", "FRACTIONAL"])("passes what highdicom writes: %s", async (kind) => {
    const bytes = new Uint8Array(await readFile(join(folder, `${kind}.dcm`)));
    expect(checkDicomSeg(bytes, { source: sourceOn(axialGrid) })).toEqual([]);
  });
});
