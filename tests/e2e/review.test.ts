import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { findInputFiles } from "../../src/cli/input-files.ts";
import { readSeries } from "../../src/dicom/index.ts";
import { writeDicomSeg } from "../../src/dicom-objects/index.ts";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { createLabelMap } from "../../src/volume/index.ts";
import { liver } from "../unit/dicom-objects/phantom.ts";
import { useBrowser } from "./browser.ts";
import { copySlices, createFolder } from "./sample-study.ts";
import { readLabels } from "./segmentation-file.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const url = inject("viewerUrl");
const slices = { from: 38, to: 46 };
const folder = createFolder();
/** The slices that the page shows, for reading what it exports. */
const study = join(folder.path, "study");
const browser = await useBrowser();
let viewer: ViewerPage;

beforeAll(async () => {
  mkdirSync(study);
  copySlices(study, slices.from, slices.to);
  viewer = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy(slices));
});

afterAll(() => folder[Symbol.dispose]());

const press = (key: string) => viewer.page.keyboard.press(key);

/** Rows of the review list as they read: name, ml, mm, slice, mean, state. */
async function rows(): Promise<string[][]> {
  const table = viewer.page.getByRole("table", { name: "Review" });
  if ((await table.count()) === 0) return [];
  return table
    .locator("tbody tr")
    .evaluateAll((all) =>
      all.map((row) =>
        [...row.querySelectorAll("td")].map((cell) => (cell.textContent ?? "").trim().replace(/\s+/g, " ")),
      ),
    );
}

async function waitForRows(matches: (found: string[][]) => boolean): Promise<string[][]> {
  await waitUntil(async () => matches(await rows()), 60_000, "the review list");
  return rows();
}

/** Voxels of the axial slice that the map of differences paints as drawn only; nothing without a map. */
const differenceOnSlice = () =>
  viewer.page.locator("[data-testid=pane-axial] difference-overlay").evaluate((overlay) => {
    const { map, viewer } = overlay as unknown as {
      map: { paint: (index: number, pixels: Uint8ClampedArray, at: number) => void } | undefined;
      viewer: Viewer;
    };
    if (!map || !overlay.shadowRoot!.querySelector("canvas")) return 0;
    const { sliceIndex, grid } = viewer.workspace.view!.panes.axial;
    const voxels = grid.size[0] * grid.size[1];
    const pixels = new Uint8ClampedArray(4);
    let count = 0;
    for (let index = sliceIndex * voxels; index < (sliceIndex + 1) * voxels; index++) {
      pixels.fill(0);
      map.paint(index, pixels, 0);
      if (pixels[3]! > 0 && pixels[0]! > pixels[2]!) count++;
    }
    return count;
  });

/** Voxels of the axial slice that are hatched, as the overlay paints them. */
const hatchedOnSlice = () =>
  viewer.page.locator("[data-testid=pane-axial] rejected-overlay").evaluate((overlay) => {
    const canvas = overlay.shadowRoot!.querySelector("canvas");
    if (!canvas?.width) return 0;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    return data.filter((value, at) => at % 4 === 3 && value > 0).length;
  });

const volume = async () => (await viewer.voxels()).reduce((sum, label) => sum + Number(label > 0), 0);

