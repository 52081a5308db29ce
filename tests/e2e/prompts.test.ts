import { beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import type { Plane } from "../../src/geometry/index.ts";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { useBrowser } from "./browser.ts";
import { readSampleMask } from "./sample-study.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";
import { findViolationsInThemes } from "./violations.ts";

/** Slices around the largest lesion of the sample, 20.5 ml; its middle is voxel 132, 269, 49 of the whole study. */
const slices = { from: 42, to: 57 };
const lesion = [132, 269, 49 - slices.from] as const;
const liver = [200, 230, 49 - slices.from] as const;

const url = inject("viewerUrl");
const browser = await useBrowser();
let viewer: ViewerPage;
/** What the person has done since the study was there: clicks, drags and keys. */
let actions = 0;

beforeAll(async () => {
  viewer = await openViewer(browser, `${url}?device=wasm`, async (page) => {
    await serveQuickStudy(slices)(page);
    await page.route("**/models/index.json", async (route) => {
      const all: { name: string }[] = await (await route.fetch()).json();
      const tiny = {
        name: "threshold-tiny",
        title: "Tiny",
        architecture: "",
        modality: "CT",
        url: "threshold-tiny/",
      };
      await route.fulfill({ json: [tiny, ...all.filter(({ name }) => name === "click-any")] });
    });
    await page.route("**/models/click-any/**", (route) => route.continue());
  });
});

beforeEach(async () => {
  await viewer.page.keyboard.press("Escape");
  await viewer.startOver();
  await viewer.page.keyboard.press("1");
  actions = 0;
});

/** Where a voxel lies on the screen, with its slice in view. */
const placeOf = (plane: Plane, ijk: readonly [number, number, number]) =>
  viewer.page.evaluate(
    ([plane, ijk]) => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      viewer.controller.study!.view.goTo(ijk);
      const pane = viewer.workspace.view!.panes[plane];
      const { left, top } = pane.element.getBoundingClientRect();
      const [x, y] = pane.toCanvas(ijk);
      return [left + x, top + y] as const;
    },
    [plane, ijk] as const,
  );

async function key(name: string): Promise<void> {
  actions++;
  await viewer.page.keyboard.press(name);
}

async function click(ijk: readonly [number, number, number], plane: Plane = "axial"): Promise<void> {
  const at = await placeOf(plane, ijk);
  actions++;
  await viewer.page.mouse.click(...at);
}

/** Drags in the axial pane through voxels of the slice of the lesion. */
async function drag(...places: readonly (readonly [number, number])[]): Promise<void> {
  const points = [];
  for (const [i, j] of places) points.push(await placeOf("axial", [i, j, lesion[2]]));
  actions++;
  await viewer.page.mouse.move(...points[0]!);
  await viewer.page.mouse.down();
  for (const point of points.slice(1)) await viewer.page.mouse.move(...point, { steps: 4 });
  await viewer.page.mouse.up();
}

const status = () => viewer.page.locator("autoseg-prompts").getByRole("status");

/** Waits until the outline follows all marks; gives its millilitres. */
async function outlinedMl(): Promise<number> {
  let text = "";
  await waitUntil(
    async () => {
      text = (await status().textContent()) ?? "";
      return /^[\d.,]+ ml|^Nothing/.test(text);
    },
    120_000,
    "the outline",
  );
  return Number.parseFloat(text) || 0;
}

const outline = (pane: string) => viewer.page.getByTestId(pane).locator("g[data-prompts] path[transform]");
const marks = () => viewer.page.getByRole("list", { name: "Marks" }).getByRole("listitem");

function lesionVoxels(): Uint8Array {
  const size = 512 * 512;
  return readSampleMask().subarray(slices.from * size, slices.to * size);
}

/** Dice of the segment with that number and the lesion around its middle. */
async function diceOfLesion(segmentNumber: number): Promise<number> {
  const voxels = await viewer.voxels();
  const labels = lesionVoxels();
  let [found, real, both] = [0, 0, 0];
  for (let at = 0; at < labels.length; at++) {
    const [i, j] = [at % 512, Math.floor(at / 512) % 512];
    const isReal = labels[at] === 2 && Math.abs(i - lesion[0]) < 30 && Math.abs(j - lesion[1]) < 30;
    const isFound = voxels[at] === segmentNumber;
    found += Number(isFound);
    real += Number(isReal);
    both += Number(isReal && isFound);
  }
  return (2 * both) / (found + real);
}

