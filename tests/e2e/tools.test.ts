import { beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { useBrowser } from "./browser.ts";
import { readSampleMask } from "./sample-study.ts";
import { fewSlices, serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const url = inject("viewerUrl");
const browser = await useBrowser();
let viewer: ViewerPage;

beforeAll(async () => {
  viewer = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy());
});

beforeEach(() => viewer.startOver());

const liverMl = () => viewer.volumeMl("Liver");

/** Waits until the volume is another than before, and gives it. */
async function changedMl(before: number | undefined): Promise<number | undefined> {
  await waitUntil(async () => (await liverMl()) !== before, 60_000, "another volume of the liver");
  return liverMl();
}

/** Draws along places of the axial pane with the left button held. */
async function draw(...places: readonly (readonly [number, number])[]): Promise<void> {
  const box = (await viewer.page.getByTestId("pane-axial").boundingBox())!;
  const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await viewer.page.mouse.move(...at(places[0]!));
  await viewer.page.mouse.down();
  for (const place of places.slice(1)) await viewer.page.mouse.move(...at(place), { steps: 4 });
  await viewer.page.mouse.up();
}

const square = (x0: number, y0: number, x1: number, y1: number) =>
  [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
    [x0, y0],
  ] as const;

/** Fills a square with the contour tool, as something to work on. */
async function drawSquare(): Promise<void> {
  await viewer.button("Contour").click();
  await draw(...square(0.3, 0.4, 0.5, 0.6));
  await changedMl(undefined);
}

const option = (name: string) => viewer.page.locator("tool-options").getByRole("spinbutton", { name });

/** Draws a thick stroke with the brush, as something to work on. */
async function drawStroke(): Promise<void> {
  await viewer.button("Brush").click();
  await option("Diameter").fill("40");
  await option("Diameter").press("Enter");
  await draw([0.36, 0.5], [0.5, 0.5]);
  await changedMl(undefined);
}

/** Does something that changes the liver; then undo gives the volume before, and redo the one after. */
async function expectStep(
  name: RegExp,
  act: () => Promise<void>,
): Promise<{ before: number; after: number }> {
  const before = await liverMl();
  await act();
  const after = await changedMl(before);
  const undo = viewer.button("Undo");
  expect(await undo.getAttribute("title")).toMatch(name);
  await undo.click();
  expect(await liverMl()).toBe(before);
  await viewer.button("Redo").click();
  expect(await liverMl()).toBe(after);
  return { before: before ?? 0, after: after ?? 0 };
}

/** Indices of the voxels that are liver, by the generator's mask. */
const liverInside = [
  ...readSampleMask()
    .subarray(fewSlices.from * 512 ** 2, fewSlices.to * 512 ** 2)
    .entries(),
]
  .filter(([, label]) => label === 1)
  .map(([at]) => at);

describe("with the mouse alone", () => {
  test("a contour fills what it goes around", async () => {
    await viewer.button("Contour").click();
    const { after } = await expectStep(/contour into Liver/, () => draw(...square(0.3, 0.4, 0.5, 0.6)));
    expect(after).toBeGreaterThan(1);
  });

  test("scissors cut away what they go around, on this slice", async () => {
    await drawSquare();
    await viewer.button("Scissors").click();
    const { before, after } = await expectStep(/scissors on Liver: erase inside/, () =>
      draw(...square(0.4, 0.35, 0.6, 0.65)),
    );
    expect(after / before).toBeGreaterThan(0.4);
    expect(after / before).toBeLessThan(0.6);
  });

  test("flood fill takes what is alike", async () => {
    await viewer.button("Flood fill").click();
    await expectStep(/flood fill Liver/, () => draw([0.45, 0.5]));
  });

  test("the threshold brush paints only values in its range", async () => {
    await drawSquare();
    await viewer.button("Eraser").click();
    await viewer.page.keyboard.press("]");
    const { before, after } = await expectStep(/erasing/, () => draw([0.3, 0.45], [0.5, 0.45]));
    expect(after).toBeLessThan(before);
    await viewer.button("Threshold brush").click();
    const painted = await expectStep(/brush on Liver/, () => draw([0.3, 0.45], [0.5, 0.45]));
    await viewer.button("Undo").click();
    await viewer.button("Brush").click();
    const all = await expectStep(/brush on Liver/, () => draw([0.3, 0.45], [0.5, 0.45]));
    expect(painted.after).toBeLessThanOrEqual(all.after);
  });

  test("the threshold brush leaves every voxel out of its range", async () => {
    await viewer.button("Threshold brush").click();
    for (const [name, value] of [
      ["From", "60"],
      ["To", "140"],
    ] as const) {
      await option(name).fill(value);
      await option(name).press("Enter");
    }
    await expectStep(/brush on Liver/, () => draw([0.25, 0.45], [0.75, 0.45]));
    const values = await viewer.page.evaluate(() => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      const { voxels, image } = viewer.workspace.study!.session;
      return [...voxels.keys()].filter((at) => voxels[at]! > 0).map((at) => image![at]!);
    });
    expect(values.length).toBeGreaterThan(50);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(60);
    expect(Math.max(...values)).toBeLessThanOrEqual(140);
  });

  test("a sphere, a flood and scissors reach through the slices", async () => {
    const undo = viewer.button("Undo");
    const slices = () =>
      viewer.page.evaluate(() => {
        const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
        const { counts, grid, activeSegment } = viewer.workspace.study!.session;
        const all = Array.from({ length: grid.size[2] }, (_, slice) => slice);
        return all.filter((slice) => counts.voxelsInSlice(activeSegment, slice, 2) > 0).length;
      });
    const choose = (name: string, option: string) =>
      viewer.page.locator("tool-options").getByRole("combobox", { name }).selectOption(option);
    await viewer.button("Brush").click();
    await choose("Shape", "sphere");
    await option("Diameter").fill("40");
    await option("Diameter").press("Enter");
    await expectStep(/brush on Liver/, () => draw([0.4, 0.5], [0.45, 0.5]));
    const reached = await slices();
    expect(reached).toBeGreaterThan(1);
    await viewer.button("Scissors").click();
    await choose("Apply to", "the volume");
    await choose("Operation", "erase outside");
    await expectStep(/scissors on Liver: erase outside/, () => draw(...square(0.38, 0.46, 0.47, 0.54)));
    expect(await slices()).toBe(reached);
    await undo.click();
    await undo.click();
    await viewer.button("Flood fill").click();
    await choose("Fill in", "the volume");
    await expectStep(/flood fill Liver/, () => draw([0.45, 0.5]));
    expect(await slices()).toBeGreaterThan(1);
  });

  test("scissors within a distance reach so far through the slices and no further", async () => {
    const inSlices = () =>
      viewer.page.evaluate(() => {
        const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
        const { counts, grid, activeSegment } = viewer.workspace.study!.session;
        return Array.from({ length: grid.size[2] }, (_, k) => counts.voxelsInSlice(activeSegment, k, 2));
      });
    /** A block through all slices, with the middle one on screen. */
    const [middle, spacing] = await viewer.page.evaluate(() => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      const { session } = viewer.workspace.study!;
      const { size, spacingMm } = session.grid;
      const edit = session.beginEdit("hand", "block");
      for (let k = 0; k < size[2]; k++)
        for (let j = 230; j < 280; j++) edit.setRow({ i: 230, end: 280, j, k }, session.activeSegment);
      edit.commit();
      viewer.workspace.view!.goTo([255, 255, 6]);
      return [6, spacingMm[2]] as const;
    });
    const before = await inSlices();
    await viewer.button("Scissors").click();
    const choice = (name: string) => viewer.page.locator("tool-options").getByRole("combobox", { name });
    await choice("Operation").selectOption("erase inside");
    await choice("Apply to").selectOption("within a distance");
    await option("Distance to either side").fill(String(2.2 * spacing));
    await option("Distance to either side").press("Enter");
    await expectStep(/scissors on Liver: erase inside/, () => draw(...square(0.3, 0.3, 0.7, 0.7)));
    const after = await inSlices();
    const changed = after.flatMap((count, k) => (count === before[k] ? [] : [k - middle]));
    expect(changed).toEqual([-2, -1, 0, 1, 2]);
  });

  test.each([
    [
      "flood fill",
      async () => {
        await viewer.button("Flood fill").click();
        await viewer.page.getByRole("checkbox", { name: "Preview first" }).check();
        return () => draw([0.45, 0.5]);
      },
      "Preview: flood fill Liver",
    ],
    [
      "a range of values",
      async () => {
        await viewer.button("Threshold brush").click();
        // As wide as 20 HU about the tissue in noise: voxel by voxel it is salt and pepper.
        for (const [name, value] of [
          ["From", "90"],
          ["To", "130"],
        ] as const) {
          await option(name).fill(value);
          await option(name).press("Enter");
        }
        return () => viewer.button("Fill range").click();
      },
      "Preview: threshold 90 to 130 for Liver",
    ],
  ] as const)("%s is smooth at first, and shown before it is applied", async (_, choose, said) => {
    const fill = await choose();
    const smooth = viewer.page.getByRole("checkbox", { name: /^Smooth/ });
    expect(await smooth.isChecked()).toBe(true);
    /** How much is filled on screen, and in how many voxels of the liver it is otherwise than in all that are beside it. */
    const fillAndCount = async (): Promise<{ filled: number; odd: number }> => {
      await fill();
      await viewer.page.getByText(said).waitFor();
      const voxels = await viewer.voxels();
      const odd = liverInside.filter((at) =>
        [at - 1, at + 1, at - 512, at + 512].every((beside) => voxels[beside] !== voxels[at]),
      ).length;
      return { filled: voxels.filter(Boolean).length, odd };
    };
    const steps = () =>
      viewer.page.evaluate(() => {
        const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
        return viewer.workspace.study!.session.history.steps.length;
      });
    const before = await steps();
    const { odd, filled } = await fillAndCount();
    expect(filled).toBeGreaterThan(1000);
    expect(await steps()).toBe(before);
    await viewer.page.keyboard.press("Escape");
    await waitUntil(async () => !(await viewer.voxels()).some(Boolean), 60_000, "nothing filled");
    await smooth.uncheck();
    expect((await fillAndCount()).odd).toBeGreaterThan(2 * odd + 2);
    await viewer.page.keyboard.press("Enter");
    await waitUntil(async () => (await steps()) === before + 1, 60_000, "the step");
  });

  test("with Shift held the brush erases", async () => {
    await drawStroke();
    const { before, after } = await expectStep(/erasing/, async () => {
      await viewer.page.keyboard.down("Shift");
      await draw([0.4, 0.5], [0.42, 0.5]);
      await viewer.page.keyboard.up("Shift");
    });
    expect(after).toBeLessThan(before);
  });

  test("scribbles change nothing until they are used; then they are one step", async () => {
    await drawStroke();
    await viewer.button("Scribbles").click();
    const before = await liverMl();
    await draw([0.36, 0.55], [0.4, 0.56]);
    expect(await liverMl()).toBe(before);
    expect(await viewer.page.locator("[data-testid=pane-axial] polyline").count()).toBe(1);
    await expectStep(/correct Liver from scribbles/, async () => {
      // The first Enter shows what it does, the second does it.
      await viewer.page.keyboard.press("Enter");
      await viewer.page.getByText("Preview: correct Liver from scribbles").waitFor();
      expect(await viewer.page.locator("[data-testid=pane-axial] polyline").count()).toBe(1);
      await viewer.page.keyboard.press("Enter");
    });
    expect(await viewer.page.locator("[data-testid=pane-axial] polyline").count()).toBe(0);
  });

  test("Escape takes a stroke back while it is drawn", async () => {
    await viewer.button("Brush").click();
    const before = await liverMl();
    const box = (await viewer.page.getByTestId("pane-axial").boundingBox())!;
    await viewer.page.mouse.move(box.x + 0.6 * box.width, box.y + 0.5 * box.height);
    await viewer.page.mouse.down();
    await viewer.page.mouse.move(box.x + 0.7 * box.width, box.y + 0.5 * box.height, { steps: 3 });
    await changedMl(before);
    await viewer.page.keyboard.press("Escape");
    await waitUntil(async () => (await liverMl()) === before, 60_000, "the stroke being taken back");
    await viewer.page.mouse.up();
    expect(await liverMl()).toBe(before);
  });

  test("the wheel with Shift changes the brush's size", async () => {
    const sizeMm = async () =>
      Number.parseInt((await viewer.page.locator("tool-bar .size span").textContent()) ?? "", 10);
    const before = await sizeMm();
    await viewer.button("Brush").click();
    await viewer.page.getByTestId("pane-axial").hover();
    await viewer.page.keyboard.down("Shift");
    await viewer.page.mouse.wheel(0, -120);
    await waitUntil(async () => (await sizeMm()) > before, 60_000, "a larger brush");
    await viewer.page.keyboard.up("Shift");
  });

  test("everything is undone to nothing, step by step", async () => {
    await drawStroke();
    const stroke = await liverMl();
    await draw([0.6, 0.5], [0.65, 0.5]);
    await changedMl(stroke);
    const undo = viewer.button("Undo");
    while (await undo.isEnabled()) await undo.click();
    expect(await liverMl()).toBeUndefined();
    viewer.expectQuiet();
  });
});
