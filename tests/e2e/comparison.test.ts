import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { createFolder, dice } from "./sample-study.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const url = inject("viewerUrl");
const folder = createFolder();
const browser = await useBrowser();
let viewer: ViewerPage;
/** What is compared with, and the file of it. */
let reference: Uint8Array;
let referenceFile: Uint8Array;

beforeAll(async () => {
  viewer = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy({ from: 38, to: 44 }));
  await draw("b", [0.4, 0.5], [0.5, 0.5]);
  reference = await viewer.voxels();
  referenceFile = readFileSync(await viewer.exportTo(folder.path));
});

/** Each test begins with the reference, and a stroke more than it has. */
beforeEach(async () => {
  await viewer.startOver();
  await draw("b", [0.4, 0.5], [0.5, 0.5]);
  await draw("b", [0.5, 0.5], [0.55, 0.5]);
  if ((await table().count()) > 0) return;
  await viewer.drop([{ name: "reference.dcm", bytes: referenceFile }]);
  await viewer.button("Compare").click();
});

afterAll(() => folder[Symbol.dispose]());

const isLiver = (label: number) => label === 1;
const table = () => viewer.page.getByRole("table", { name: "Comparison with a reference" });
/** Dice and HD95 of the liver as they are shown. */
const shown = async () =>
  (await table().count()) === 0
    ? []
    : (
        await table()
          .getByRole("row", { name: /^Liver / })
          .getByRole("cell")
          .allInnerTexts()
      ).map(Number);

/** Waits for a Dice that is the one of the voxels now; gives the distance beside it. */
async function expectDice(): Promise<number> {
  const expected = dice(await viewer.voxels(), reference, isLiver, isLiver);
  await waitUntil(async () => (await shown())[0] === Math.floor(expected * 1000) / 1000, 60_000, "Dice");
  return (await shown())[1]!;
}

async function draw(
  key: string,
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<void> {
  const before = await viewer.voxels();
  await viewer.page.locator("body").press(key);
  await viewer.drag("pane-axial", from, to);
  await waitUntil(async () => Buffer.compare(await viewer.voxels(), before) !== 0, 60_000, "the stroke");
}

/** How many pixels the map of the axial pane has in the two colours. */
const mapPixels = () =>
  viewer.page.locator("[data-testid=pane-axial] difference-overlay").evaluate((overlay) => {
    const canvas = overlay.shadowRoot!.querySelector("canvas");
    let [drawnOnly, referenceOnly] = [0, 0];
    if (!canvas) return { drawnOnly, referenceOnly };
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] === 0) continue;
      if (data[at]! > data[at + 2]!) drawnOnly++;
      else referenceOnly++;
    }
    return { drawnOnly, referenceOnly };
  });

test("a second segmentation is a reference: Dice and distance follow what is drawn", async () => {
  const distance = await expectDice();
  expect(distance).toBeGreaterThan(0);
  await viewer.button("Undo").click();
  expect(await expectDice()).toBe(0);
  expect((await shown())[0]).toBe(1);
  await viewer.button("Redo").click();
  expect(await expectDice()).toBe(distance);
});

test("until it is computed it says so, not that nothing was found", async () => {
  const { page } = viewer;
  await viewer.button("Stop comparing").click();
  const seen = page.evaluate(() => {
    const panel = document.querySelector("viewer-app")!.shadowRoot!.querySelector("comparison-panel")!;
    return new Promise<readonly string[]>((resolve) => {
      const texts = new Set<string>();
      const observer = new MutationObserver(() => {
        const [status] = panel.shadowRoot!.querySelectorAll("[role=status]");
        const isDone = /Liver\s+[01]\.\d+/.test(panel.shadowRoot!.querySelector("tbody")?.textContent ?? "");
        if (status?.textContent) texts.add(status.textContent.trim());
        if (!isDone) return;
        observer.disconnect();
        resolve([...texts]);
      });
      observer.observe(panel.shadowRoot!, { childList: true, characterData: true, subtree: true });
    });
  });
  await viewer.drop([{ name: "reference.dcm", bytes: referenceFile }]);
  await viewer.button("Compare").click();
  expect(await seen).toEqual(["Computing the comparison…"]);
});

test("the map shows what only one of both has, and Y hides it", async () => {
  await waitUntil(async () => (await mapPixels()).drawnOnly > 0, 60_000, "the map");
  expect((await mapPixels()).referenceOnly).toBe(0);
  await draw("e", [0.4, 0.5], [0.41, 0.5]);
  await waitUntil(async () => (await mapPixels()).referenceOnly > 0, 60_000, "what is missing");
  await viewer.page.locator("body").press("y");
  await waitUntil(async () => (await mapPixels()).drawnOnly === 0, 60_000, "the map hidden");
});

test("what is drawn is brought to the reference by an operation, as one step", async () => {
  await viewer.page.getByText("Operations on Liver").click();
  await viewer.page.getByRole("combobox", { name: "With" }).selectOption({ label: "Liver (reference)" });
  const before = await viewer.voxels();
  await viewer.button("Copy").click();
  await waitUntil(async () => Buffer.compare(await viewer.voxels(), reference) === 0, 60_000, "the copy");
  expect(await viewer.button("Undo").getAttribute("title")).toMatch(/copy Liver \(reference\) into Liver/);
  await viewer.button("Undo").click();
  expect(Buffer.compare(await viewer.voxels(), before)).toBe(0);
});

test("comparing ends and leaves what is drawn", async () => {
  const before = await viewer.voxels();
  await viewer.button("Stop comparing").click();
  await waitUntil(async () => (await table().count()) === 0);
  expect(Buffer.compare(await viewer.voxels(), before)).toBe(0);
  viewer.expectQuiet();
});
