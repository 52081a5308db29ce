import { beforeAll, beforeEach, expect, inject, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const url = inject("viewerUrl");
const browser = await useBrowser();
let viewer: ViewerPage;

beforeAll(async () => {
  viewer = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy({ from: 38, to: 44 }));
});

/** Each test begins with a stroke and its surface on screen. */
beforeEach(async () => {
  await viewer.startOver();
  await viewer.page.locator("body").press("b");
  await viewer.drag("pane-axial", [0.4, 0.5], [0.5, 0.5]);
  await waitUntil(async () => (await viewer.volumeMl("Liver")) !== undefined, 60_000, "the stroke");
  await viewer.button("Three panes and 3D surfaces").click();
});

const pane = () => viewer.page.getByTestId("pane-surfaces");

/** Whether the pane of surfaces shows a pixel that the colour dominates, red, green or blue. */
async function shows(channel: 0 | 1 | 2): Promise<boolean> {
  return pane()
    .locator("canvas")
    .evaluate((canvas: HTMLCanvasElement, wanted) => {
      const { width, height } = canvas;
      const copy = new OffscreenCanvas(width, height).getContext("2d")!;
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, width, height);
      for (let at = 0; at < data.length; at += 4)
        if (
          data[at + wanted]! >
          40 + Math.max(data[at + ((wanted + 1) % 3)]!, data[at + ((wanted + 2) % 3)]!)
        )
          return true;
      return false;
    }, channel);
}

/** Which of red, green and blue is strongest in the colour of the first segment. */
async function strongestColour(): Promise<0 | 1 | 2> {
  const color = await viewer.page
    .locator("autoseg-segments .swatch")
    .first()
    .evaluate((swatch: HTMLElement) => (swatch.style.backgroundColor.match(/\d+/g) ?? []).map(Number));
  return color.indexOf(Math.max(...color)) as 0 | 1 | 2;
}

const slice = async () =>
  Number(
    /^(\d+) \//.exec((await viewer.page.locator("[data-testid=pane-axial] .slice").textContent()) ?? "")?.[1],
  );

test("what is drawn becomes a surface in its colour, which hides with its segment", async () => {
  const strongest = await strongestColour();
  await waitUntil(() => shows(strongest), 60_000, "the surface");
  await viewer.button("Hide Liver").click();
  await waitUntil(async () => !(await shows(strongest)), 60_000, "the surface hidden");
  await viewer.button("Show Liver").click();
  await waitUntil(() => shows(strongest), 60_000, "the surface again");
  await viewer.button("Undo").click();
  await waitUntil(async () => !(await shows(strongest)), 60_000, "the surface gone");
  await viewer.button("Redo").click();
  await waitUntil(() => shows(strongest), 60_000, "the surface back");
});

test("a click on the surface goes to its slice; dragging and arrow keys turn it", async () => {
  const strongest = await strongestColour();
  await waitUntil(() => shows(strongest), 60_000, "the surface");
  const drawnOn = await slice();
  await viewer.page.keyboard.press("PageUp");
  await waitUntil(async () => (await slice()) !== drawnOn, 60_000, "another slice");
  await viewer.drag("pane-surfaces", [0.5, 0.5], [0.5, 0.5]);
  await waitUntil(async () => (await slice()) === drawnOn, 60_000, "the slice of the surface");
  const canvas = pane().locator("canvas");
  const picture = () => canvas.evaluate((element: HTMLCanvasElement) => element.toDataURL());
  const before = await picture();
  await viewer.drag("pane-surfaces", [0.5, 0.5], [0.7, 0.6]);
  await waitUntil(async () => (await picture()) !== before, 60_000, "the surface turned");
  const turned = await picture();
  await viewer.page.keyboard.press("ArrowLeft");
  await waitUntil(async () => (await picture()) !== turned, 60_000, "the surface turned by key");
  expect(await slice()).toBe(drawnOn);
});

test("the volume is rendered beside the surfaces, by the list in their pane", async () => {
  const strongest = await strongestColour();
  await waitUntil(() => shows(strongest), 60_000, "the surface");
  const canvas = pane().locator("canvas");
  /** The part of the pane that is not black. */
  const bright = () =>
    canvas.evaluate((element: HTMLCanvasElement) => {
      const { width, height } = element;
      const copy = new OffscreenCanvas(width, height).getContext("2d")!;
      copy.drawImage(element, 0, 0);
      const { data } = copy.getImageData(0, 0, width, height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4)
        count += Number(data[at]! + data[at + 1]! + data[at + 2]! > 30);
      return count / (width * height);
    });
  const without = await bright();
  const rendering = viewer.page.getByRole("combobox", { name: "Volume rendering" });
  await rendering.selectOption("Skin and muscles");
  await waitUntil(async () => (await bright()) > 1.5 * without, 120_000, "the body");
  await rendering.selectOption("Off");
  await waitUntil(async () => (await bright()) < 1.1 * without, 60_000, "the surface alone");
  expect(await shows(strongest)).toBe(true);
});

test("L goes through the layouts", async () => {
  const pressed = () =>
    viewer.page
      .getByRole("group", { name: "Layout" })
      .locator("[aria-pressed=true]")
      .getAttribute("aria-label");
  await viewer.page.locator("body").press("l");
  await waitUntil(async () => (await pressed()) === "One pane");
  expect(await viewer.page.getByTestId("pane-coronal").isVisible()).toBe(false);
  await viewer.page.locator("body").press("l");
  await waitUntil(async () => (await pressed()) === "Three panes");
  expect(await pane().isVisible()).toBe(false);
  // One large pane with three small ones beside it, then two by two.
  const boxes = () =>
    Promise.all(
      ["axial", "sagittal", "coronal", "surfaces"].map((name) =>
        viewer.page.getByTestId(`pane-${name}`).boundingBox(),
      ),
    );
  const sizes = async () => (await boxes()).map((box) => box && Math.round((box.width * box.height) / 1000));
  await viewer.page.locator("body").press("l");
  await waitUntil(() => pane().isVisible());
  const [large, ...small] = await sizes();
  expect(new Set(small).size).toBe(1);
  expect(large!).toBeGreaterThan(4 * small[0]!);
  await viewer.page.locator("body").press("l");
  await waitUntil(async () => new Set(await sizes()).size === 1, 30_000, "four panes of one size");
  // After the surfaces what was drawn is still on the slices, and can be drawn on.
  await viewer.page.locator("body").press("b");
  const before = await viewer.volumeMl("Liver");
  await viewer.drag("pane-axial", [0.3, 0.3], [0.36, 0.3]);
  await waitUntil(async () => (await viewer.volumeMl("Liver")) !== before);
  // One that is hidden stays so while another is drawn.
  const strongest = await strongestColour();
  await waitUntil(() => shows(strongest), 60_000, "the surface");
  await viewer.button("Hide Liver").click();
  await waitUntil(async () => !(await shows(strongest)), 60_000, "the surface hidden");
  await viewer.page.locator("body").press("2");
  await viewer.drag("pane-axial", [0.6, 0.6], [0.66, 0.6]);
  await waitUntil(async () => (await viewer.volumeMl("Liver tumour")) !== undefined);
  await viewer.page.getByText("Computing surfaces…").waitFor({ state: "detached" });
  expect(await shows(strongest)).toBe(false);
  viewer.expectQuiet();
});
