/** How many actions a person needs: docs/editing.md has the table, and these tests count. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, inject, test } from "vitest";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { useBrowser } from "./browser.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const url = inject("viewerUrl");
const browser = await useBrowser();
let viewer: ViewerPage;
let actions = 0;

beforeAll(async () => {
  viewer = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy({ from: 32, to: 46 }));
});

/** A stroke of a key, a click or a drag is an action; scrolling is none. */
const press = async (key: string): Promise<void> => {
  actions++;
  await viewer.page.keyboard.press(key);
};

/** What the table says of this program. */
function stated(task: string): number {
  const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "editing.md"), "utf8");
  const row = page.split("\n").find((line) => line.startsWith(`| ${task} |`));
  return Number(row?.split("|")[2]);
}

/** An organ on 12 slices, and a leak on the ten in the middle: a neck of one column, and more beyond. */
const drawLeak = () =>
  viewer.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    const { session } = viewer.workspace.study!;
    const [columns, rows] = session.grid.size;
    const [i, j] = [Math.floor(columns / 2), Math.floor(rows / 2)];
    const edit = session.beginEdit("run", "run");
    const rectangle = (from: number, to: number, half: number, k: number): void => {
      for (let row = j - half; row <= j + half; row++) edit.setRow({ i: from, end: to, j: row, k }, 1);
    };
    for (let k = 1; k < 13; k++) {
      rectangle(i - 40, i, 20, k);
      if (k < 2 || k > 11) continue;
      rectangle(i, i + 6, 1, k);
      rectangle(i + 6, i + 20, 8, k);
    }
    edit.commit();
    viewer.workspace.view!.goTo([i + 3, j, 6]);
    return { organ: 12 * 40 * 41, all: session.counts.voxels(1) };
  });

const liverVoxels = () =>
  viewer.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    return viewer.workspace.study!.session.counts.voxels(1);
  });

/** Voxels of the axial pane as places of it, 0 to 1. */
const placeOf = (fromCursor: readonly [number, number]) =>
  viewer.page.evaluate(([di, dj]) => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    const pane = viewer.workspace.view!.panes.axial;
    const [i, j, k] = viewer.workspace.view!.cursor;
    const [x, y] = pane.toCanvas([i + di, j + dj, k]);
    const { width, height } = pane.element.getBoundingClientRect();
    return [x / width, y / height] as const;
  }, fromCursor);

const drag = async (from: readonly [number, number], to: readonly [number, number]): Promise<void> => {
  actions++;
  await viewer.drag("pane-axial", await placeOf(from), await placeOf(to));
};

const apply = async (): Promise<void> => {
  await viewer.button("Apply").first().waitFor();
  await press("Enter");
  await viewer.button("Apply").first().waitFor({ state: "detached" });
};

test("a leak over ten slices is cut off with a line across its neck", async () => {
  await viewer.startOver();
  const { organ, all } = await drawLeak();
  actions = 0;
  await press("Shift+K");
  await drag([0, -6], [0, 6]);
  await apply();
  const left = (await liverVoxels()) - organ;
  // At most the neck itself stays.
  expect(left).toBeGreaterThanOrEqual(0);
  expect(left).toBeLessThanOrEqual(10 * 3 * 5);
  expect(actions).toBe(stated("leak over ten slices, cut off"));
  await viewer.page.keyboard.press("Control+z");
  expect(await liverVoxels()).toBe(all);
});

/** Takes the eraser and erases the leak of {@link drawLeak} on two slices, its first and its last. @returns the voxels that are left. */
const eraseOnTwo = async (): Promise<number> => {
  await viewer.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    viewer.controller.toolBox.configure({ brushDiameterMm: 30 });
  });
  actions = 0;
  await press("e");
  const goTo = (k: number) =>
    viewer.page.evaluate((slice) => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      const [i, j] = viewer.workspace.view!.cursor;
      viewer.workspace.view!.goTo([i, j, slice]);
    }, k);
  for (const k of [2, 11]) {
    await goTo(k);
    await drag([14, 0], [16, 0]);
  }
  return liverVoxels();
};

const offer = () => viewer.button("Apply to the 8 slices between");

test("a leak that is erased on two slices is erased between them, as is offered then", async () => {
  await viewer.startOver();
  const { organ, all } = await drawLeak();
  const before = await eraseOnTwo();
  const onEach = (all - before) / 2;
  await offer().waitFor();
  expect(await liverVoxels()).toBe(before);
  // Outlined where it would go.
  const outline = viewer.page.getByTestId("pane-coronal").locator("svg > path[stroke-dasharray]");
  expect(await outline.evaluate((path) => (path as SVGElement).style.display)).toBe("");
  const { steps } = await history();
  await press("Enter");
  await waitUntil(async () => (await history()).steps === steps + 1, 30_000, "the step");
  expect(before - (await liverVoxels())).toBeGreaterThan(8 * onEach * 0.95);
  expect(await liverVoxels()).toBeGreaterThan(organ * 0.98);
  expect(actions).toBe(stated("leak over ten slices, erased on two"));
  expect(await offer().count()).toBe(0);
  await viewer.page.keyboard.press("Control+z");
  expect(await liverVoxels()).toBe(before);
  expect(await offer().count()).toBe(0);
});

