import { beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { useBrowser } from "./browser.ts";
import { serveQuickStudy } from "./served-files.ts";
import { messagesOf, openViewer, type ViewerPage, waitUntil, waitUntilEnabled } from "./viewer-page.ts";

const url = inject("viewerUrl");
const slices = { from: 38, to: 44 };
const [liver, tumour] = [1, 2];
const browser = await useBrowser();
let viewer: ViewerPage;

beforeAll(async () => {
  viewer = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy(slices));
});

const press = (key: string) => viewer.page.keyboard.press(key);
const count = (voxels: Uint8Array, label: number) =>
  voxels.reduce((sum, one) => sum + Number(one === label), 0);

/**
 * Draws as the brush of its size would, on the slice of the large pane, as one step. Not by the mouse, which tests of the
 * tools move: each of its steps is a picture of all panes, and what these tests are about comes after.
 */
async function draw(
  from: readonly [number, number],
  to: readonly [number, number],
  { erases = false } = {},
): Promise<void> {
  await viewer.page.evaluate(
    ([ends, takes]) => {
      const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
      const { session } = viewer.workspace.study!;
      const pane = viewer.workspace.view!.panes.axial;
      const { clientWidth, clientHeight } = pane.element;
      const [a, b] = ends.map(([x, y]) => pane.toIjk([x * clientWidth, y * clientHeight]).map(Math.round));
      const radius = viewer.state.toolSettings.brushDiameterMm / 2 / session.grid.spacingMm[0];
      const [di, dj] = [b![0]! - a![0]!, b![1]! - a![1]!];
      const edit = session.beginEdit("hand", "brush");
      const margin = Math.ceil(radius);
      for (let j = Math.min(a![1]!, b![1]!) - margin; j <= Math.max(a![1]!, b![1]!) + margin; j++)
        for (let i = Math.min(a![0]!, b![0]!) - margin; i <= Math.max(a![0]!, b![0]!) + margin; i++) {
          const along = ((i - a![0]!) * di + (j - a![1]!) * dj) / (di ** 2 + dj ** 2 || 1);
          const part = Math.min(Math.max(along, 0), 1);
          if (Math.hypot(i - a![0]! - part * di, j - a![1]! - part * dj) <= radius)
            edit.setRow({ i, end: i + 1, j, k: a![2]! }, takes ? 0 : session.activeSegment);
        }
      edit.commit();
    },
    [[from, to], erases] as const,
  );
}

/** Goes to a slice of the large pane, the first is 1. */
async function goToSlice(slice: number): Promise<void> {
  const pane = viewer.page.getByTestId("pane-axial");
  await press("PageUp");
  await pane.getByText(/^1 \/ /).waitFor();
  for (let step = 1; step < slice; step++) await press("ArrowDown");
  await pane.getByText(new RegExp(`^${slice} / `)).waitFor();
}

/** The labels of the row of the large pane's slice that lies at a fraction of the pane's height. */
async function labelsAlongAxialRow(voxels: Uint8Array, y: number): Promise<number[]> {
  const { columns, start } = await viewer.page.evaluate((part) => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    const pane = viewer.workspace.view!.panes.axial;
    const { clientWidth, clientHeight } = pane.element;
    const [, row, slice] = pane.toIjk([clientWidth / 2, part * clientHeight]).map(Math.round);
    const [width, height] = pane.grid.size;
    return { columns: width, start: width * (row! + height * slice!) };
  }, y);
  return [...voxels.subarray(start, start + columns)];
}

async function startEmpty(): Promise<void> {
  await viewer.startOver();
  expect((await viewer.voxels()).every((label) => label === 0)).toBe(true);
  await goToSlice(3);
  await press("1");
}