describe("findings that a person draws", () => {
  beforeEach(async () => {
    if ((await rows()).length === 2) return;
    await viewer.startOver();
    await press("2");
    await press("b");
    await viewer.drag("pane-axial", [0.3, 0.4], [0.32, 0.4]);
    await waitForRows((found) => found.length === 1 && found[0]![2] !== "");
    await viewer.drag("pane-axial", [0.5, 0.6], [0.6, 0.6]);
    await waitForRows((found) => found.length === 2);
  });

  test("are listed with their measures, the largest first; their numbers stay as they were drawn", async () => {
    const [large, small] = await rows();
    expect([large![0], small![0]]).toEqual(["Liver tumour 2", "Liver tumour 1"]);
    expect(Number(large![1])).toBeGreaterThan(Number(small![1]));
    expect(Number(large![2])).toBeGreaterThan(Number(small![2]));
    expect(large![5]).toBe("corrected");
  });

  test("are measured with the mouse: the axes drawn take the place of the automatic ones, and their ends can be moved", async () => {
    const mm = async () => (await rows()).find(([name]) => name === "Liver tumour 1")![2]!;
    const automatic = await mm();
    await press(";");
    await viewer.drag("pane-axial", [0.28, 0.4], [0.34, 0.4]);
    await waitUntil(async () => (await mm()).endsWith("*"));
    const long = Number.parseFloat(await mm());
    expect(long).toBeGreaterThan(Number(automatic));
    await viewer.drag("pane-axial", [0.31, 0.38], [0.31, 0.42]);
    const details = viewer.page.getByText(/^Liver tumour 1: .*\s×\s.*\smm, manual/);
    await details.waitFor();
    const lines = viewer.page.getByTestId("pane-axial").locator("[data-measures] text");
    expect(await lines.count()).toBe(2);
    await viewer.drag("pane-axial", [0.34, 0.4], [0.38, 0.4]);
    await waitUntil(async () => Number.parseFloat(await mm()) > 1.3 * long);
    for (const _ of [1, 2, 3]) await viewer.button("Undo").click();
    await waitUntil(async () => (await mm()) === automatic);
    expect(await lines.count()).toBe(0);
    await viewer.button("Redo").click();
    await viewer.button("Use automatic").click();
    await waitUntil(async () => (await mm()) === automatic);
    for (const _ of [1, 2]) await viewer.button("Undo").click();
    await press("b");
    viewer.expectQuiet();
  });

  test("are sorted by a click on a column, and gone to by a click on a row", async () => {
    await viewer.button(/^ml/).click();
    await viewer.button(/^ml/).click();
    expect((await rows()).map(([name]) => name)).toEqual(["Liver tumour 1", "Liver tumour 2"]);
    await press("PageUp");
    const slice = (await rows())[0]![3]!;
    await viewer.button("Go to Liver tumour 1").click();
    await viewer.page
      .getByTestId("pane-axial")
      .getByText(new RegExp(`^${slice} / `))
      .waitFor();
    await viewer.button(/^ml/).click();
  });

  test("are sorted by every measure, both ways", async () => {
    for (const [heading, column] of [
      [/^ml/, 1],
      [/^mm/, 2],
      [/^Slice/, 3],
      [/^HU/, 4],
    ] as const) {
      const values = async () => (await rows()).map((row) => Number(row[column]!.replace("−", "-")));
      const ascending = (numbers: number[]) => [...numbers].sort((a, b) => a - b);
      await viewer.button(heading).click();
      const once = await values();
      await viewer.button(heading).click();
      const twice = await values();
      expect([once, twice]).toContainEqual(ascending(once));
      expect([once, twice]).toContainEqual(ascending(once).reverse());
    }
    await viewer.button(/^ml/).click();
  });

  test("that are rejected stay on screen and are left out of what is exported", async () => {
    await viewer.button("Go to Liver tumour 1").click();
    await press("Delete");
    await waitForRows((found) => found[1]?.[5] === "rejected");
    await waitUntil(async () => (await hatchedOnSlice()) > 0, 60_000, "what was rejected is hatched");
    const path = await viewer.exportTo(join(folder.path, "rejected"));
    await viewer.page.getByText("1 rejected left out.").waitFor();
    const kept = (await readLabels(path, study)).reduce((sum, label) => sum + Number(label > 0), 0);
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(await volume());
    await viewer.button("Undo").click();
    await waitForRows((found) => found.length === 2 && found.every((row) => row[5] !== "rejected"));
    await viewer.button("Undo").click();
    await viewer.button("Undo").click();
    await waitForRows((found) => found.length === 0);
  });
});

