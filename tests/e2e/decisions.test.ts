/** What a reader decides over findings is work: a step of its own, asked about, kept in files and read back from them. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { findInputFiles } from "../../src/cli/input-files.ts";
import { parseDataset, readSeries, type SourceSeries } from "../../src/dicom/index.ts";
import { writeDicomSeg } from "../../src/dicom-objects/index.ts";
import type { Viewer } from "../../src/viewer/viewer.ts";
import { createLabelMap } from "../../src/volume/index.ts";
import { liver, tumour } from "../unit/dicom-objects/phantom.ts";
import { useBrowser } from "./browser.ts";
import { copySlices, createFolder } from "./sample-study.ts";
import { readLabels } from "./segmentation-file.ts";
import { serveFewSlices, serveModel, serveQuickStudy, tinyModel } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const slices = { from: 38, to: 46 };
const folder = createFolder();
const study = join(folder.path, "study");
const browser = await useBrowser();
let source: SourceSeries;
let viewer: ViewerPage;

/** Boxes of ten voxels in an organ, apart from each other in all three directions: where one is looked at, no other is seen. */
const places = [
  { name: "Tumour 1", from: [190, 210, 1], size: [14, 14, 2] },
  { name: "Tumour 2", from: [220, 240, 4], size: [10, 10, 1] },
  { name: "Tumour 3", from: [245, 270, 6], size: [7, 7, 1] },
] as const;
const organ = { from: [150, 180, 0], size: [130, 120, 8] } as const;

beforeAll(async () => {
  mkdirSync(study);
  copySlices(study, slices.from, slices.to);
  source = await readSeries(await findInputFiles([study]));
  viewer = await openViewer(browser, `${inject("viewerUrl")}?device=wasm`, serveQuickStudy(slices));
  await viewer.drop([{ name: "model.dcm", bytes: segmentation() }]);
  await waitUntil(async () => (await rows()).length === 4, 60_000, "the findings");
});

afterAll(() => folder[Symbol.dispose]());

/** An organ with three lesions in it, all of them a model's. */
function segmentation(): Uint8Array<ArrayBuffer> {
  const lesion = { ...tumour, segmentNumber: 2, label: "Tumour", algorithmType: "AUTOMATIC" as const };
  const { trackingId: _, trackingUID: __, typeModifier: ___, ...segment } = lesion;
  const labelMap = createLabelMap({ grid: source.volume.grid, segments: [liver, segment] });
  const [columns, rowCount] = source.volume.grid.size;
  const fill = (label: number, [i, j, k]: readonly number[], [di, dj, dk]: readonly number[]): void => {
    for (let slice = k!; slice < k! + dk!; slice++)
      for (let row = j!; row < j! + dj!; row++) {
        const start = i! + columns * (row + rowCount * slice);
        labelMap.voxels.fill(label, start, start + di!);
      }
  };
  fill(1, organ.from, organ.size);
  for (const { from, size } of places) fill(2, from, size);
  return writeDicomSeg(labelMap, { source });
}

const voxelsOf = ({ size: [di, dj, dk] }: (typeof places)[number]) => di * dj * dk;
const press = (key: string) => viewer.page.locator("body").press(key);
const table = () => viewer.page.getByRole("table", { name: "Review" });

/** Name and state of each row of the review. */
const rows = (): Promise<string[][]> =>
  viewer.page
    .locator("autoseg-review tbody tr")
    .evaluateAll((all) =>
      all.map((row) =>
        [row.querySelector(".name"), row.querySelector(".state")].map((cell) =>
          (cell?.textContent ?? "").trim().replace(/\s+/g, " "),
        ),
      ),
    );

const stateOf = async (name: string) => (await rows()).find(([shown]) => shown === name)?.[1];
const waitForState = (name: string, state: string) =>
  waitUntil(async () => (await stateOf(name)) === state, 60_000, `${name}: ${state}`);

/** The row that is reviewed. */
const active = async () =>
  (await viewer.page.locator("autoseg-review tr.active .name").innerText()).replace(/\s+/g, " ");

/** Whether the page asks before it is left: the browser shows its question then. */
const asksBeforeLeaving = () =>
  viewer.page.evaluate(() => !window.dispatchEvent(new Event("beforeunload", { cancelable: true })));

async function decideBy(key: string, name: string, state: string): Promise<void> {
  await viewer.button(`Go to ${name}`).click();
  await press(key);
  await waitForState(name, state);
}

