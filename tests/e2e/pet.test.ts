import { beforeAll, expect, inject, test } from "vitest";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { type Attributes, encodeDataset, encodeFile } from "../unit/dicom/make-dicom.ts";
import { makeSlices } from "../unit/dicom/make-series.ts";
import { openPage, useBrowser } from "./browser.ts";
import { createViewerPage, type ViewerPage, waitUntil } from "./viewer-page.ts";

const browser = await useBrowser();
let viewer: ViewerPage;

/** A body of 64 x 64 x 24 voxels of 4 mm with a lesion in its middle; `value` in Bq/ml. */
const [size, slices] = [64, 24] as const;
const suv = 80_000 / 80e6;
function uptake(i: number, j: number, k: number): number {
  const [x, y, z] = [i - 31.5, j - 31.5, k - 11.5];
  if (Math.hypot(x, y) > 24) return 0;
  if (Math.hypot(x, y, z) <= 4) return 8 / suv;
  // A second one, to the left and above: no flip goes unnoticed.
  return (Math.hypot(x - 10, y, z - 6) <= 3 ? 4 : 1) / suv;
}

const pet = (k: number): Attributes => {
  const stored = new Uint16Array(size * size);
  for (let j = 0; j < size; j++) for (let i = 0; i < size; i++) stored[i + size * j] = uptake(i, j, k);
  return {
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.128",
    Modality: "PT",
    SeriesDescription: "made PET",
    Units: "BQML",
    CorrectedImage: "ATTN\\DECY",
    DecayCorrection: "ADMIN",
    PatientWeight: [80],
    RadiopharmaceuticalInformationSequence: [{ RadionuclideTotalDose: [80e6] }],
    RescaleIntercept: [0],
    BitsStored: [16],
    HighBit: [15],
    PixelData: new Uint8Array(stored.buffer),
  };
};

/** Soft tissue in coronal slices of another grid, about the same place. */
const ctFiles = makeSlices({
  columns: 96,
  rows: 40,
  slices: 30,
  pixelSpacing: [2.5, 2.5],
  gapMm: 5,
  origin: [-118.75, -72.5, 48.75],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 0, -1],
  seriesInstanceUID: "1.2.3.6",
  change: () => ({ PixelData: new Uint8Array(Uint16Array.from({ length: 96 * 40 }, () => 1064).buffer) }),
}).map(toFileBytes("ct"));

/** Sagittal slices, the first of them 47.5 mm to the patient's left. */
const sagittalFiles = makeSlices({
  columns: 40,
  rows: 32,
  slices: 20,
  pixelSpacing: [4, 4],
  gapMm: 5,
  origin: [47.5, -80, 60],
  rowDirection: [0, 1, 0],
  columnDirection: [0, 0, -1],
  seriesInstanceUID: "1.2.3.7",
  change: () => ({ PixelData: new Uint8Array(Uint16Array.from({ length: 40 * 32 }, () => 1064).buffer) }),
}).map(toFileBytes("sagittal"));

const petFiles = makeSlices({
  columns: size,
  rows: size,
  slices,
  pixelSpacing: [4, 4],
  gapMm: 4,
  origin: [-126, -126, -46],
  seriesInstanceUID: "1.2.3.5",
  change: pet,
}).map(toFileBytes("pet"));

function toFileBytes(name: string) {
  return (attributes: Attributes, k: number) => ({
    name: `${name}-${k}.dcm`,
    bytes: encodeFile("1.2.840.10008.1.2.1", encodeDataset(attributes)),
  });
}

beforeAll(async () => {
  const watched = await openPage(browser, inject("viewerUrl"), async (page) => {
    await page.route("**/study/**", (route) => route.fulfill({ json: { files: [] } }));
  });
  viewer = createViewerPage(watched);
  await viewer.page.getByText("Drop a DICOM folder here").waitFor();
  await viewer.drop(petFiles);
  await viewer.page.getByTestId("pane-axial").getByText("13 / 24").waitFor();
});

/** Grey or colour of a pane at a place, from what is on the screen. */
async function colourAt(x: number, y: number, pane = "axial"): Promise<readonly number[]> {
  const png = await viewer.page.getByTestId(`pane-${pane}`).screenshot();
  return viewer.page.evaluate(
    async ([base64, x, y]) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes]));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d")!;
      context.drawImage(bitmap, 0, 0);
      return [
        ...context.getImageData(Math.round(x * bitmap.width), Math.round(y * bitmap.height), 1, 1).data,
      ].slice(0, 3);
    },
    [png.toString("base64"), x, y] as const,
  );
}

