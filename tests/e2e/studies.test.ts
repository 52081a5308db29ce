import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { readSeries } from "../../src/dicom/index.ts";
import { writeDicomSeg } from "../../src/dicom-objects/index.ts";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { createLabelMap } from "../../src/volume/index.ts";
import { toFile } from "../unit/dicom/make-dicom.ts";
import { liver } from "../unit/dicom-objects/phantom.ts";
import { rectangle, structureSet } from "../unit/dicom-objects/structure-set.ts";
import { openPage, useBrowser } from "./browser.ts";
import { copyAsOtherSeries, copyAsOtherStudy, copySlices, createFolder } from "./sample-study.ts";
import { serveModel, tinyModel } from "./served-files.ts";
import { createViewerPage, messagesOf, type ViewerPage, waitUntil, waitUntilEnabled } from "./viewer-page.ts";

const url = inject("viewerUrl");
const folder = createFolder();
const browser = await useBrowser();
const two = join(folder.path, "two");
const zip = join(folder.path, "studies.zip");
let viewer: ViewerPage;

beforeAll(async () => {
  const watched = await openPage(browser, url, async (page) => {
    await page.route("**/study/**", (route) => route.fulfill({ json: { files: [] } }));
    await serveModel(page, tinyModel);
  });
  viewer = createViewerPage(watched);
  await viewer.page.getByText("Drop a DICOM folder here").waitFor();
  mkdirSync(two);
  copySlices(two, 38, 42);
  copyAsOtherSeries(two, 36, 42);
  writeFileSync(zip, zipOfStudies());
});

/** Each test begins with a list of two series, none of them open. */
beforeEach(async () => {
  await viewer.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    viewer.controller.close();
    // The list of the test before would pass for the one that is awaited below.
    viewer.library.clear();
  });
  await viewer.drop(filesOfTwo());
  await volumeOf(6).waitFor();
  await waitUntil(async () => (await volumes().count()) === 2);
});

afterAll(() => folder[Symbol.dispose]());

const filesOfTwo = () =>
  readdirSync(two).map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(two, name))) }));
const list = () => viewer.page.getByRole("region", { name: "Studies" });
const volumes = () => list().locator("button.volume");
const volumeOf = (slices: number) => volumes().filter({ hasText: `512 × 512 × ${slices}` });
const sizeShown = (slices: number) => viewer.page.locator("top-bar").getByText(`512 × 512 × ${slices}`);

test("several series are listed with their size and a picture of each; none is opened unasked", async () => {
  expect((await volumes().allInnerTexts()).map((text) => /512 × 512 × \d/.exec(text)?.[0]).sort()).toEqual([
    "512 × 512 × 4",
    "512 × 512 × 6",
  ]);
  const brightest = () =>
    list()
      .locator("canvas")
      .evaluateAll((all) =>
        (all as HTMLCanvasElement[]).map((canvas) =>
          Math.max(
            ...canvas
              .getContext("2d")!
              .getImageData(0, 0, canvas.width, canvas.height)
              .data.slice(0)
              .filter((_, n) => n % 4 === 0),
          ),
        ),
      );
  await waitUntil(async () => (await brightest()).every((value) => value > 200), 60_000, "the pictures");
  await viewer.page.getByText("Choose a series").waitFor();
});

/** Opens the volume of so many slices by a click. */
async function open(slices: number): Promise<void> {
  await volumeOf(slices).click();
  await sizeShown(slices).waitFor();
  await waitUntilEnabled(viewer.button("Segment"));
}

test("one click opens one; it is marked as the one on screen", async () => {
  await open(6);
  expect(await volumeOf(6).getAttribute("aria-current")).toBe("true");
  expect(await volumeOf(4).getAttribute("aria-current")).toBe("false");
});