describe("decisions", () => {
  test("begin at the first finding; N shows each that is left, in turn, and skips none", async () => {
    expect(await active()).toBe("Tumour 1");
    expect(await asksBeforeLeaving()).toBe(false);
    const seen = [await active()];
    for (let n = 1; n < 4; n++) {
      await press("n");
      await waitUntil(async () => (await active()) !== seen.at(-1), 60_000, "the next finding");
      seen.push(await active());
    }
    expect(seen.slice(0, 3)).toEqual(["Tumour 1", "Tumour 2", "Tumour 3"]);
    expect(new Set(seen).size).toBe(4);
  });

  test("are told of in full beside the finding: both axes, mean and standard deviation", async () => {
    await viewer.button("Go to Tumour 1").click();
    const [dx, dy] = source.volume.grid.spacingMm;
    // The largest distance between corners of its outline is a diagonal of the box.
    const long = Math.hypot(14 * dx, 14 * dy).toFixed(1);
    await viewer.page
      .getByText(
        new RegExp(
          `^Tumour 1: ${long.replace(".", "\\.")}\\s×\\s[\\d.]+\\smm on an axial slice, [−\\d.,]+\\s±\\s[\\d.]+\\sHU`,
        ),
      )
      .waitFor();
  });

  test("are steps of their own: Ctrl+Z after Reject brings the finding back, and all else stays", async () => {
    const before = await viewer.voxels();
    await decideBy("Delete", "Tumour 1", "rejected");
    expect(await viewer.button("Undo").getAttribute("title")).toContain("reject Tumour 1");
    // Told apart at a glance: struck out, in a colour of its own; and the one that is reviewed has a ground of its own.
    const look = (row: string) =>
      viewer.page
        .locator(`autoseg-review ${row} td.state`)
        .first()
        .evaluate((cell) => {
          const { textDecorationLine, color } = getComputedStyle(cell);
          return { textDecorationLine, color, ground: getComputedStyle(cell.parentElement!).backgroundColor };
        });
    const [rejected, unseen, current] = [
      await look("tr.rejected-row"),
      await look("tr.unseen-row:not(.active)"),
      await look("tr.active"),
    ];
    expect(rejected.textDecorationLine).toBe("line-through");
    expect(unseen.textDecorationLine).toBe("none");
    expect(rejected.color).not.toBe(unseen.color);
    expect(current.ground).not.toBe(unseen.ground);
    await press("Control+z");
    await waitForState("Tumour 1", "to review");
    expect(Buffer.compare(await viewer.voxels(), before)).toBe(0);
    expect((await rows()).length).toBe(4);
  });

  test("are asked about before the page is left, also what was decided after an export", async () => {
    await viewer.page.getByRole("textbox", { name: "Reader" }).fill("Doe, Jane");
    await viewer.page.getByRole("textbox", { name: "Reader" }).press("Tab");
    await decideBy("Delete", "Tumour 1", "rejected");
    expect(await asksBeforeLeaving()).toBe(true);
    const path = await viewer.exportTo(join(folder.path, "first"));
    await viewer.page
      .getByText(/3 unseen, 1 rejected left out\..*Tumour: rejected, exported as Liver\./)
      .waitFor();
    expect(await asksBeforeLeaving()).toBe(false);
    // What was rejected is the organ's that it lies in.
    const [exported, drawn] = [await readLabels(path, study), await viewer.voxels()];
    const count = (labels: Uint8Array, label: number) =>
      labels.reduce((sum, one) => sum + Number(one === label), 0);
    expect(count(drawn, 2)).toBe(places.reduce((sum, place) => sum + voxelsOf(place), 0));
    expect(count(exported, 2)).toBe(count(drawn, 2) - voxelsOf(places[0]));
    expect(count(exported, 1)).toBe(count(drawn, 1) + voxelsOf(places[0]));
    await decideBy("Enter", "Tumour 2", "accepted");
    expect(await asksBeforeLeaving()).toBe(true);
  });

  test("leave what is off the screen to be reviewed, though an operation changed it too", async () => {
    await viewer.button("Go to Tumour 2").click();
    await press("Alt+g");
    await waitForState("Tumour 2", "corrected");
    expect(await stateOf("Tumour 3")).toBe("to review");
    await press("Control+z");
    await waitForState("Tumour 2", "accepted");
  });

  test("are in the measurement report, with the reader and a diameter drawn by hand as such", async () => {
    await viewer.button("Go to Tumour 3").click();
    await press(";");
    const at = await viewer.page.evaluate(
      ([i, j]) => {
        const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
        const { axial } = viewer.workspace.view!.panes;
        const k = viewer.workspace.view!.cursor[2];
        return ([-9, 9] as const).map((di) => {
          const [x, y] = axial.toCanvas([i! + di, j!, k]);
          return [x / axial.element.clientWidth, y / axial.element.clientHeight] as const;
        });
      },
      [248, 273] as const,
    );
    await viewer.drag("pane-axial", at[0]!, at[1]!);
    await viewer.page.getByText(/^Tumour 3: .* mm, manual/).waitFor();
    await viewer.button("Other export formats").click();
    const [download] = await Promise.all([
      viewer.page.waitForEvent("download"),
      viewer.page.getByRole("menuitem").filter({ hasText: "Measurements" }).click(),
    ]);
    const files = unzipSync(new Uint8Array(readFileSync(await download.path())));
    const report = JSON.stringify(parseDataset(files["measurements.dcm"]!).dataset);
    expect(report).toContain("Review status");
    expect(report).toContain("Accepted");
    expect(report).toContain("Doe^Jane");
    expect(report).toContain("Manual");
    await press("Control+z");
    await press("x");
  });
});

