import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSeries } from "../../../src/dicom/index.ts";
import { readRtStruct, volumesMl, writeDicomSeg, writeRtStruct } from "../../../src/dicom-objects/index.ts";
import { named, realData, runPython } from "../dicom-seg/programs.ts";
import { filesIn } from "../dicom-seg/source-files.ts";
import { findPython } from "../installed.ts";

const program = new URL("./read_structures.py", import.meta.url).pathname;
const python = findPython("pydicom", "numpy", "skimage");
const folder = realData("dicom");
const missing = python.missing ?? (folder ? undefined : "no ../shared/data");

/** The images, and the structure set that was drawn on them. */
const studies = [
  { name: "lung tumour on CT", images: "ct-lung-rtstruct/dicom/image", masks: "ct-lung-rtstruct/dicom/mask" },
  ...["CT", "PET", "MR_T1"].map((modality) => ({
    name: `sarcoma on ${modality}`,
    images: `sarcoma-ct-mr-pet-rtstruct/${modality}/image`,
    masks: `sarcoma-ct-mr-pet-rtstruct/${modality}/mask`,
  })),
];

describe.skipIf(missing !== undefined)(
  named("structure sets of others", missing === undefined, missing),
  () => {
    it.each(studies)(
      "have the volumes that scikit-image finds, and keep them out and in: $name",
      async (study) => {
        const [name] = await readdir(join(folder!, study.masks));
        const path = join(folder!, study.masks, name!);
        const source = await readSeries(await filesIn(join(folder!, study.images)));
        const { parts } = await readRtStruct(new Uint8Array(await readFile(path)), { source, bits: 16 });
        const script = `import sys; exec(open(${JSON.stringify(program)}).read())`;
        const expected = runPython(python.path!, script, path, join(folder!, study.images)) as Record<
          string,
          number
        >;
        const found = volumesMl(parts);
        expect([...found.keys()].map(String)).toEqual(Object.keys(expected));
        for (const [number, ml] of Object.entries(expected))
          expect(
            Math.abs(found.get(Number(number))! / ml - 1),
            `${found.get(Number(number))} ml, not ${ml}`,
          ).toBeLessThan(0.01);

        const again = await readRtStruct(writeRtStruct(parts, { source }), { source, bits: 16 });
        expect(volumesMl(again.parts)).toEqual(found);
        // And it is a segmentation like any other.
        expect(writeDicomSeg(parts, { source }).length).toBeGreaterThan(1000);
      },
    );
  },
);