test("unsaved work is asked about before another is opened", async () => {
  await open(6);
  await viewer.page.locator("body").press("b");
  await viewer.drag("pane-axial", [0.4, 0.5], [0.5, 0.5]);
  await waitUntil(async () => (await viewer.volumeMl("Liver")) !== undefined);
  await volumeOf(4).click();
  await viewer.button("Keep this study").click();
  expect(await sizeShown(6).isVisible()).toBe(true);
  expect(await viewer.volumeMl("Liver")).toBeDefined();
  await volumeOf(4).click();
  await viewer.button("Discard and open").click();
  await sizeShown(4).waitFor();
  expect(await viewer.volumeMl("Liver")).toBeUndefined();

  // Export and open has the focus, so that Enter loses nothing.
  await viewer.drag("pane-axial", [0.4, 0.5], [0.5, 0.5]);
  await waitUntil(async () => (await viewer.volumeMl("Liver")) !== undefined);
  await volumeOf(6).click();
  await viewer.button("Export and open").and(viewer.page.locator(":focus")).waitFor();
  const [download] = await Promise.all([
    viewer.page.waitForEvent("download"),
    viewer.page.keyboard.press("Enter"),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.dcm$/);
  await sizeShown(6).waitFor();
});

test("J hides the list and brings it back; a single series takes it away", async () => {
  await viewer.page.locator("body").press("j");
  await waitUntil(async () => !(await list().isVisible()));
  await viewer.page.locator("body").press("j");
  await waitUntil(() => list().isVisible());
  const one = join(folder.path, "one");
  mkdirSync(one);
  copySlices(one, 40, 45);
  await viewer.drop(readdirSync(one).map((name) => ({ name, bytes: readFileSync(join(one, name)) })));
  await sizeShown(5).waitFor();
  await waitUntil(async () => !(await list().isVisible()));
});

/** A ZIP as people send it: two studies, each in a folder of its own, and files that are no DICOM. */
function zipOfStudies(): Uint8Array {
  const entries: Record<string, Uint8Array> = { "README.txt": Buffer.from("no DICOM") };
  for (const [name, slices, copy] of [
    ["first", [38, 42], copySlices],
    ["second", [36, 43], copyAsOtherStudy],
  ] as const) {
    const source = join(folder.path, name);
    mkdirSync(source);
    copy(source, slices[0], slices[1]);
    for (const file of readdirSync(source)) entries[`${name}/${file}`] = readFileSync(join(source, file));
  }
  return zipSync(entries, { level: 1 });
}

test("a ZIP that is dropped is listed by study; one click opens a volume of the second", async () => {
  await viewer.drop([{ name: "studies.zip", bytes: readFileSync(zip) }]);
  await volumeOf(7).waitFor();
  expect(await list().getByRole("heading", { level: 3 }).count()).toBe(2);
  await open(7);
  expect(await volumeOf(7).getAttribute("aria-current")).toBe("true");
});

test("a ZIP that is chosen takes the list's place; its other study opens too", async () => {
  const [chooser] = await Promise.all([
    viewer.page.waitForEvent("filechooser"),
    viewer.button("Open files").click(),
  ]);
  await chooser.setFiles(zip);
  await volumeOf(7).waitFor();
  expect(await list().locator("[aria-current=true]").count()).toBe(0);
  await open(4);
  viewer.expectQuiet();
});

test("another series of the list is opened as the prior study, with the segmentation that came along for it", async () => {
  const files = filesOfTwo();
  const segmentationOf = async (isOther: boolean) => {
    const own = files.filter(({ name }) => name.startsWith("other") === isOther);
    const source = await readSeries(own.map(({ name, bytes }) => toFile(name, bytes)));
    const labelMap = createLabelMap({ grid: source.volume.grid, segments: [liver] });
    labelMap.voxels.fill(1, 512 * 512 + 512 * 200, 512 * 512 + 512 * 210);
    return { name: `${isOther ? "b" : "a"}-seg.dcm`, bytes: writeDicomSeg(labelMap, { source }) };
  };
  await viewer.drop([...files, await segmentationOf(false), await segmentationOf(true)]);
  await sizeShown(4).waitFor();
  await waitUntil(async () => (await viewer.volumeMl("Liver")) !== undefined);
  await list()
    .getByRole("button", { name: /^As prior/ })
    .click();
  await viewer.page.getByTestId("pane-prior").locator("canvas").first().waitFor();
  expect(
    await viewer.page.evaluate(() => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      const { prior } = viewer.controller.followUp;
      return [prior?.series.instances.length, prior?.session.segments.map(({ label }) => label)];
    }),
  ).toEqual([6, ["Liver"]]);
  await viewer.button("Close prior").click();
});

test("a structure set becomes segments, with holes and several contours a slice; what cannot be shown is named", async () => {
  await open(6);
  const source = await readSeries(
    filesOfTwo()
      .filter(({ name }) => name.startsWith("other"))
      .map(({ name, bytes }) => toFile(name, bytes)),
  );
  const plan = structureSet(source, [
    {
      name: "Ring",
      contours: [
        rectangle(2, [200.5, 200.5], [240.5, 240.5]),
        rectangle(2, [210.5, 210.5], [230.5, 230.5]),
        rectangle(2, [260.5, 200.5], [270.5, 210.5]),
      ],
    },
    {
      name: "Other plane",
      contours: [
        [
          [200, 200, 1],
          [200, 240, 1],
          [200, 240, 3],
          [200, 200, 3],
        ],
      ],
    },
  ]);
  await viewer.drop([{ name: "plan.dcm", bytes: plan }]);
  await waitUntil(async () => (await viewer.voxels()).some(Boolean), 60_000, "the structure");
  const inside = (await viewer.voxels()).filter(Boolean).length;
  expect(inside).toBe(40 ** 2 - 20 ** 2 + 10 ** 2);
  expect((await messagesOf(viewer.page)).join(" ")).toContain(
    'These regions are not shown: "Other plane" (1 in another plane than the images).',
  );
});

test("a segmentation opens the series that it names, and later offers it where another one is on screen", async () => {
  const files = filesOfTwo();
  const source = await readSeries(
    files.filter(({ name }) => name.startsWith("other")).map(({ name, bytes }) => toFile(name, bytes)),
  );
  const labelMap = createLabelMap({ grid: source.volume.grid, segments: [liver] });
  labelMap.voxels.fill(1, 512 * 512 * 2 + 512 * 200, 512 * 512 * 2 + 512 * 210);
  const seg = { name: "seg.dcm", bytes: writeDicomSeg(labelMap, { source }) };
  await viewer.drop([...files, seg]);
  await sizeShown(6).waitFor();
  await waitUntil(async () => (await viewer.volumeMl("Liver")) !== undefined);
  expect(await volumeOf(6).getAttribute("aria-current")).toBe("true");
  const drawn = await viewer.volumeMl("Liver");
  // A segmentation that was only opened is not asked about.
  await volumeOf(4).click();
  await sizeShown(4).waitFor();
  await viewer.drop([seg]);
  await viewer.page.getByRole("heading", { name: "Segmentation of another volume" }).waitFor();
  await viewer.button("Open that volume").click();
  await sizeShown(6).waitFor();
  await waitUntil(async () => (await viewer.volumeMl("Liver")) === drawn);
});
