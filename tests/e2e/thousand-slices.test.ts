import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { parseDataset, readSeries } from "../../src/dicom/index.ts";
import { readDicomSegExactly } from "../../src/dicom-objects/index.ts";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { madeValue, makeSeries } from "../unit/dicom/make-series.ts";
import { openPage, useBrowser } from "./browser.ts";
import { createFolder } from "./sample-study.ts";
import { serveModel, tinyModel } from "./served-files.ts";
import { createViewerPage, type ViewerPage, waitUntil, waitUntilEnabled } from "./viewer-page.ts";

/** A whole body of thin slices, each of few pixels, since it is their number that matters. */
const [slices, size, gapMm] = [1000, 16, 1];
const files = makeSeries({ slices, columns: size, rows: size, pixelSpacing: [20, 20], gapMm });

const browser = await useBrowser();
const folder = createFolder();
let viewer: ViewerPage;
/** Where the stroke went, by the page's own geometry: voxel indices. */
let drawnAt: readonly number[];
let exported: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  const watched = await openPage(browser, inject("viewerUrl"), async (page) => {
    await page.route("**/study/**", (route) => route.fulfill({ json: { files: [] } }));
    await serveModel(page, tinyModel);
  });
  viewer = createViewerPage(watched);
  await viewer.page.getByText("Drop a DICOM folder here").waitFor();
  await viewer.drop(
    await Promise.all(
      files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
    ),
  );
  await waitUntilEnabled(viewer.button("Brush"));
});

afterAll(() => folder[Symbol.dispose]());

const sliceShown = async () =>
  ((await viewer.page.locator("[data-testid=pane-axial] .slice").textContent()) ?? "").trim();
const expectSlice = (number: number) =>
  waitUntil(
    async () => (await sliceShown()).startsWith(`${number} / ${slices}`),
    30_000,
    `slice ${number} of ${slices}`,
  );

test("every slice is there, in its place", async () => {
  const { instances, values } = await viewer.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    const { series } = viewer.workspace.study!;
    return {
      instances: series.instances.map(({ fileName }) => fileName),
      values: Array.from(series.volume.voxels),
    };
  });
  expect(instances).toEqual(files.map(({ name }) => name));
  const expected = Array.from(
    { length: slices * size * size },
    (_, at) => madeValue(at % size, Math.floor(at / size) % size, Math.floor(at / size ** 2)) - 1024,
  );
  expect(values).toEqual(expected);
});

test("keys and wheel go to the last, and no further", async () => {
  const { page } = viewer;
  const box = (await page.getByTestId("pane-axial").boundingBox())!;
  await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.5 * box.height);
  const [first] = (await sliceShown()).split(" ").map(Number);
  for (let slice = first!; slice < slices - 10; slice += 10) await page.keyboard.press("PageDown");
  for (let turn = 0; turn < 12; turn++) await page.mouse.wheel(0, 120);
  await expectSlice(slices);
  for (let turn = 0; turn < 5; turn++) await page.mouse.wheel(0, -120);
  await expectSlice(slices - 5);
  for (let turn = 0; turn < 5; turn++) await page.mouse.wheel(0, 120);
  await expectSlice(slices);
});

test("the brush draws on the last, and nowhere else", async () => {
  const { page } = viewer;
  await page.keyboard.press("b");
  const box = (await page.getByTestId("pane-axial").boundingBox())!;
  drawnAt = await page.evaluate(
    ([x, y]) => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      return viewer.workspace.view!.panes.axial.toIjk([x!, y!]).map(Math.round);
    },
    [0.5 * box.width, 0.5 * box.height],
  );
  await viewer.drag("pane-axial", [0.48, 0.5], [0.52, 0.5]);
  await waitUntil(async () => (await viewer.volumeMl("Liver")) !== undefined, 30_000, "the stroke");
  const drawn = new Set<number>();
  (await viewer.voxels()).forEach((label, at) => {
    if (label > 0) drawn.add(Math.floor(at / size ** 2));
  });
  expect([...drawn]).toEqual([drawnAt[2]]);
  expect([0, slices - 1]).toContain(drawnAt[2]);
});

test("is exported there, with that image as its source", async () => {
  const path = await viewer.exportTo(join(folder.path, "exported"));
  exported = new Uint8Array(readFileSync(path));
  const source = await readSeries(files);
  const { voxels } = readDicomSegExactly(exported, { source });
  expect(voxels).toEqual(await viewer.voxels());
  expect(voxels[drawnAt[0]! + size * (drawnAt[1]! + size * drawnAt[2]!)]).toBe(1);
  const { SOPInstanceUID: uid } = parseDataset(
    new Uint8Array(await files[drawnAt[2]!]!.arrayBuffer()),
  ).dataset;
  const { PerFrameFunctionalGroupsSequence: frames } = parseDataset(exported).dataset;
  expect(frames).toHaveLength(1);
  expect(frames).toMatchObject([
    {
      PlanePositionSequence: [{ ImagePositionPatient: [-10, 20, -300 + gapMm * drawnAt[2]!] }],
      DerivationImageSequence: [{ SourceImageSequence: [{ ReferencedSOPInstanceUID: uid }] }],
    },
  ]);
});

test("and reopens voxel for voxel", async () => {
  const before = await viewer.voxels();
  await viewer.button("Undo").click();
  await waitUntil(async () => (await viewer.volumeMl("Liver")) === undefined);
  await viewer.drop([{ name: "exported.dcm", bytes: exported }]);
  await waitUntil(async () => (await viewer.volumeMl("Liver")) !== undefined, 30_000, "the segmentation");
  expect(await viewer.voxels()).toEqual(before);
  viewer.expectQuiet();
});