/** The columns of the strip, of so many, that have the colour of a segment. */
const litColumns = (count: number) =>
  viewer.page.locator("slice-strip canvas").evaluate((canvas, columns) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const context = (canvas as HTMLCanvasElement).getContext("2d")!;
    return Array.from({ length: columns }, (_, n) => n).filter((n) => {
      // Beside the line of the slice on screen.
      const x = Math.floor(((n + 0.3) * width) / columns);
      const { data } = context.getImageData(x, 0, 1, height);
      return data.some((value, at) => at % 4 === 0 && Math.abs(value - data[at + 2]!) > 40);
    });
  }, count);

/** A part of a row of a new segment on some slices of the acquisition. */
const drawOnSlices = (slices: readonly number[]) =>
  viewer.page.evaluate(async (ks) => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    const { session, series } = viewer.workspace.study!;
    const tissue = { codeValue: "85756007", codingSchemeDesignator: "SCT", codeMeaning: "Tissue" };
    const { segmentNumber } = await viewer.controller.segments.add({
      label: "Body",
      term: { type: tissue, category: tissue },
      color: [230, 120, 0],
    });
    const edit = session.beginEdit("hand", "slices");
    const [columns, rows] = series.volume.grid.size;
    for (const k of ks) edit.setRow({ i: columns / 2, end: columns / 2 + 10, j: rows - 1, k }, segmentNumber);
    edit.commit();
  }, slices);

test("PET opens inverse in an SUV window, and says what its SUV rest on", async () => {
  const { page } = viewer;
  await page.getByText("SUV 0.0 to 5.0").first().waitFor();
  await waitUntil(async () => (await colourAt(0.5, 0.5))[0]! < 40, 20_000, "the dark lesion");
  // One fifth of the window: light.
  expect((await colourAt(0.42, 0.6))[0]).toBeGreaterThan(180);
  await page.locator("suv-panel").getByText("80 kg, 80 MBq").waitFor();
  await page.getByTestId("pane-axial").hover();
  await page.getByTestId("pane-axial").getByText("SUV 8.00 (8000 Bq/ml)").waitFor();
  await page.getByLabel("Window: SUV 0 to").fill("16");
  await page.keyboard.press("Enter");
  await page.getByText("SUV 0.0 to 16.0").first().waitFor();
  await waitUntil(async () => Math.abs((await colourAt(0.5, 0.5))[0]! - 127) < 12);
  await page.getByLabel("White background").uncheck();
  await waitUntil(async () => (await colourAt(0.42, 0.6))[0]! < 60);
});

test("a lesion is taken by 41 % of its maximum: shown first, then one step", async () => {
  const { page, button } = viewer;
  const segments = () =>
    page.evaluate(() => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      const { session } = viewer.workspace.study!;
      return { voxels: session.counts.voxels(session.activeSegment), steps: session.history.steps.length };
    });
  const { steps } = await segments();
  await button("Isocontour").click();
  const box = (await page.getByTestId("pane-axial").boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await button("Apply").waitFor();
  const inSphere = Array.from({ length: size * size * slices }, (_, n) =>
    uptake(n % size, Math.floor(n / size) % size, Math.floor(n / size / size)),
  ).filter((value) => value === 8000).length;
  expect(await segments()).toEqual({ voxels: inSphere, steps });
  await button("Cancel").click();
  expect(await segments()).toEqual({ voxels: 0, steps });
  await page.getByRole("combobox", { name: /^Threshold/ }).selectOption("SUV 2.5");
  await viewer.drag("pane-axial", [0.5, 0.5], [0.6, 0.5]);
  await button("Apply").click();
  expect(await segments()).toEqual({ voxels: inSphere, steps: steps + 1 });
  await page.keyboard.press("Control+z");
  expect(await segments()).toEqual({ voxels: 0, steps });
});