test("a segmentation that is opened again knows what was decided, by whom and when, and what a person drew", async () => {
  await press("1");
  await press("b");
  const before = await viewer.voxels();
  // Outside of the organ.
  await viewer.drag("pane-axial", [0.6, 0.2], [0.66, 0.2]);
  await waitUntil(async () => Buffer.compare(await viewer.voxels(), before) !== 0);
  const drawn = (await viewer.voxels()).filter((label, at) => label !== before[at]).length;
  const path = await viewer.exportTo(join(folder.path, "second"));
  await viewer.startOver();
  await viewer.drop([{ name: "again.dcm", bytes: readFileSync(path) }]);
  await waitForState("Tumour 2", "accepted");
  expect(await stateOf("Tumour 3")).toBe("to review");
  const said = await table()
    .getByRole("row", { name: /Tumour 2/ })
    .locator("td.state")
    .getAttribute("title");
  expect(said).toMatch(/^Doe, Jane, .*\d{4}.* at \d/);
  // The model's voxels are nobody's work: only what was drawn is asked about, voxel for voxel.
  await viewer.button("Segment").click();
  const question = viewer.page.getByRole("dialog", { name: "Keep your edits?" });
  await question.getByText(new RegExp(`edited ${drawn.toLocaleString("en")} voxels by hand`)).waitFor();
  await press("Escape");
  await question.waitFor({ state: "hidden" });
  viewer.expectQuiet();
});

test("a rejected lesion at an organ's border becomes what the model's manifest says it does", async () => {
  const change = (name: string, bytes: Buffer): Buffer => {
    if (name !== "manifest.json") return bytes;
    const manifest = JSON.parse(bytes.toString());
    // Nothing else tells what the lesion belongs to.
    for (const segment of manifest.segments) delete segment.anatomicRegion;
    const small = { operation: "remove-small-components", values: [2], smallerThanMl: 0.01, becomes: 1 };
    return Buffer.from(JSON.stringify({ ...manifest, postprocessing: [small] }));
  };
  const other = await openViewer(browser, `${inject("viewerUrl")}?device=wasm`, async (page) => {
    await serveFewSlices(page, slices);
    await serveModel(page, tinyModel, change);
  });
  // A lesion of 10 x 10 voxels that touches the organ with one side.
  await other.page.evaluate(() => {
    const { viewer } = document.querySelector("viewer-app") as unknown as { viewer: Viewer };
    const edit = viewer.workspace.study!.session.beginEdit("run", "run");
    for (let j = 200; j < 240; j++) edit.setRow({ i: 150, end: 200, j, k: 3 }, 1);
    for (let j = 210; j < 220; j++) edit.setRow({ i: 200, end: 210, j, k: 3 }, 2);
    edit.commit();
  });
  // Its row is that of the segment until it was measured.
  await other.page
    .getByRole("row", { name: /Liver tumour/ })
    .locator("td:nth-child(3)")
    .getByText(/\d/)
    .waitFor();
  await other.button(/^Go to Liver tumour/).click();
  await other.page.locator("body").press("Delete");
  await other.page.locator("autoseg-review tr.rejected-row").waitFor();
  const labels = await readLabels(await other.exportTo(join(folder.path, "third")), study);
  const count = (label: number) => labels.reduce((sum, one) => sum + Number(one === label), 0);
  expect([count(1), count(2)]).toEqual([40 * 50 + 100, 0]);
  other.expectQuiet();
});