/** Does something by a button or key as one step; undo gives the voxels before, redo those after. */
async function expectOperation(
  name: RegExp,
  act: () => Promise<void>,
): Promise<{ before: Uint8Array; after: Uint8Array }> {
  const title = async () => (await viewer.button("Undo").getAttribute("title")) ?? "";
  const before = await viewer.voxels();
  await act();
  await waitUntil(async () => name.test(await title()), 60_000, String(name));
  const after = await viewer.voxels();
  expect(Buffer.compare(after, before)).not.toBe(0);
  await viewer.button("Undo").click();
  expect(Buffer.compare(await viewer.voxels(), before)).toBe(0);
  await viewer.button("Redo").click();
  expect(Buffer.compare(await viewer.voxels(), after)).toBe(0);
  return { before, after };
}

/** Presses a button of the panel once it can be pressed. */
const pressButton = (name: string) => async () => {
  await waitUntilEnabled(viewer.button(name));
  await viewer.button(name).click();
};

/** Opens the panel, which is there as soon as something is drawn. */
async function openPanel(): Promise<void> {
  const panel = viewer.page.locator("operation-panel details");
  await panel.waitFor();
  if (!(await panel.evaluate((details: HTMLDetailsElement) => details.open)))
    await panel.locator("summary").click();
}