test("a lesion has its SUVmax and SUVpeak", async () => {
  const { page, button } = viewer;
  await page.keyboard.press("+");
  await page.keyboard.type("metastasis");
  await page
    .getByRole("dialog", { name: "Add segment" })
    .getByRole("listbox")
    .getByRole("option", { selected: true })
    .waitFor();
  await page.keyboard.press("Enter");
  await button("Isocontour").click();
  await viewer.drag("pane-axial", [0.5, 0.5], [0.6, 0.5]);
  await button("Apply").click();
  // It is a finding, with a diameter, once the edit has settled.
  await page.locator("autoseg-review tbody td:nth-child(3)", { hasText: /\d/ }).waitFor();
  await page.locator("autoseg-review tbody button").first().click();
  // All of 1 ml about its middle is as hot as its hottest voxel.
  await page.getByText(/SUVmax 8\.0, SUVpeak 8\.0/).waitFor();
  await viewer.startOver();
});

test("PET over CT: resampled in the patient, with the value of both, and taken away by a button", async () => {
  const { page, button } = viewer;
  await viewer.drop([...petFiles, ...ctFiles]);
  await page
    .getByRole("region", { name: "Studies" })
    .locator("button.volume")
    .filter({ hasText: "96 × 40 × 30" })
    .click();
  // As it was acquired: the coronal pane is the large one, and the strip has its slices.
  await page.getByTestId("pane-coronal").getByText("15 / 30").waitFor();
  await page.getByRole("slider", { name: "Coronal slices" }).first().waitFor();
  expect((await page.getByTestId("pane-coronal").boundingBox())!.width).toBeGreaterThan(
    (await page.getByTestId("pane-axial").boundingBox())!.width,
  );
  // What is drawn on the first and the fourth coronal slice lights these columns, and no other.
  await drawOnSlices(
    await page.evaluate(() => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      return [0, 3].map((position) => viewer.workspace.view!.panes.coronal.toPosition(position));
    }),
  );
  await waitUntil(async () => (await litColumns(30)).join() === "0,3", 20_000, "the columns of the strip");
  await viewer.startOver();
  const zoom = await page.getByTestId("pane-coronal").getByText(/ %/).innerText();
  await button(/^Overlay: PT/).click();
  await button("Remove overlay").waitFor();
  /** The colour on screen at millimetres to the patient's left and upwards. */
  const at = async (left: number, up: number): Promise<readonly number[]> => {
    const place = await page.evaluate(
      ([left, up]) => {
        const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
        const { coronal } = viewer.workspace.view!.panes;
        const [x, y] = coronal.toCanvas([(left! + 118.75) / 2.5, (48.75 - up!) / 2.5, 14]);
        return [x / coronal.element.clientWidth, y / coronal.element.clientHeight] as const;
      },
      [left, up],
    );
    return colourAt(...place, "coronal");
  };
  const isClose = (found: readonly number[], expected: readonly number[]) =>
    found.every((value, n) => Math.abs(value - expected[n]!) <= 4);
  // Half of hot iron at SUV 8, 4 and 1 of 7, half of the grey of the CT; all of that where nothing was taken up.
  const expected: readonly (readonly [number, number, readonly number[]])[] = [
    [6, 8, [191, 191, 191]],
    [40, 21, [191, 81, 64]],
    [-40, 21, [100, 64, 64]],
    [40, -21, [100, 64, 64]],
    [110, -30, [127, 127, 127]],
  ];
  await waitUntil(async () => isClose(await at(6, 8), [191, 191, 191]), 20_000, "the overlay");
  for (const [left, up, colour] of expected)
    expect(await at(left, up), `${left} ${up}`).toSatisfy((found: readonly number[]) =>
      isClose(found, colour),
    );
  expect(await page.getByTestId("pane-coronal").getByText(/ %/).innerText()).toBe(zoom);
  await page.getByTestId("pane-coronal").hover();
  await page
    .getByTestId("pane-coronal")
    .getByText(/40 HU · PT SUV 8.00/)
    .waitFor();
  await page.locator("fusion-panel").getByRole("combobox").selectOption("Grey");
  await waitUntil(async () => isClose(await at(110, -30), [64, 64, 64]), 20_000, "grey over it");
  const opacity = page.locator("fusion-panel").getByRole("slider");
  await opacity.fill("100");
  await waitUntil(
    async () => isClose(await at(110, -30), [0, 0, 0]),
    20_000,
    "nothing but what lies over it",
  );
  await opacity.fill("0");
  await waitUntil(async () => isClose(await at(6, 8), [127, 127, 127]), 20_000, "nothing of it");
  await button("Remove overlay").click();
  await waitUntil(async () => isClose(await at(6, 8), [127, 127, 127]), 20_000, "the CT alone");
});

