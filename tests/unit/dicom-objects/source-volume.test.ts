import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { convertCommand } from "../../../src/cli/convert-command.ts";
import {
  type Dataset,
  items,
  numbers,
  parseDataset,
  readSeries,
  referencedImages,
  type SourceFile,
  type SourceSeries,
  text,
  writePart10,
} from "../../../src/dicom/index.ts";
import { readDicomSeg, readDicomSegExactly, writeDicomSeg } from "../../../src/dicom-objects/index.ts";
import { createLabelMap } from "../../../src/volume/index.ts";
import type { Attributes } from "../dicom/make-dicom.ts";
import { makeSlices, toDicomFile } from "../dicom/make-series.ts";
import { liver } from "./phantom.ts";

/** Grey values of a made volume: all the same, so that a mean says which volume was measured. */
function flat(value: number): Attributes {
  return { PixelData: new Uint8Array(new Uint16Array(20).fill(value).buffer) };
}

/** Two acquisitions of one series at the same places. */
const acquisitions = [1, 2].flatMap((acquisition) =>
  makeSlices({
    change: (k) => ({
      ...flat(1000 * acquisition),
      SOPInstanceUID: `1.7.${acquisition}.${k + 1}`,
      AcquisitionNumber: [acquisition],
      InstanceNumber: [10 * acquisition + k],
    }),
  }).map((slice, k) => toDicomFile(`${acquisition}-${k}.dcm`, slice)),
);

/** Two stacks of four frames each, one after the other in one multi-frame image. */
const enhanced = [
  toDicomFile("enhanced.dcm", {
    ...makeSlices()[0]!,
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.2.1",
    NumberOfFrames: [8],
    PixelData: new Uint8Array(Uint16Array.from({ length: 160 }, (_, at) => (at < 80 ? 1000 : 2000)).buffer),
    ImagePositionPatient: [],
    SharedFunctionalGroupsSequence: [
      {
        PixelMeasuresSequence: [{ PixelSpacing: [0.7, 0.5], SliceThickness: [2.5] }],
        PlaneOrientationSequence: [{ ImageOrientationPatient: [1, 0, 0, 0, 1, 0] }],
      },
    ],
    PerFrameFunctionalGroupsSequence: [1, 2].flatMap((stack) =>
      [0, 1, 2, 3].map((z) => ({
        FrameContentSequence: [{ StackID: `${stack}` }],
        PlanePositionSequence: [{ ImagePositionPatient: [-10, 20, -300 + 2.5 * z] }],
      })),
    ),
  }),
];

/** A segmentation of one voxel in the second and third slice of a volume. */
function segment(source: SourceSeries): Uint8Array<ArrayBuffer> {
  const labelMap = createLabelMap({ grid: source.volume.grid, segments: [liver] });
  labelMap.voxels[20 + 7] = 1;
  labelMap.voxels[40 + 7] = 1;
  return writeDicomSeg(labelMap, { source });
}

async function segmentVolume(files: readonly SourceFile[], volumeIndex: number) {
  const source = await readSeries(files, { volumeIndex });
  return { source, bytes: segment(source) };
}

const referencesOf = (bytes: Uint8Array) => referencedImages(parseDataset(bytes).dataset);

/** The object with other functional groups and lists of references. */
function change(bytes: Uint8Array, to: (dataset: Dataset) => Dataset): Uint8Array<ArrayBuffer> {
  const { dataset, pixelData } = parseDataset(bytes);
  if (pixelData?.kind !== "native") throw new Error("The object has no pixels.");
  return writePart10({ ...dataset, PixelData: pixelData.bytes, ...to(dataset) });
}

const withoutReferences = (bytes: Uint8Array) =>
  change(bytes, (dataset) => ({
    ReferencedSeriesSequence: [],
    PerFrameFunctionalGroupsSequence: items(dataset, "PerFrameFunctionalGroupsSequence").map(
      ({ DerivationImageSequence, ...group }) => group,
    ),
  }));

describe("the volume that is read for a segmentation is the one whose images it names", () => {
  test.each([
    ["acquisitions of one series", acquisitions],
    ["stacks of one multi-frame image", enhanced],
  ] as const)("%s", async (_, files) => {
    for (const volumeIndex of [0, 1]) {
      const { source, bytes } = await segmentVolume(files, volumeIndex);
      const found = await readSeries([...files].reverse(), { referenced: referencesOf(bytes) });
      expect(found.volumeLabel).toBe(source.volumeLabel);
      expect(found.volume.voxels[0]).toBe(1000 * (volumeIndex + 1) - 1024);
      expect((await readDicomSeg(bytes, { source: found })).notes).toEqual([]);
    }
  });

  test("also where the whole object alone lists them", async () => {
    const { bytes } = await segmentVolume(acquisitions, 1);
    const listing = change(bytes, (dataset) => ({
      PerFrameFunctionalGroupsSequence: items(dataset, "PerFrameFunctionalGroupsSequence").map(
        ({ DerivationImageSequence, ...group }) => group,
      ),
    }));
    const found = await readSeries(acquisitions, { referenced: referencesOf(listing) });
    expect(found.volumeLabel).toBe("acquisition 2");
  });

  test("also among several series", async () => {
    const other = makeSlices({
      seriesInstanceUID: "1.2.3.5",
      change: () => ({ ...flat(3000), FrameOfReferenceUID: "1.2.3.9" }),
    }).map((slice, k) => toDicomFile(`other-${k}.dcm`, slice));
    const { bytes } = await segmentVolume(acquisitions, 1);
    const found = await readSeries([...other, ...acquisitions], { referenced: referencesOf(bytes) });
    expect(found.volumeLabel).toBe("acquisition 2");
    const named = { referenced: referencesOf(bytes), seriesInstanceUID: "1.2.3.5" };
    const asked = await readSeries([...other, ...acquisitions], named);
    expect(asked.volume.voxels[0]).toBe(3000 - 1024);
    expect((await readDicomSeg(bytes, { source: asked })).notes).toEqual([
      expect.stringMatching(/drawn on other images.*in the series 1\.2\.3\.4/),
    ]);
  });
});

