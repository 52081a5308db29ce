import { describe, expect, test } from "vitest";
import { indexSeries, readSeries, type SourceFile } from "../../../src/dicom/index.ts";
import type { Attributes } from "./make-dicom.ts";
import { type MadeSeries, madeValue, makeSlices, toDicomFile } from "./make-series.ts";

let made = 0;

/** Files of several volumes in one series, each with attributes of its own, mixed up. */
function makeMixed(...volumes: (MadeSeries & { readonly attributes?: Attributes })[]): SourceFile[] {
  const files = volumes.flatMap(({ attributes, ...volume }, index) =>
    makeSlices(volume).map((slice, k) =>
      toDicomFile(`${index}-${k}.dcm`, { ...slice, SOPInstanceUID: `1.9.${++made}`, ...attributes }),
    ),
  );
  return files.sort((a, b) => a.name.slice(2).localeCompare(b.name.slice(2)));
}

async function describeVolumes(files: readonly SourceFile[]): Promise<string[]> {
  const [summary] = await indexSeries(files);
  return summary!.volumes.map(({ label, imageCount, problem }) => `${label}: ${problem ?? imageCount}`);
}

const coronal = { rowDirection: [1, 0, 0], columnDirection: [0, 0, -1] } as const;

describe("a series that holds several volumes is split and each part named", () => {
  test.each<[string, SourceFile[], string[]]>([
    ["one volume", makeMixed({}), [": 6"]],
    [
      "a localiser before a CT",
      makeMixed({}, { slices: 1, ...coronal, attributes: { ImageType: "ORIGINAL\\PRIMARY\\LOCALIZER" } }),
      [": 6", "localiser: 1"],
    ],
    [
      "two echoes",
      makeMixed({ attributes: { EchoTime: [10.5] } }, { attributes: { EchoTime: [5] } }),
      ["echo time 5 ms: 6", "echo time 10.5 ms: 6"],
    ],
    [
      "b-values",
      makeMixed({ attributes: { DiffusionBValue: [1000] } }, { attributes: { DiffusionBValue: [0] } }),
      ["b-value 0: 6", "b-value 1000: 6"],
    ],
    [
      "magnitude and phase",
      makeMixed(
        { attributes: { ImageType: "ORIGINAL\\PRIMARY\\M" } },
        { attributes: { ImageType: "ORIGINAL\\PRIMARY\\P" } },
      ),
      ["ORIGINAL PRIMARY M: 6", "ORIGINAL PRIMARY P: 6"],
    ],
    [
      "echoes in magnitude and phase",
      makeMixed(
        { attributes: { EchoTime: [5], ImageType: "A\\B\\M" } },
        { attributes: { EchoTime: [5], ImageType: "A\\B\\P" } },
        { attributes: { EchoTime: [9], ImageType: "A\\B\\M" } },
        { attributes: { EchoTime: [9], ImageType: "A\\B\\P" } },
      ),
      [
        "echo time 5 ms, A B M: 6",
        "echo time 5 ms, A B P: 6",
        "echo time 9 ms, A B M: 6",
        "echo time 9 ms, A B P: 6",
      ],
    ],
    [
      "two orientations, the larger first",
      makeMixed({ slices: 4, ...coronal }, { slices: 9 }),
      ["axial: 9", "coronal: 4"],
    ],
    [
      "two acquisitions between each other",
      makeMixed(
        { attributes: { AcquisitionNumber: [1] } },
        { origin: [-10, 20, -299.2], attributes: { AcquisitionNumber: [2] } },
      ),
      ["acquisition 1: 6", "acquisition 2: 6"],
    ],
    [
      "an acquisition number that changes at a hole explains nothing",
      makeMixed(
        { slices: 5, gapMm: 5, attributes: { AcquisitionNumber: [1] } },
        { slices: 5, gapMm: 5, origin: [-10, 20, -270], attributes: { AcquisitionNumber: [2] } },
      ),
      [
        ": Slice 6 is missing: slices are 5.0 mm apart, but 10.0 mm between slices 5 and 7. Load the whole series.",
      ],
    ],
    [
      "an acquisition number that differs without any image at the place of another splits nothing",
      makeMixed(
        { slices: 3, attributes: { AcquisitionNumber: [1] } },
        { slices: 3, origin: [-10, 20, -292.5], attributes: { AcquisitionNumber: [2] } },
      ),
      [": 6"],
    ],
  ])("%s", async (_, files, volumes) => {
    expect(await describeVolumes(files)).toEqual(volumes);
  });
});

test("the proposed volume is read unless another is chosen, and the others are named", async () => {
  const files = makeMixed(
    { attributes: { EchoTime: [10], RescaleIntercept: [0] } },
    { attributes: { EchoTime: [5] } },
  );
  const proposed = await readSeries(files);
  expect(proposed.volumeLabel).toBe("echo time 5 ms");
  expect(proposed.otherVolumes).toEqual(["echo time 10 ms (6 images)"]);
  expect(proposed.volume.voxels[1 + 20 * 3]).toBe(madeValue(1, 0, 3) - 1024);
  const other = await readSeries(files, { volumeIndex: 1 });
  expect(other.volumeLabel).toBe("echo time 10 ms");
  expect(other.volume.voxels[1 + 20 * 3]).toBe(madeValue(1, 0, 3));
  await expect(readSeries(files, { volumeIndex: 2 })).rejects.toMatchObject({ code: "invalid-argument" });
});

test("a hole in the largest volume is an error, not a reason to take a smaller one", async () => {
  const files = makeMixed({ slices: 9 }, { slices: 4, ...coronal }).filter(({ name }) => name !== "0-4.dcm");
  await expect(readSeries(files)).rejects.toMatchObject({
    code: "irregular-series",
    details: { problem: "missing-slice" },
  });
});