test("a sagittal series lights the columns of its own slices, and a click on one goes there", async () => {
  const { page } = viewer;
  await viewer.startOver();
  await viewer.drop(sagittalFiles);
  const pane = page.getByTestId("pane-sagittal");
  await pane.getByText(/ \/ 20/).waitFor();
  await drawOnSlices([0, 3]);
  // From the right of the patient to the left, or the other way round: the first slice is at an end of the strip.
  await waitUntil(
    async () => ["0,3", "16,19"].includes((await litColumns(20)).join()),
    20_000,
    "the columns of the strip",
  );
  const strip = (await page.getByRole("slider", { name: "Sagittal slices" }).last().boundingBox())!;
  const [first, last] = await litColumns(20);
  for (const [column, mm] of [
    [first === 0 ? 0 : 19, "L 47.5 mm"],
    [first === 0 ? last : first, "L 32.5 mm"],
  ] as const) {
    await page.mouse.click(strip.x + ((column! + 0.5) * strip.width) / 20, strip.y + strip.height / 2);
    await pane.getByText(mm).waitFor();
  }
});

test("MR opens in the window of its file, with others to choose", async () => {
  const { page } = viewer;
  await viewer.startOver();
  await viewer.drop(
    makeSlices({
      columns: 64,
      rows: 64,
      slices: 6,
      pixelSpacing: [3, 3],
      gapMm: 5,
      seriesInstanceUID: "1.2.3.8",
      change: () => ({ Modality: "MR", WindowCenter: [612], WindowWidth: [934], RescaleIntercept: [0] }),
    }).map(toFileBytes("mr")),
  );
  await page
    .getByTestId("pane-axial")
    .getByText(/W 934\s+L 612/)
    .waitFor();
  const windows = page.getByRole("combobox", { name: "Window preset" });
  expect(await windows.locator("option:checked").innerText()).toBe("From the file");
  await windows.selectOption("Automatic");
  await page.getByTestId("pane-axial").getByText(/W 934/).waitFor({ state: "detached" });
});

test("any second series of the same frame of reference lies over the first: one MR over another", async () => {
  const { page, button } = viewer;
  await viewer.startOver();
  const mr = (
    description: string,
    seriesInstanceUID: string,
    columns: number,
    storedOf: (row: number) => number,
  ) =>
    makeSlices({
      columns,
      rows: 32,
      slices: 6,
      pixelSpacing: [4, 4],
      gapMm: 5,
      seriesInstanceUID,
      change: () => ({
        Modality: "MR",
        SeriesDescription: description,
        WindowCenter: [500],
        WindowWidth: [1000],
        RescaleIntercept: [0],
        PixelData: new Uint8Array(
          Uint16Array.from({ length: columns * 32 }, (_, n) => storedOf(Math.floor(n / columns))).buffer,
        ),
      }),
    }).map(toFileBytes(description));
  await viewer.drop([...mr("T1", "1.2.3.10", 40, () => 500), ...mr("T2", "1.2.3.11", 20, (row) => 20 * row)]);
  const studies = page.getByRole("region", { name: "Studies" });
  await studies.locator("button.volume").filter({ hasText: "40 × 32 × 6" }).click();
  const pane = page.getByTestId("pane-axial");
  await pane.getByText(/ \/ 6/).waitFor();
  await button(/^Overlay: MR/).click();
  await button("Remove overlay").waitFor();
  await page.locator("fusion-panel").getByRole("combobox").selectOption("Grey");
  /** Grey at a place of the open series: the second one covers its left half, darker above. */
  const at = async (column: number, row: number): Promise<number> => {
    const [x, y] = await page.evaluate(
      ([i, j]) => {
        const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
        const { axial } = viewer.workspace.view!.panes;
        const [x, y] = axial.toCanvas([i!, j!, 2]);
        return [x / axial.element.clientWidth, y / axial.element.clientHeight] as const;
      },
      [column, row],
    );
    return (await colourAt(x, y))[0]!;
  };
  const opacity = page.locator("fusion-panel").getByRole("slider");
  await opacity.fill("100");
  await waitUntil(async () => (await at(8, 28)) > (await at(8, 6)) + 100, 20_000, "T2");
  expect(await at(32, 24)).toBeCloseTo(await at(32, 8), -1);
  expect(await at(32, 24)).toSatisfy((grey: number) => grey > 100 && grey < 155);
  await opacity.fill("0");
  await waitUntil(async () => Math.abs((await at(8, 24)) - (await at(32, 24))) <= 4, 20_000, "T1 alone");
});