describe("findings of an opened segmentation", () => {
  /** Columns of two discs on three slices, their row and their radius. */
  const [left, right, row, radius] = [190, 260, 256, 30] as const;
  const smallRadius = radius / 2;
  const firstSlice = 2;

  /** Two lesions in codes as they were before 2020: their category is SRT M-01000, Morphologically Altered Structure. */
  async function segmentationOfLesions(): Promise<Uint8Array> {
    const source = await readSeries(await findInputFiles([study]));
    const code = (codeValue: string, codeMeaning: string) => ({
      codeValue,
      codingSchemeDesignator: "SRT",
      codeMeaning,
    });
    const lesion = {
      ...liver,
      label: "Old lesion",
      category: code("M-01000", "Morphologically Altered Structure"),
      type: code("T-62000", "Liver"),
    };
    const labelMap = createLabelMap({ grid: source.volume.grid, segments: [lesion] });
    const [columns, rows] = source.volume.grid.size;
    for (const [i, size] of [
      [left, radius],
      [right, smallRadius],
    ] as const)
      for (let k = firstSlice; k < firstSlice + 3; k++)
        for (let j = -size; j <= size; j++) {
          const half = Math.floor(Math.sqrt(size ** 2 - j ** 2));
          const start = i + columns * (row + j + rows * k);
          labelMap.voxels.fill(1, start - half, start + half + 1);
        }
    return writeDicomSeg(labelMap, { source });
  }

  test("with the older category M-01000 are shown at the first; a stroke that only grazes one leaves it to review", async () => {
    await viewer.startOver();
    await press("PageUp");
    await viewer.drop([{ name: "old.dcm", bytes: await segmentationOfLesions() }]);
    const found = await waitForRows((all) => all.length === 2);
    expect(found.map(([name, , , , , state]) => [name, state])).toEqual([
      ["Old lesion 1", "to review"],
      ["Old lesion 2", "to review"],
    ]);
    await viewer.page
      .getByTestId("pane-axial")
      .getByText(new RegExp(`^${found[0]![3]} / `))
      .waitFor();
    expect(await viewer.page.locator("tr.active").count()).toBe(1);
    await press("e");
    const placeOf = (column: number) =>
      viewer.page.evaluate(
        ([i, j]) => {
          const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
          const { axial } = viewer.workspace.view!.panes;
          const [x, y] = axial.toCanvas([i!, j!, viewer.workspace.view!.cursor[2]]);
          return [x / axial.element.clientWidth, y / axial.element.clientHeight] as const;
        },
        [column, row] as const,
      );
    const brushRadius = await viewer.page.evaluate(() => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      const { grid } = viewer.workspace.study!.session;
      return viewer.state.toolSettings.brushDiameterMm / 2 / grid.spacingMm[0];
    });
    // Through the middle of the large one, until the round end of the stroke takes some voxels of the small one, too.
    const small = async () => (await rows()).find(([name]) => name === "Old lesion 2")!;
    const [, volumeBefore] = await small();
    const end = right - smallRadius - brushRadius + 4;
    await viewer.drag("pane-axial", await placeOf(left - radius / 2), await placeOf(end));
    await waitForRows((all) => all.find(([name]) => name === "Old lesion 1")![5] === "corrected");
    expect(Number((await small())[1])).toBeLessThan(Number(volumeBefore));
    expect((await small())[5]).toBe("to review");
    viewer.expectQuiet();
  });
});

describe("findings", () => {
  test("of the model are unseen; keys go through them, and what a person changed is counted", async () => {
    await viewer.startOver();
    await viewer.segment();
    await waitForRows((found) => found.length > 0 && found.every((row) => row[5] === "to review"));
    // The first Enter shows the first finding, the second accepts it and shows the next.
    await press("Enter");
    expect((await rows()).every((row) => row[5] === "to review")).toBe(true);
    await press("Enter");
    await waitForRows((found) => found[0]?.[5] === "accepted");
    expect(await viewer.page.locator("tr.active").count()).toBe(1);
    expect(await viewer.page.locator("tr.active.accepted-row").count()).toBe(
      (await rows()).length > 1 ? 0 : 1,
    );
    await viewer.page.getByText("Changes since the model run").click();
    await viewer.page.getByText("unchanged").first().waitFor();
    await press("1");
    await press("b");
    await viewer.drag("pane-axial", [0.7, 0.2], [0.75, 0.2]);
    await waitForRows((found) => found[0]?.[5] === "corrected");
    const changes = () => viewer.page.locator("review-panel dd").allInnerTexts();
    await waitUntil(async () => /^\+[\d,]+ −0 voxels, Dice [01]\.\d+$/.test((await changes())[0] ?? ""));
    const added = Number(/^\+([\d,]+)/.exec((await changes())[0]!)![1]!.replaceAll(",", ""));
    await viewer.page.locator("review-panel").getByRole("checkbox", { name: "Show differences" }).click();
    await waitUntil(async () => (await differenceOnSlice()) === added, 60_000, "the map of what was added");
    await viewer.page.locator("body").press("y");
    await waitUntil(async () => (await differenceOnSlice()) === 0, 60_000, "the map hidden");
    await viewer.button("Undo").click();
    await waitForRows((found) => found[0]?.[5] === "accepted");
    await viewer.button("Undo").click();
    viewer.expectQuiet();
  });
});
