import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findChannels, readChannels, volumesOf } from "../../../src/cli/read-channels.ts";
import { createGrid } from "../../../src/geometry/index.ts";
import { makeSlices, toDicomFile } from "../dicom/make-series.ts";
import { axialGrid } from "../dicom-objects/phantom.ts";
import { exampleWith } from "../segmentation/pointwise-models.ts";
import { makeNifti } from "../volume-files/make-volume-file.ts";

const folder = mkdtempSync(join(tmpdir(), "autoseg-channels-"));
afterAll(() => rmSync(folder, { recursive: true }));
const { signal } = new AbortController();

const model = exampleWith({
  adjacentSlices: undefined,
  shape: [1, 2, 32, 48],
  series: [{ name: "T1" }, { name: "FLAIR", modality: "MR" }],
});

describe("--channel", () => {
  test.each<[string, readonly string[], string]>([
    ["nothing", [], 'Name each with --channel "T1=SERIES"'],
    ["one of two", ["T1=1.2.3"], '"FLAIR" is missing'],
    ["no name", ["1.2.3"], "A channel is a name and a series"],
    ["an unknown name", ["T1=1.2", "T2=1.3"], 'no channel "T2", but "T1", "FLAIR"'],
    ["a name twice", ["T1=1.2", "T1=1.3"], "given twice"],
  ])("with %s is refused", async (_, values, message) => {
    await expect(findChannels(values, [], model)).rejects.toThrow(message);
  });

  test("is left out for a model of one series", async () => {
    expect(await findChannels([], [], exampleWith({}))).toBeUndefined();
    await expect(findChannels(["T1=1.2"], [], exampleWith({}))).rejects.toThrow("leave out --channel");
  });

  test("names files, the first one being what labels lie on; one of other voxels is told of", async () => {
    const write = (name: string, size: readonly [number, number, number]) => {
      const path = join(folder, name);
      const values = Array.from({ length: size[0] * size[1] * size[2] }, (_, at) => at);
      writeFileSync(path, makeNifti({ grid: createGrid({ ...axialGrid, size }), values }));
      return path;
    };
    const given = [`FLAIR=${write("flair.nii", [5, 4, 2])}`, `T1=${write("t1.nii", [5, 4, 3])}`];
    const channels = await findChannels(given, [], model);
    expect(channels!.map(({ name }) => name)).toEqual(["T1", "FLAIR"]);
    const read = await readChannels(channels!, { signal });
    expect(read.source.volume.grid.size).toEqual([5, 4, 3]);
    expect([read.source.modality, read.others.FLAIR!.modality]).toEqual(["CT", "MR"]);
    expect(volumesOf(read).FLAIR!.grid.size).toEqual([5, 4, 2]);
    expect(read.notes).toEqual(['"FLAIR" has other voxels than "T1"; it is resampled to those of "T1".']);
  });

  test("names series by their UIDs, of one frame of reference", async () => {
    const series = (seriesInstanceUID: string, FrameOfReferenceUID: string | undefined) =>
      makeSlices({ slices: 3, seriesInstanceUID, change: () => ({ FrameOfReferenceUID }) }).map((slice, k) =>
        toDicomFile(`${seriesInstanceUID}-${k}.dcm`, slice),
      );
    const files = [
      ...series("1.2.1", "1.9"),
      ...series("1.2.2", "1.9"),
      ...series("1.2.3", "1.8"),
      ...series("1.2.4", undefined),
    ];
    const read = async (flair: string) =>
      readChannels((await findChannels(["T1=1.2.1", `FLAIR=${flair}`], files, model))!, { signal });
    const { source, others, notes } = await read("1.2.2");
    expect([source.seriesInstanceUID, others.FLAIR!.seriesInstanceUID, notes]).toEqual([
      "1.2.1",
      "1.2.2",
      [],
    ]);
    await expect(read("1.2.3")).rejects.toMatchObject({
      code: "model-mismatch",
      message: expect.stringContaining("different frames of reference"),
    });
    await expect(read("1.2.4")).rejects.toThrow("has no FrameOfReferenceUID");
  });
});