describe("a structure that is clicked", () => {
  test("is outlined in all panes, and taken as one step: five actions at most", async () => {
    await key("2");
    await key(".");
    expect(await status().textContent()).toContain("Click on a structure");
    await click(lesion);
    const ml = await outlinedMl();
    expect(ml).toBeGreaterThan(12);
    for (const pane of ["pane-axial", "pane-sagittal", "pane-coronal"])
      expect(await outline(pane).isVisible()).toBe(true);
    expect(await findViolationsInThemes(viewer.page)).toEqual([]);
    expect((await viewer.voxels()).some(Boolean)).toBe(false);
    await key("Enter");
    await waitUntil(async () => (await viewer.volumeMl("Liver tumour")) !== undefined, 60_000, "the tumour");
    expect(actions).toBeLessThanOrEqual(5);
    expect(await diceOfLesion(2)).toBeGreaterThan(0.75);
    const undo = viewer.button("Undo");
    expect(await undo.getAttribute("title")).toMatch(/outline Liver tumour from prompts/);
    await undo.click();
    expect((await viewer.voxels()).some(Boolean)).toBe(false);
    expect(await undo.isEnabled()).toBe(false);
  });

  test("is refined by what is taken away, in another plane too; marks can be removed; Escape leaves no trace", async () => {
    await key(".");
    await click(liver);
    const whole = await outlinedMl();
    await viewer.page.keyboard.down("Alt");
    await click(lesion, "coronal");
    await viewer.page.keyboard.up("Alt");
    const less = await outlinedMl();
    expect(less).not.toBe(whole);
    expect(await marks().count()).toBe(2);
    // A click on a mark removes it.
    await click(lesion, "coronal");
    await waitUntil(async () => (await marks().count()) === 1, 30_000, "one mark");
    expect(await outlinedMl()).toBeCloseTo(whole, 0);
    await click(lesion);
    await waitUntil(async () => (await marks().count()) === 2, 30_000, "two marks");
    await key("Backspace");
    expect(await marks().count()).toBe(1);
    await key("Escape");
    expect(await status().textContent()).toContain("Click on a structure");
    expect(await outline("pane-axial").isVisible()).toBe(false);
    expect((await viewer.voxels()).some(Boolean)).toBe(false);
    expect(await viewer.button("Undo").isEnabled()).toBe(false);
  });

  test.each([
    [
      "a box",
      [
        [106, 245],
        [158, 294],
      ],
    ],
    [
      "a lasso",
      [
        [110, 270],
        [122, 250],
        [142, 250],
        [154, 270],
        [142, 290],
        [122, 290],
        [110, 270],
      ],
    ],
    [
      "a scribble",
      [
        [118, 270],
        [132, 262],
        [146, 270],
      ],
    ],
  ] as const)("is outlined from %s", async (shape, places) => {
    await viewer.button("Click to outline").click();
    await viewer.page.getByLabel("Drag draws").selectOption({ label: shape });
    await drag(...places);
    expect(await outlinedMl()).toBeGreaterThan(8);
    await key("Enter");
    await waitUntil(async () => (await viewer.volumeMl("Liver")) !== undefined, 60_000, "the segment");
    expect(await diceOfLesion(1)).toBeGreaterThan(0.6);
  });

  test("is neither outlined outside the image nor where a segment is locked", async () => {
    await viewer.button("Click to outline").click();
    const lock = viewer.button("Lock Liver");
    await lock.click();
    await click(lesion);
    await viewer.page.getByText("Liver is locked. Unlock it to draw it.").waitFor();
    await viewer.button("Unlock Liver").click();
    const [x, y] = await placeOf("axial", [256, 256, lesion[2]]);
    const box = (await viewer.page.getByTestId("pane-axial").boundingBox())!;
    await viewer.page.mouse.click(x, Math.min(y, box.y + 6));
    await viewer.page.getByText("This is outside the image.").waitFor();
    expect(await marks().count()).toBe(0);
  });
});