test("what is offered for the slices between is previewed by Alt+E too, and withdrawn by Escape and by whatever is done next", async () => {
  await viewer.startOver();
  await drawLeak();
  const before = await eraseOnTwo();
  await offer().waitFor();
  await viewer.page.keyboard.press("Escape");
  await offer().waitFor({ state: "detached" });
  await viewer.page.keyboard.press("Alt+e");
  await apply();
  expect(await liverVoxels()).toBeLessThan(before);
  await viewer.page.keyboard.press("Control+z");
  // A further stroke on the second slice offers it again; with another tool it is gone.
  await drag([4, 0], [6, 0]);
  await offer().waitFor();
  await viewer.page.keyboard.press("b");
  await offer().waitFor({ state: "detached" });
});

test("the island under the crosshairs is kept alone, and scissors go through all slices: each shown before it is applied", async () => {
  await viewer.startOver();
  await drawLeak();
  // A wall through the neck leaves the leak as an island of its own.
  await viewer.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    const { session } = viewer.workspace.study!;
    const [i, j] = session.grid.size.map((length) => Math.floor(length / 2)) as [number, number];
    const edit = session.beginEdit("run", "run");
    for (let k = 0; k < session.grid.size[2]; k++)
      for (let row = j - 1; row <= j + 1; row++) edit.setRow({ i: i + 2, end: i + 4, j: row, k }, 0);
    edit.commit();
    viewer.workspace.view!.goTo([i - 10, j, 6]);
  });
  const both = await liverVoxels();
  await press("Alt+w");
  await viewer.page.getByText("Preview: keep one island of Liver").waitFor();
  const kept = await liverVoxels();
  expect(kept).toBeLessThan(both);
  await press("Escape");
  expect(await liverVoxels()).toBe(both);
  await press("Alt+w");
  await apply();
  expect(await liverVoxels()).toBe(kept);
  await viewer.button("Scissors").click();
  const options = viewer.page.locator("tool-options");
  await options.getByRole("combobox", { name: "Apply to" }).selectOption("the volume");
  await options.getByRole("checkbox", { name: "Preview first" }).check();
  // A triangle whose third side closes by itself, over a corner of the organ; the pointer's way is not straight between drags.
  const box = (await viewer.page.getByTestId("pane-axial").boundingBox())!;
  const corners = [await placeOf([-50, -30]), await placeOf([-10, -30]), await placeOf([-50, 10])];
  const [first, ...others] = corners.map(
    ([x, y]) => [box.x + x * box.width, box.y + y * box.height] as const,
  );
  await viewer.page.mouse.move(...first!);
  await viewer.page.mouse.down();
  for (const corner of others) await viewer.page.mouse.move(...corner, { steps: 4 });
  await viewer.page.mouse.up();
  await viewer.page.getByText("Preview: scissors on Liver: erase inside").waitFor();
  const cut = await liverVoxels();
  // The same on each of the twelve slices.
  expect(cut).toBeLessThan(kept);
  expect((kept - cut) % 12).toBe(0);
  const { steps } = await history();
  await apply();
  expect(await liverVoxels()).toBe(cut);
  expect((await history()).steps).toBe(steps + 1);
});

const history = () =>
  viewer.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    return { steps: viewer.workspace.study!.session.history.steps.length };
  });

test("ten findings are accepted by Enter alone", async () => {
  await viewer.startOver();
  await viewer.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    const { session } = viewer.workspace.study!;
    const edit = session.beginEdit("run", "run");
    for (let n = 0; n < 10; n++)
      for (let j = 0; j < 3; j++) edit.setRow({ i: 20 + 8 * n, end: 23 + 8 * n, j: 60 + j, k: n + 1 }, 2);
    edit.commit();
  });
  const states = () => viewer.page.locator("autoseg-review td.state").allInnerTexts();
  await waitUntil(async () => (await states()).length === 10, 60_000, "the findings");
  actions = 0;
  while ((await states()).includes("to review")) await press("Enter");
  expect(await states()).toEqual(Array(10).fill("accepted"));
  expect(actions).toBe(stated("ten findings reviewed"));
});

test("from opening to an export that a person has corrected", async () => {
  await viewer.startOver();
  // The study is open: dropping its folder was the first action.
  actions = 1;
  await viewer.segment(async () => {
    actions++;
    await viewer.button("Segment").click();
  });
  await press("b");
  actions++;
  await viewer.drag("pane-axial", [0.5, 0.5], [0.55, 0.5]);
  actions++;
  // Where the reader is, no clock shows the minutes of UTC.
  const timeZone = "Asia/Kathmandu";
  const devTools = await viewer.page.context().newCDPSession(viewer.page);
  await devTools.send("Emulation.setTimezoneOverride", { timezoneId: timeZone });
  const localTime = () =>
    new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" })
      .format()
      .replace(/\D/g, "");
  const begun = localTime();
  const [download] = await Promise.all([
    viewer.page.waitForEvent("download"),
    viewer.button("Export DICOM-SEG").click(),
  ]);
  const [, patient, time] = /^(.+)-segmentation-(\d{12})\.dcm$/.exec(download.suggestedFilename())!;
  expect(patient).toBe("Synthetic-Abdomen");
  expect(time! >= begun && time! <= localTime()).toBe(true);
  expect(actions).toBe(stated("open, segment, correct, export"));
  viewer.expectQuiet();
});
