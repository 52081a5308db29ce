import { beforeAll, describe, expect, inject, test } from "vitest";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { useBrowser } from "./browser.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const url = inject("viewerUrl");
const browser = await useBrowser();
let viewer: ViewerPage;

beforeAll(async () => {
  viewer = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy());
});

const options = () => viewer.page.getByRole("dialog", { name: "Options of the next run" });
const opened = () => viewer.button(/^Run options/);
/** The labels that are drawn, without the background. */
const drawn = async () => [...new Set(await viewer.voxels())].filter((label) => label > 0);

describe("the options of a run", () => {
  test("leave out classes by mouse and keyboard: they are neither drawn nor listed", async () => {
    const { page } = viewer;
    const segments = page.locator("autoseg-segments");
    await opened().click();
    const tumour = options().getByRole("checkbox", { name: "Liver tumour" });
    await options().getByRole("searchbox", { name: "Search the classes" }).click();
    await page.keyboard.type("tumour");
    await options().getByRole("checkbox", { name: "Liver", exact: true }).waitFor({ state: "detached" });
    await options().getByRole("button", { name: "None" }).click();
    await waitUntil(async () => !(await tumour.isChecked()));
    await options().getByText("1 of 2 classes").waitFor();
    await page.keyboard.press("Escape");
    await options().waitFor({ state: "hidden" });
    await opened().getByText("1 of 2 classes").waitFor();
    await segments.getByRole("button", { name: "Liver tumour", exact: true }).waitFor({ state: "detached" });
    await viewer.segment();
    expect(await drawn()).toEqual([1]);
    await opened().click();
    await tumour.focus();
    await page.keyboard.press("Space");
    await segments.getByRole("button", { name: "Liver tumour", exact: true }).waitFor();
    await page.keyboard.press("Escape");
    viewer.expectQuiet();
  });

  test("limit it to a box that is drawn in one plane, adjusted in another and by numbers, and say what it takes", async () => {
    await viewer.startOver();
    const { page } = viewer;
    const box = () =>
      page.evaluate(() => {
        const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
        return viewer.state.runBox;
      });
    await opened().click();
    await options()
      .getByText(/12 slices, about \d+ MB of memory besides the images/)
      .waitFor();
    await options()
      .getByText(/about \d+ s on WebAssembly/)
      .waitFor();
    await options().getByRole("button", { name: "Draw a box" }).click();
    await viewer.drag("pane-axial", [0.2, 0.3], [0.5, 0.6]);
    const drawn = (await box())!;
    expect(drawn.to[2] - drawn.from[2]).toBe(12);
    expect(drawn.to[0] - drawn.from[0]).toBeLessThan(512);
    const outline = page.getByTestId("pane-coronal").locator("[data-run-box] polygon").last();
    await outline.waitFor();
    // The middle of its lower edge in the coronal pane, from where it is drawn to the middle of the image.
    const edge = (await outline.boundingBox())!;
    await page.mouse.move(edge.x + edge.width / 2 + 12, edge.y + edge.height - 1);
    await page.mouse.down();
    await page.mouse.move(edge.x + edge.width / 2 + 12, edge.y + edge.height * 0.8, { steps: 4 });
    await page.mouse.move(edge.x + edge.width / 2 + 12, edge.y + edge.height * 0.6, { steps: 4 });
    await page.mouse.up();
    const adjusted = (await box())!;
    expect(adjusted.to[2] - adjusted.from[2]).toBeLessThan(12);
    expect([adjusted.from[0], adjusted.to[0]]).toEqual([drawn.from[0], drawn.to[0]]);
    await opened().click();
    await options().getByText("First and last voxel").click();
    const last = options().getByRole("spinbutton", { name: "Slices: last" });
    await last.fill("6");
    await page.keyboard.press("Tab");
    await waitUntil(async () => (await box())!.to[2] === 6);
    await last.fill("600");
    await page.keyboard.press("Tab");
    await waitUntil(async () => (await last.inputValue()) === "6");
    await page.keyboard.press("Escape");
    const { from, to } = (await box())!;
    await viewer.segment();
    const labels = await viewer.voxels();
    const found = [...labels.keys()].filter((at) => labels[at] !== 0);
    expect(found.length).toBeGreaterThan(0);
    const [columns, rows] = [512, 512];
    const outside = found.filter((at) => {
      const ijk = [at % columns, Math.floor(at / columns) % rows, Math.floor(at / columns / rows)];
      return ijk.some((index, axis) => index < from[axis]! || index >= to[axis]!);
    });
    expect(outside).toEqual([]);
    await opened().click();
    await options().getByRole("button", { name: "The whole image" }).click();
    await waitUntil(async () => (await box()) === undefined);
    viewer.expectQuiet();
  });
});