describe("on another volume it says so", () => {
  test("of the same series", async () => {
    const { bytes } = await segmentVolume(acquisitions, 1);
    const first = await readSeries(acquisitions, { volumeIndex: 0 });
    expect((await readDicomSeg(bytes, { source: first })).notes).toEqual([
      expect.stringMatching(
        /^It was drawn on other images, none of which is in this volume \(acquisition 1\)/,
      ),
    ]);
    expect(() => readDicomSegExactly(bytes, { source: first })).toThrow(
      expect.objectContaining({ code: "foreign-segmentation" }),
    );
  });

  test("named in part", async () => {
    const [one, two] = [await segmentVolume(acquisitions, 0), await segmentVolume(acquisitions, 1)];
    const [frame] = items(parseDataset(one.bytes).dataset, "PerFrameFunctionalGroupsSequence");
    const mixed = change(two.bytes, (dataset) => ({
      PerFrameFunctionalGroupsSequence: items(dataset, "PerFrameFunctionalGroupsSequence").map(
        (group, index) =>
          index === 0 ? { ...group, DerivationImageSequence: frame!.DerivationImageSequence! } : group,
      ),
    }));
    expect((await readDicomSeg(mixed, { source: two.source })).notes).toEqual([
      expect.stringMatching(/on 1 images of this volume \(acquisition 2\) and on 1 others/),
    ]);
  });

  test("named by nothing", async () => {
    const { source, bytes } = await segmentVolume(acquisitions, 1);
    expect((await readDicomSeg(withoutReferences(bytes), { source })).notes).toEqual([
      expect.stringMatching(/^It does not name the images.*\(acquisition 2\) by position alone/),
    ]);
  });

  test("named as a whole multi-frame image", async () => {
    const { source, bytes } = await segmentVolume(enhanced, 1);
    const whole = change(bytes, (dataset) => ({
      PerFrameFunctionalGroupsSequence: items(dataset, "PerFrameFunctionalGroupsSequence").map((group) => ({
        ...group,
        DerivationImageSequence: items(group, "DerivationImageSequence").map((derivation) => ({
          ...derivation,
          SourceImageSequence: items(derivation, "SourceImageSequence").map(
            ({ ReferencedFrameNumber, ...image }) => image,
          ),
        })),
      })),
    }));
    expect((await readDicomSeg(whole, { source })).notes).toEqual([
      expect.stringMatching(/^It names a whole multi-frame image/),
    ]);
  });
});

describe("convert", () => {
  const folder = mkdtempSync(join(tmpdir(), "autoseg-volume-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("measures and outlines the volume that the object names", async () => {
    const images = join(folder, "images");
    mkdirSync(images);
    for (const file of acquisitions)
      writeFileSync(join(images, file.name), new Uint8Array(await file.arrayBuffer()));
    const { source, bytes } = await segmentVolume(acquisitions, 1);
    const seg = join(folder, "seg.dcm");
    writeFileSync(seg, bytes);
    const written: Record<string, Dataset> = {};
    const stdout = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    for (const to of ["sr", "rtstruct"]) {
      const out = join(folder, to);
      await convertCommand.run(
        [seg, "--source", images, "--to", to, "--out", out],
        new AbortController().signal,
      );
      written[to] = parseDataset(new Uint8Array(readFileSync(out))).dataset;
    }
    stdout.mockRestore();
    expect(meansOf(written.sr!)).toEqual([2000 - 1024]);
    const contours = items(items(written.rtstruct!, "ROIContourSequence")[0]!, "ContourSequence");
    expect(
      contours.map((contour) => text(items(contour, "ContourImageSequence")[0]!, "ReferencedSOPInstanceUID")),
    ).toEqual([1, 2].map((k) => source.instances[k]!.sopInstanceUID));
  });
});

/** The mean values of a measurement report's groups. */
function meansOf(report: Dataset): number[] {
  return items(report, "ContentSequence").flatMap((item) => {
    const derivation = items(item, "ContentSequence").map((own) =>
      text(items(own, "ConceptCodeSequence")[0] ?? {}, "CodeMeaning"),
    );
    const values = items(item, "MeasuredValueSequence").flatMap((value) => numbers(value, "NumericValue"));
    return [...(derivation.includes("Mean") ? values : []), ...meansOf(item)];
  });
}
