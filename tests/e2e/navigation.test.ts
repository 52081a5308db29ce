import { beforeAll, expect, inject, test } from "vitest";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { pageSize, useBrowser } from "./browser.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";
import { findViolations } from "./violations.ts";

const browser = await useBrowser();
let viewer: ViewerPage;

beforeAll(async () => {
  viewer = await openViewer(
    browser,
    `${inject("viewerUrl")}?device=wasm`,
    serveQuickStudy({ from: 36, to: 46 }),
  );
});

const press = (key: string) => viewer.page.keyboard.press(key);
const sliceOf = async (plane: string) =>
  Number(
    /^(\d+) \//.exec(
      (await viewer.page.locator(`[data-testid=pane-${plane}] .slice`).textContent()) ?? "",
    )?.[1],
  );
const expectSlice = (slice: number) =>
  waitUntil(async () => (await sliceOf("axial")) === slice, 60_000, `slice ${slice}`);

test("on a first visit it says what to do first, until that was read", async () => {
  const steps = viewer.page.getByRole("region", { name: "First steps" });
  await steps.getByText("next finding, accept, reject").waitFor();
  await viewer.page.getByText("For research use only. Not a medical device.").waitFor();
  await viewer.button("Got it").click();
  await steps.waitFor({ state: "detached" });
  await viewer.page.reload();
  await waitUntil(() => viewer.button("Segment").isEnabled());
  expect(await steps.count()).toBe(0);
});

test("W goes through the window presets", async () => {
  const window = () => viewer.page.locator("[data-testid=pane-axial] .top-right").textContent();
  const seen = new Set<string>();
  for (let step = 0; step < 3; step++) {
    const before = await window();
    seen.add((before ?? "").trim());
    await press("w");
    await waitUntil(async () => (await window()) !== before, 60_000, "another window");
  }
  expect(seen.size).toBe(3);
});

test("a click with the crosshairs takes the other panes to the same place", async () => {
  await press("x");
  await viewer.drag("pane-axial", [0.3, 0.3], [0.3, 0.3]);
  const [sagittal, coronal] = [await sliceOf("sagittal"), await sliceOf("coronal")];
  await viewer.drag("pane-axial", [0.4, 0.3], [0.4, 0.3]);
  await waitUntil(async () => (await sliceOf("sagittal")) !== sagittal, 60_000, "another sagittal slice");
  expect(await sliceOf("coronal")).toBe(coronal);
  await viewer.drag("pane-coronal", [0.5, 0.1], [0.5, 0.1]);
  const top = await sliceOf("axial");
  await viewer.drag("pane-coronal", [0.5, 0.9], [0.5, 0.9]);
  await waitUntil(async () => (await sliceOf("axial")) > top, 60_000, "an axial slice further down");
});

/** A finding of the model on the fourth slice, to be reviewed. */
const addFinding = () =>
  viewer.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    const edit = viewer.workspace.study!.session.beginEdit("run", "run");
    for (let j = 300; j < 310; j++) edit.setRow({ i: 300, end: 310, j, k: 3 }, 2);
    edit.commit();
  });

test("the value under the pointer is that of the slice on screen, however one got there", async () => {
  await addFinding();
  await viewer.page.getByRole("table", { name: "Review" }).waitFor();
  const box = (await viewer.page.getByTestId("pane-axial").boundingBox())!;
  // The page tells of whole pixels, of which it has fewer than places.
  const { deviceScaleFactor } = pageSize;
  const toPixel = (place: number) => Math.round(place * deviceScaleFactor) / deviceScaleFactor;
  const place = [toPixel(box.x + 0.4 * box.width), toPixel(box.y + 0.5 * box.height)] as const;
  await viewer.page.mouse.move(...place);
  /** What is read, and what the volume has where the pointer is, in the pane that is under it. */
  const values = () =>
    viewer.page.evaluate(([x, y]) => {
      const app = document.querySelector("viewer-app") as unknown as HTMLElement & { viewer: Viewer };
      const panes = [...app.shadowRoot!.querySelectorAll("viewer-pane")];
      const element = panes.find((one) => {
        const { left, right, top, bottom } = one.getBoundingClientRect();
        return x! >= left && x! < right && y! >= top && y! < bottom;
      });
      if (!element) return { shown: "", there: "" };
      const { left, top } = element.getBoundingClientRect();
      const { view, study } = app.viewer.workspace;
      const { plane } = element as unknown as { plane: "axial" | "sagittal" | "coronal" };
      const [i, j, k] = view!.panes[plane].toIjk([x! - left, y! - top]).map(Math.round);
      const { grid, voxels } = study!.series.volume;
      const isInside = [i!, j!, k!].every((index, axis) => index >= 0 && index < grid.size[axis]!);
      const value = voxels[i! + grid.size[0] * (j! + grid.size[1] * k!)];
      return {
        shown: element.shadowRoot!.querySelector(".readout")!.textContent,
        there: isInside ? `${value} HU`.replace("-", "−") : "",
      };
    }, place);
  const seen = new Set<string>();
  const expectValue = async (what: string) => {
    await waitUntil(
      async () => {
        const { shown, there } = await values();
        return shown === there;
      },
      60_000,
      `the value after ${what}`,
    );
    seen.add((await values()).there);
  };
  await expectValue("moving there");
  for (const key of ["ArrowDown", "ArrowDown", "PageUp", "ArrowDown", "PageDown", "s", "a"]) {
    await press(key);
    await expectValue(key);
  }
  await viewer.page.mouse.wheel(0, -120);
  await expectValue("a turn of the wheel");
  await press("PageDown");
  const last = await sliceOf("axial");
  await press("n");
  await waitUntil(async () => (await sliceOf("axial")) !== last, 60_000, "the finding");
  await expectValue("N");
  expect(seen.size).toBeGreaterThan(2);
  for (let layout = 0; layout < 4; layout++) {
    await press("l");
    await expectValue("another layout");
  }
});

