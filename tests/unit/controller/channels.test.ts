import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SourceSeries } from "../../../src/dicom/index.ts";
import { createSegmenter } from "../../../src/segmentation/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { twoSeriesFiles } from "../segmentation/two-series.ts";
import { makeNifti } from "../volume-files/make-volume-file.ts";
import { bareSeries, createController, workHere } from "./fake-host.ts";

const folder = mkdtempSync(join(tmpdir(), "autoseg-channels-"));
beforeAll(() => {
  for (const [name, bytes] of twoSeriesFiles()) writeFileSync(join(folder, name), bytes);
});
afterAll(() => rmSync(folder, { recursive: true }));

const grid = straightGrid([32, 32, 2], [2, 2, 3]);

/** A CT of one value but for a square of another, with what its header says. */
function phase(description: string, inSquare: number, change: Partial<SourceSeries> = {}): SourceSeries {
  const voxels = new Int16Array(32 * 32 * 2).fill(40);
  for (let j = 4; j < 8; j++) voxels.fill(inSquare, 32 * j + 4, 32 * j + 8);
  return {
    ...bareSeries(grid, voxels),
    header: { SeriesDescription: [description] } as unknown as SourceSeries["header"],
    frameOfReferenceUID: "1.2.9",
    frameOfReferenceIsDerived: false,
    ...change,
  };
}

/** A controller with a series open, and others beside it. */
async function open(series: SourceSeries, others: readonly SourceSeries[]) {
  const made = createController({
    work: {
      ...workHere,
      createSegmenter: (model, options) => createSegmenter(model, { ...options, device: "wasm", threads: 1 }),
    },
  });
  const { controller, host } = made;
  let reads = 0;
  Object.assign(host, {
    otherSeries: {
      list: () =>
        others.map(({ header, modality }, index) => {
          const [description] = header.SeriesDescription as unknown as [string];
          return { id: String(index), title: description, modality, description };
        }),
      read: async (id: string) => {
        reads++;
        return others[Number(id)]!;
      },
    },
  });
  const entry = { name: "two-series", title: "Two", architecture: "", description: "", url: folder };
  await controller.models.start(async () => [{ ...entry, modality: "CT" }]);
  const { session } = await controller.opening.open(series);
  await controller.channels.refresh();
  const chosen = () => controller.state.channels.map(({ name, chosen }) => [name, chosen]);
  return { ...made, session, chosen, reads: () => reads };
}

test("series are guessed, and the model runs on all of them", async () => {
  const { controller, session, chosen, reads } = await open(phase("Thorax nativ", 40), [
    phase("Topogram", 0),
    phase("Abdomen arterial", 240),
  ]);
  expect(chosen()).toEqual([
    ["native", "open"],
    ["arterial", "1"],
  ]);
  await controller.runs.segment();
  expect(session.voxels.reduce((sum, label) => sum + label, 0)).toBe(16);
  await controller.runs.segment();
  expect(reads()).toBe(1);
});

test("a person chooses otherwise, also with the open series as the second one", async () => {
  const { controller, session, chosen, said } = await open(phase("a", 300), [
    phase("b", 40),
    phase("c", 900),
  ]);
  expect(chosen()).toEqual([
    ["native", undefined],
    ["arterial", undefined],
  ]);
  await expect(controller.runs.segment()).rejects.toMatchObject({
    code: "model-mismatch",
    message:
      'The model "Two phases" needs several series of a patient. Open a study that has them, and choose in the run options which one is "native", "arterial".',
  });
  await controller.runs.askAndSegment();
  expect(said()).toContain('choose in the run options which one is "native", "arterial".');
  await controller.channels.choose("native", "0");
  await controller.channels.choose("arterial", "open");
  expect(chosen()).toEqual([
    ["native", "0"],
    ["arterial", "open"],
  ]);
  await controller.runs.segment();
  expect(session.voxels.reduce((sum, label) => sum + label, 0)).toBe(16);
  await controller.channels.choose("native", undefined);
  expect(chosen()[0]).toEqual(["native", undefined]);
  await expect(controller.channels.choose("native", "7")).rejects.toThrow('There is no series "7"');
});

test("series that nothing places beside each other are refused, and labels that would lie elsewhere", async () => {
  const apart = await open(phase("native", 40), [phase("arterial", 240, { frameOfReferenceUID: "1.2.8" })]);
  await expect(apart.controller.runs.segment()).rejects.toThrow(/different frames of reference/);
  const half = straightGrid([32, 32, 1], [2, 2, 6]);
  const coarse = phase("native", 40);
  const other = { ...coarse, volume: { ...coarse.volume, grid: half, voxels: new Int16Array(1024) } };
  const elsewhere = await open(phase("arterial", 240), [other]);
  await expect(elsewhere.controller.runs.segment()).rejects.toThrow(
    'The model draws labels on the series for "native", whose grid differs from that of the open series.',
  );
  expect(elsewhere.controller.state.isUnsaved).toBe(false);
});

describe("a series brought as a NIfTI file", () => {
  /** The second phase as a file whose rows run the other way, as dcm2niix writes them, shifted along the columns. */
  function fileOf({ volume: { grid, voxels } }: SourceSeries, shiftMm = 0): File {
    const [columns, rows] = grid.size;
    const turned = voxels.map((_, at) => {
      const row = Math.floor(at / columns) % rows;
      return voxels[at + columns * (rows - 1 - 2 * row)]!;
    });
    const [x, y, z] = grid.originLps;
    const originLps = [x + shiftMm, y + (rows - 1) * grid.spacingMm[1], z] as const;
    const [along, across, up] = grid.directionsLps;
    const directionsLps = [along, across.map((part) => -part) as unknown as typeof across, up] as const;
    return new File([makeNifti({ grid: { ...grid, originLps, directionsLps }, values: turned })], "late.nii");
  }

  test("is taken where it has the voxels of the open one, and runs", async () => {
    const { controller, session, chosen } = await open(phase("Thorax nativ", 40), []);
    await controller.channels.chooseFile("arterial", fileOf(phase("", 240)));
    expect(chosen()[1]![1]).toMatch(/^2\.25\./);
    expect(controller.state.channels[1]!.offered.map(({ title }) => title)).toContain("late.nii");
    await controller.runs.segment();
    expect(session.voxels.reduce((sum, label) => sum + label, 0)).toBe(16);
    await controller.opening.open(phase("native", 40));
    await controller.channels.refresh();
    expect(controller.state.channels[1]!.offered.map(({ title }) => title)).not.toContain("late.nii");
  });

  test("is refused where it has others, or is no image", async () => {
    const { controller, chosen } = await open(phase("Thorax nativ", 40), []);
    await expect(controller.channels.chooseFile("arterial", fileOf(phase("", 240), 1))).rejects.toMatchObject(
      {
        code: "model-mismatch",
        message: expect.stringContaining("does not state a frame of reference"),
      },
    );
    await expect(
      controller.channels.chooseFile("arterial", new File(["none"], "a.nii")),
    ).rejects.toMatchObject({
      code: "invalid-volume-file",
    });
    await expect(controller.channels.chooseFile("late", fileOf(phase("", 240)))).rejects.toMatchObject({
      code: "invalid-argument",
    });
    expect(chosen()[1]).toEqual(["arterial", undefined]);
  });
});

test("a model of one series has nothing to choose", async () => {
  const { controller } = createController();
  expect(controller.state.channels).toEqual([]);
  await expect(controller.channels.choose("CT", "open")).rejects.toMatchObject({ code: "not-open" });
});
