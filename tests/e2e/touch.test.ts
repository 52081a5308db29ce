import type { CDPSession } from "playwright-core";
import { beforeAll, expect, inject, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const url = inject("viewerUrl");
const browser = await useBrowser();
let viewer: ViewerPage;
let fingers: CDPSession;

beforeAll(async () => {
  viewer = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy({ from: 38, to: 46 }));
  fingers = await viewer.page.context().newCDPSession(viewer.page);
  await fingers.send("Emulation.setTouchEmulationEnabled", { enabled: true, maxTouchPoints: 2 });
});

type Place = readonly [x: number, y: number];

type Steps = readonly (readonly Place[])[];

/** Moves fingers over the axial pane: each step has the places of all fingers, as fractions of its width and height. */
const touch = (...steps: Steps) => touchIn("pane-axial", steps);

async function touchIn(pane: string, steps: Steps): Promise<void> {
  const box = (await viewer.page.getByTestId(pane).boundingBox())!;
  let down = 0;
  for (const places of steps) {
    const touchPoints = places.map(([x, y], id) => ({
      x: box.x + x * box.width,
      y: box.y + y * box.height,
      id,
    }));
    await fingers.send("Input.dispatchTouchEvent", {
      type: places.length > down ? "touchStart" : "touchMove",
      touchPoints,
    });
    down = places.length;
  }
  await fingers.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

const corner = async (name: string) =>
  (await viewer.page.locator(`[data-testid=pane-axial] ${name}`).textContent()) ?? "";
const slice = async () => Number(/(\d+) \//.exec(await corner(".slice"))?.[1]);
const zoom = async () => Number(/(\d+) %/.exec(await corner(".bottom-right"))?.[1]);
const drawn = async () => (await viewer.voxels()).reduce((sum, label) => sum + Number(label > 0), 0);

test("with the crosshairs one finger scrolls, and a tap places them", async () => {
  const first = await slice();
  await touch([[0.5, 0.5]], [[0.5, 0.52]], [[0.5, 0.56]]);
  await waitUntil(async () => (await slice()) > first, 60_000, "another slice");
  const coronal = viewer.page.locator("[data-testid=pane-coronal] .slice");
  const before = await coronal.textContent();
  await touch([[0.4, 0.3]]);
  await waitUntil(async () => (await coronal.textContent()) !== before, 60_000, "the crosshairs");
});

test("one finger draws, as one step", async () => {
  await viewer.button("Brush").click();
  await touch([[0.4, 0.5]], [[0.42, 0.5]], [[0.46, 0.5]], [[0.5, 0.5]]);
  await waitUntil(async () => (await drawn()) > 0, 60_000, "the stroke");
  await viewer.button("Undo").click();
  expect(await drawn()).toBe(0);
  await viewer.button("Redo").click();
  expect(await drawn()).toBeGreaterThan(0);
});

test("two fingers zoom and pan, and draw nothing, not even when the first had begun to", async () => {
  const [voxels, size] = [await drawn(), await zoom()];
  const two = (half: number, y: number): readonly Place[] => [
    [0.5 - half, y],
    [0.5 + half, y],
  ];
  await touch([[0.4, 0.6]], two(0.1, 0.6), two(0.15, 0.6), two(0.2, 0.6));
  await waitUntil(async () => (await zoom()) > 1.7 * size, 60_000, "a larger image");
  expect(await drawn()).toBe(voxels);
  await touch([[0.4, 0.6]], [[0.4, 0.63]], [[0.4, 0.66]], two(0.1, 0.66), two(0.1, 0.5));
  expect(await drawn()).toBe(voxels);
  expect(await viewer.button("Redo").isEnabled()).toBe(false);
});

test("one finger turns the surfaces, two enlarge them", async () => {
  await viewer.button("Three panes and 3D surfaces").click();
  const canvas = viewer.page.getByTestId("pane-surfaces").locator("canvas");
  /** Width of what is drawn, in pixels. */
  const width = () =>
    canvas.evaluate((element: HTMLCanvasElement) => {
      const copy = new OffscreenCanvas(element.width, element.height).getContext("2d")!;
      copy.drawImage(element, 0, 0);
      const { data } = copy.getImageData(0, 0, element.width, element.height);
      const columns = new Set<number>();
      for (let at = 0; at < data.length; at += 4) if (data[at]! > 40) columns.add((at / 4) % element.width);
      return columns.size;
    });
  await waitUntil(async () => (await width()) > 0, 60_000, "the surface");
  const front = await width();
  const at = (half: number): readonly Place[] => [
    [0.5 - half, 0.5],
    [0.5 + half, 0.5],
  ];
  await touchIn("pane-surfaces", [at(0.3), at(0.2), at(0.15)]);
  await waitUntil(async () => (await width()) < 0.7 * front, 60_000, "a smaller surface");
  const small = await width();
  await touchIn("pane-surfaces", [[[0.5, 0.5]], [[0.6, 0.5]], [[0.8, 0.5]]]);
  await waitUntil(async () => Math.abs((await width()) - small) > 5, 60_000, "the surface turned");
  viewer.expectQuiet();
});