test("Escape closes every menu", async () => {
  const { page } = viewer;
  const menus = page.locator("button[popovertarget]:enabled:visible");
  const names = await menus.evaluateAll((all) => all.map((button) => button.getAttribute("aria-label")));
  expect(names.length).toBeGreaterThanOrEqual(3);
  for (let n = 0; n < names.length; n++) {
    await menus.nth(n).click();
    await waitUntil(
      async () => (await page.locator(":popover-open").count()) === 1,
      30_000,
      `${names[n]} open`,
    );
    await press("Escape");
    await waitUntil(
      async () => (await page.locator(":popover-open").count()) === 0,
      30_000,
      `${names[n]} closed`,
    );
  }
  // Nothing of what the menus offer was done.
  await viewer.page.getByRole("table", { name: "Review" }).waitFor();
  await viewer.startOver();
  await press("1");
});

test("a list that was chosen from and a slider that was let go of give the focus back: b is the brush", async () => {
  const { page } = viewer;
  const list = page.getByRole("combobox", { name: "Window preset" });
  const brush = viewer.button("Brush").and(page.locator("[aria-pressed=true]"));
  await list.click();
  await list.selectOption("lung");
  await press("b");
  await brush.waitFor();
  expect(await list.inputValue()).toBe("lung");
  await press("x");
  await brush.waitFor({ state: "detached" });
  const fill = page.getByRole("slider", { name: "Opacity of Liver", exact: true });
  const box = (await fill.boundingBox())!;
  const before = await fill.inputValue();
  await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.8 * box.width, box.y + box.height / 2);
  await page.mouse.up();
  expect(await fill.inputValue()).not.toBe(before);
  await press("b");
  await brush.waitFor();
  // A section that was unfolded does, too: Enter accepts, and folds nothing.
  const section = page.locator("edit-limits details");
  await section.locator("summary").click();
  await press("Enter");
  expect(await section.getAttribute("open")).not.toBeNull();
  await section.locator("summary").click();
  // Left and right are the image's again, too.
  const set = await fill.inputValue();
  await press("ArrowRight");
  expect(await fill.inputValue()).toBe(set);
  await press("x");
});

test("for a liver with contrast there is a window at 90 HU", async () => {
  const list = viewer.page.getByRole("combobox", { name: "Window preset" });
  await list.selectOption({ label: "Liver, portal venous" });
  await viewer.page
    .getByTestId("pane-axial")
    .getByText(/W 150\s+L 90/)
    .waitFor();
  await list.selectOption("abdomen");
});

test("a layout is chosen from the menu by keyboard, and is there on the next visit", async () => {
  await viewer.button("All layouts").focus();
  await press("Enter");
  const entry = viewer.page.getByRole("menuitemradio", { name: "One large pane and three small ones" });
  await entry.waitFor();
  const [menu, longest] = await viewer.page.locator("layout-choice .menu").evaluate((element) => {
    const widths = [...element.querySelectorAll("[role=menuitemradio]")].map((one) => {
      const range = document.createRange();
      range.selectNodeContents(one);
      return range.getBoundingClientRect().width;
    });
    return [element.getBoundingClientRect().width, Math.max(...widths)] as const;
  });
  expect(menu).toBeLessThan(1.5 * longest);
  // The menu focuses its entry once it is open.
  const takesFocus = () =>
    waitUntil(
      async () => (await viewer.page.locator("layout-choice [role=menuitemradio]:focus").count()) === 1,
    );
  await takesFocus();
  await press("Escape");
  await entry.waitFor({ state: "hidden" });
  await press("Enter");
  await takesFocus();
  await entry.focus();
  await press("Enter");
  await viewer.page.getByTestId("pane-surfaces").waitFor();
  // On a busy machine the run that was undone may still be kept, and is offered before anything can be clicked.
  const offer = viewer.button("Start over");
  await viewer.page.addLocatorHandler(offer, () => offer.click());
  await viewer.page.reload();
  await waitUntil(() => viewer.button("Segment").isEnabled());
  expect(await viewer.page.getByTestId("pane-surfaces").isVisible()).toBe(true);
  await viewer.button("Three panes").click();
});