describe("of one segment", () => {
  beforeEach(async () => {
    await startEmpty();
    await draw([0.4, 0.5], [0.5, 0.5]);
    await openPanel();
  });

  test("grow by button, shrink by key", async () => {
    const grown = await expectOperation(/grow Liver by 2 mm/, pressButton("Grow"));
    expect(count(grown.after, liver)).toBeGreaterThan(count(grown.before, liver));
    const shrunk = await expectOperation(/shrink Liver by 2 mm/, () => press("Alt+s"));
    expect(count(shrunk.after, liver)).toBeLessThan(count(grown.after, liver));
  });

  test("hollow leaves a shell within what was drawn", async () => {
    const { before, after } = await expectOperation(/hollow Liver/, pressButton("Hollow"));
    expect(after.every((label, at) => label !== liver || before[at] === liver)).toBe(true);
    expect(count(after, liver)).toBeGreaterThan(0);
    expect(count(after, liver)).toBeLessThan(count(before, liver));
  });

  test("round takes the corners of what was drawn through the slices, and no more", async () => {
    for (let slice = 1; slice < 6; slice++) {
      await goToSlice(slice);
      if (slice !== 3) await draw([0.4, 0.5], [0.5, 0.5]);
    }
    const { before, after } = await expectOperation(/smooth Liver \(Gaussian/, pressButton("Gaussian"));
    expect(count(after, liver)).toBeGreaterThan(0.5 * count(before, liver));
    expect(count(after, liver)).toBeLessThan(count(before, liver));
  });

  test("small parts are removed by size, one by where the crosshairs meet", async () => {
    const large = await viewer.voxels();
    await press("[");
    await press("[");
    await draw([0.7, 0.3], [0.701, 0.3]);
    await press("]");
    await press("]");
    const removed = await expectOperation(/remove islands/, pressButton("Remove small islands"));
    expect(Buffer.compare(removed.after, large)).toBe(0);
    await viewer.button("Undo").click();
    await press("x");
    await viewer.drag("pane-axial", [0.45, 0.5], [0.45, 0.5]);
    const rest = await expectOperation(/remove/, () => press("Alt+x"));
    expect(count(rest.after, liver)).toBe(count(rest.before, liver) - count(large, liver));
  });

  test("a hole on a slice is filled there; what encloses nothing on all sides says so", async () => {
    const drawn = await viewer.voxels();
    await press("[");
    await press("[");
    await draw([0.45, 0.5], [0.451, 0.5], { erases: true });
    await press("]");
    await press("]");
    await pressButton("Fill holes")();
    await waitUntil(async () => (await messagesOf(viewer.page)).join().includes("Nothing to change"));
    const { after } = await expectOperation(/fill holes of Liver/, pressButton("Fill holes on slices"));
    expect(Buffer.compare(after, drawn)).toBe(0);
  });

  test("slices between two that were drawn are filled", async () => {
    await goToSlice(6);
    await draw([0.4, 0.5], [0.5, 0.5]);
    const { before, after } = await expectOperation(
      /fill Liver between slices/,
      pressButton("Fill between slices"),
    );
    expect(count(after, liver)).toBe(2 * count(before, liver));
  });

  test("parts are kept by size, smoothed and cleared", async () => {
    const large = count(await viewer.voxels(), liver);
    await draw([0.7, 0.3], [0.71, 0.3]);
    const kept = await expectOperation(
      /keep the largest island of Liver/,
      pressButton("Keep largest island"),
    );
    expect(count(kept.after, liver)).toBe(large);
    // With corners, since a round stroke may be its own median.
    await draw([0.45, 0.4], [0.45, 0.6]);
    const smooth = await expectOperation(/smooth Liver/, pressButton("Median"));
    expect(count(smooth.after, liver)).toBeGreaterThan(0);
    const cleared = await expectOperation(/clear Liver/, pressButton("Clear"));
    expect(count(cleared.after, liver)).toBe(0);
  });

  test("the part under the crosshairs is split where it is narrow; undo takes the new segment back", async () => {
    await press("[");
    await press("[");
    await press("[");
    await press("[");
    await draw([0.5, 0.5], [0.57, 0.5]);
    for (let step = 0; step < 4; step++) await press("]");
    await draw([0.57, 0.5], [0.63, 0.5]);
    await press("x");
    await viewer.drag("pane-axial", [0.45, 0.5], [0.45, 0.5]);
    const { before, after } = await expectOperation(/split Liver into 2 parts/, () => press("Alt+p"));
    const parts = [count(after, liver), count(after, 3)];
    expect(parts[0]! + parts[1]!).toBe(count(before, liver));
    expect(Math.min(...parts)).toBeGreaterThan(count(before, liver) / 5);
    await viewer.button("Liver 2").waitFor();
    await viewer.button("Undo").click();
    await viewer.button("Liver 2").waitFor({ state: "detached" });
  });
});

describe("of two segments", () => {
  beforeEach(async () => {
    await startEmpty();
    await draw([0.4, 0.5], [0.5, 0.5]);
    await press("2");
    await draw([0.6, 0.5], [0.65, 0.5]);
    await press("1");
    await openPanel();
    await viewer.page.getByRole("combobox", { name: "With" }).selectOption({ label: "Liver tumour" });
  });

  test("add takes the other's voxels over", async () => {
    const { before, after } = await expectOperation(/add Liver tumour to Liver/, pressButton("Add"));
    expect(count(after, liver)).toBe(count(before, liver) + count(before, tumour));
    expect(count(after, tumour)).toBe(0);
  });

  test("copy by key makes the segment what the other is", async () => {
    const { before, after } = await expectOperation(/copy Liver tumour into Liver/, () => press("Alt+y"));
    expect(after).toEqual(before.map((label) => (label === tumour ? liver : 0)));
  });

  test("smoothed together, segments that touch still do: no voxel between them is lost", async () => {
    await press("2");
    await draw([0.5, 0.5], [0.6, 0.5]);
    await press("ArrowDown");
    await press("1");
    await draw([0.4, 0.5], [0.5, 0.5]);
    await press("2");
    await draw([0.5, 0.5], [0.65, 0.5]);
    // Less than the strokes are thick: of thin ones the background would be the strongest where both meet.
    const smoothing = viewer.page.getByRole("spinbutton", { name: "Smoothing" });
    await smoothing.fill("1");
    await smoothing.press("Tab");
    const { after } = await expectOperation(
      /smooth Liver, Liver tumour together/,
      pressButton("Joint smoothing"),
    );
    // Along the middle of what was drawn nothing but the two segments is met between their ends.
    const voxels = await labelsAlongAxialRow(after, 0.5);
    const inside = voxels.slice(voxels.indexOf(liver), voxels.lastIndexOf(tumour) + 1);
    expect(inside.length).toBeGreaterThan(20);
    expect(inside.includes(0)).toBe(false);
  });

  test("merge takes the other off the list, undo brings it back", async () => {
    const { before, after } = await expectOperation(/merge Liver tumour into Liver/, pressButton("Merge"));
    expect(after).toEqual(before.map((label) => (label > 0 ? liver : 0)));
    await viewer.button("Liver tumour").waitFor({ state: "detached" });
    await viewer.button("Undo").click();
    await viewer.button("Liver tumour").waitFor();
  });

  test("relabel gives the segment's voxels to the other", async () => {
    const { before, after } = await expectOperation(/merge Liver into Liver tumour/, () => press("Alt+v"));
    expect(after).toEqual(before.map((label) => (label > 0 ? tumour : 0)));
  });
});

test("with what the model drew: subtract leaves what a person added, intersect what both have", async () => {
  await startEmpty();
  await viewer.segment();
  const drawn = await viewer.voxels();
  await draw([0.7, 0.1], [0.8, 0.1]);
  await openPanel();
  await viewer.page.getByRole("combobox", { name: "With" }).selectOption({ label: "Liver (model output)" });
  const name = "Liver \\(model output\\)";
  const subtracted = await expectOperation(
    new RegExp(`subtract ${name} from Liver`),
    pressButton("Subtract"),
  );
  const isLiver = (voxels: Uint8Array, index: number) => voxels[index] === liver;
  expect(subtracted.after.every((label, n) => label !== liver || !isLiver(drawn, n))).toBe(true);
  expect(count(subtracted.after, liver)).toBe(count(subtracted.before, liver) - count(drawn, liver));
  await viewer.button("Undo").click();
  const common = await expectOperation(new RegExp(`intersect Liver with ${name}`), () => press("Alt+n"));
  expect(common.after.every((label, n) => (label === liver) === isLiver(drawn, n))).toBe(true);
});

test("seeds of two segments and of background grow until they meet", async () => {
  await startEmpty();
  const polylines = viewer.page.locator("[data-testid=pane-axial] polyline");
  const scribble = async (
    from: readonly [number, number],
    to: readonly [number, number],
    scribbles: number,
  ) => {
    await viewer.drag("pane-axial", from, to);
    await waitUntil(async () => (await polylines.count()) === scribbles, 60_000, "the scribble");
  };
  await press("h");
  await scribble([0.4, 0.5], [0.42, 0.5], 1);
  await press("2");
  await scribble([0.5, 0.5], [0.52, 0.5], 2);
  await viewer.page.keyboard.down("Shift");
  await scribble([0.45, 0.7], [0.47, 0.7], 3);
  await viewer.page.keyboard.up("Shift");
  const { after } = await expectOperation(/grow Liver, Liver tumour from seeds/, () => press("Shift+Enter"));
  expect(count(after, liver)).toBeGreaterThan(100);
  expect(count(after, tumour)).toBeGreaterThan(100);
  expect(await polylines.count()).toBe(0);
  viewer.expectQuiet();
});

test("Refine boundary shows a preview, which Escape discards and Enter makes one step", async () => {
  await startEmpty();
  await viewer.segment();
  await press("1");
  await viewer.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    viewer.controller.limits.set({ operatesOn: "slice" });
    viewer.controller.operations.configure({ reachMm: 8 });
  });
  const drawn = await viewer.voxels();
  const preview = viewer.page.getByText("Preview: refine the boundary of Liver");
  await openPanel();
  await viewer.button("Refine boundary").click();
  await preview.waitFor();
  const shown = await viewer.voxels();
  expect(Buffer.compare(shown, drawn)).not.toBe(0);
  await press("Escape");
  await preview.waitFor({ state: "detached" });
  expect(Buffer.compare(await viewer.voxels(), drawn)).toBe(0);
  const { after } = await expectOperation(/refine the boundary of Liver/, async () => {
    await press("Alt+k");
    await preview.waitFor();
    await viewer.button("Apply").click();
  });
  expect(Buffer.compare(after, shown)).toBe(0);
  expect(await viewer.page.locator("panoptic-overlay canvas").count()).toBe(0);
  await press(",");
  await waitUntil(async () => (await viewer.page.locator("panoptic-overlay canvas").count()) > 0);
  await press(",");
  viewer.expectQuiet();
});