test("on a narrow page the panel is a drawer: it takes the focus, Escape closes it and gives it back", async () => {
  const { page } = viewer;
  const panel = page.getByRole("complementary", { name: "Panel" });
  expect(await panel.isVisible()).toBe(true);
  await page.setViewportSize({ width: 900, height: 700 });
  await panel.waitFor({ state: "hidden" });
  const opener = viewer.button("Panel");
  await opener.focus();
  await press("Enter");
  await panel.waitFor();
  await waitUntil(() => panel.evaluate((aside) => aside.matches(":focus")));
  await press("Escape");
  await panel.waitFor({ state: "hidden" });
  expect(await opener.evaluate((button) => button.matches(":focus"))).toBe(true);
  await page.locator("body").press("Shift+P");
  await panel.waitFor();
  expect(await findViolations(page)).toEqual([]);
  // Nothing is clipped at the sides, in the top bar neither.
  const outside = await page.evaluate(
    () =>
      [...document.querySelector("viewer-app")!.shadowRoot!.querySelector("top-bar")!.shadowRoot!.children]
        .map((part) => part.getBoundingClientRect())
        .filter(({ left, right, width }) => width > 0 && (left < 0 || right > innerWidth)).length,
  );
  expect(outside).toBe(0);
  await page.setViewportSize(pageSize.viewport);
  await panel.waitFor();
});

test("patient, series, place and scale stand on the image, the scale exact; Shift+T hides them", async () => {
  const pane = viewer.page.getByTestId("pane-axial");
  for (const text of ["SYNTHETIC-0001", "born 1 Jan 1970 · other", "CT · 7 Jun 2024"])
    await pane.getByText(text).waitFor();
  expect(await pane.locator(".place").textContent()).toMatch(/^[SI] \d+\.\d mm$/);
  const [label, width, scale] = await pane.evaluate((element) => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    const bar = element.shadowRoot!.querySelector(".scale")!;
    const { viewport } = viewer.workspace.view!.panes.axial;
    // What Cornerstone itself makes of two places of the screen, a hundred pixels apart.
    const [a, b] = [viewport.canvasToWorld([10, 10]), viewport.canvasToWorld([110, 10])];
    return [
      bar.textContent!.trim(),
      bar.querySelector(".bar")!.getBoundingClientRect().width,
      100 / Math.hypot(b[0]! - a[0]!, b[1]! - a[1]!, b[2]! - a[2]!),
    ] as const;
  });
  expect(width).toBeCloseTo(Number.parseFloat(label) * 10 * scale, 0);
  await viewer.page.locator("body").press("Shift+T");
  await pane.locator(".scale").waitFor({ state: "detached" });
  expect(await pane.getByText("SYNTHETIC-0001").count()).toBe(0);
  await press("Shift+T");
  await pane.locator(".scale").waitFor();
});

test("Shift and the arrows go to the slices that have the segment, Home and End to the first and last", async () => {
  await press("b");
  for (const slice of [3, 8]) {
    await press("PageUp");
    for (let step = 1; step < slice; step++) await press("ArrowDown");
    await expectSlice(slice);
    const before = await viewer.voxels();
    await viewer.drag("pane-axial", [0.4, 0.5], [0.5, 0.5]);
    await waitUntil(async () => Buffer.compare(await viewer.voxels(), before) !== 0);
  }
  await press("PageUp");
  await expectSlice(1);
  await press("Shift+ArrowDown");
  await expectSlice(3);
  await press("Shift+ArrowDown");
  await expectSlice(8);
  await press("Shift+ArrowDown");
  await expectSlice(8);
  await press("Shift+ArrowUp");
  await expectSlice(3);
  await press("End");
  await expectSlice(8);
  await press("Home");
  await expectSlice(3);
  await press("2");
  await press("Shift+ArrowDown");
  await expectSlice(3);
  viewer.expectQuiet();
});
