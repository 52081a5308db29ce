import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useBrowser } from "../e2e/browser.ts";
import { copyAsOtherStudy, createFolder, sampleSeriesUID, sampleStudyUID } from "../e2e/sample-study.ts";
import { tinyModel } from "../e2e/served-files.ts";
import { waitUntil } from "../e2e/viewer-page.ts";
import { type OhifPage, openOhif } from "./ohif-page.ts";
import { buildPlugin, type Hospital, openHospital, whyNot } from "./ohif-site.ts";
import { noPydicom, readLabelsByPydicom } from "./read-labels.ts";

const slices = { from: 38, to: 46 };
const study = `StudyInstanceUIDs=${sampleStudyUID}`;

const browser = await useBrowser();
let plugin: Awaited<ReturnType<typeof buildPlugin>>;

beforeAll(async () => {
  plugin = await buildPlugin(tinyModel);
});
afterAll(() => plugin?.[Symbol.dispose]());

/** Opens the study in our mode and runs the model by its button. */
async function segment(hospital: Hospital): Promise<OhifPage> {
  const ohif = await openOhif(browser, hospital.url, `autoseg?${study}`);
  await ohif.button("Segment").click();
  await ohif.until(({ undo, isRunning }) => undo !== undefined && !isRunning, "the run");
  return ohif;
}

/** OHIF's own download, by its menu. It shows the file in the place of the segmentation then. */
async function downloadByOhif({ page, part, showPanel, download }: OhifPage): Promise<string> {
  await showPanel("panelSegmentationWithToolsLabelMap");
  await part("segmentation-collapsed-more-btn-Labelmap").click();
  await page.getByRole("menuitem", { name: "Export" }).hover();
  await page.getByRole("menuitem", { name: "DICOM SEG" }).click();
  return download(() => page.getByRole("dialog").getByRole("button", { name: "Download" }).click());
}

describe.each(["3.13.2", "3.14.0-beta.6"] as const)("OHIF %s", async (version) => {
  const reason = await whyNot(version);
  let hospital: Hospital;

  beforeAll(async () => {
    if (reason) return;
    using other = createFolder();
    copyAsOtherStudy(other.path, slices.from, slices.to);
    const files = readdirSync(other.path).map((name) => readFileSync(join(other.path, name)));
    hospital = await openHospital({ version, plugin: plugin.folder, slices, files });
  });
  afterAll(() => hospital?.[Symbol.asyncDispose]());

  test("lists what our model found with label and statistics; its brush and ours edit it, with one undo", async (context) => {
    if (reason) context.skip(reason);
    const ohif = await segment(hospital);
    const { page, part, showPanel, drag, until, state, expectQuiet } = ohif;
    const made = await state();
    expect(made.voxels[1]).toBeGreaterThan(10_000);

    await showPanel("panelSegmentationWithToolsLabelMap");
    await page.getByText("AI segmentation", { exact: true }).waitFor();
    expect(await part("data-row-title").textContent()).toBe("Liver");

    await part("Brush-btn").click();
    await drag([0.75, 0.47], [0.8, 0.47]);
    const drawn = await until(({ hash, undo }) => hash !== made.hash && undo !== made.undo, "OHIF's stroke");
    expect(drawn.voxels[1]).toBeGreaterThan(made.voxels[1]!);
    // OHIF counts again by itself, a second after the last change, and shows it when the pointer comes anew.
    const count = page.getByText(String(drawn.voxels[1]), { exact: true });
    await waitUntil(
      async () => {
        await part("undo-btn").hover();
        await part("data-row").hover();
        return count.isVisible();
      },
      60_000,
      "OHIF's statistics",
    );

    await showPanel("autoseg");
    await ohif.button("Eraser").click();
    await drag([0.78, 0.47], [0.8, 0.47]);
    const erased = await until(({ hash }) => hash !== drawn.hash, "our stroke");
    expect(erased.voxels[1]).toBeLessThan(drawn.voxels[1]!);

    await part("undo-btn").click();
    expect((await until(({ hash }) => hash !== erased.hash, "undo by OHIF of our stroke")).hash).toBe(
      drawn.hash,
    );
    await ohif.button("Undo").click();
    expect((await until(({ hash }) => hash !== drawn.hash, "undo by us of OHIF's stroke")).hash).toBe(
      made.hash,
    );
    await page.keyboard.press("Control+y");
    expect((await until(({ hash }) => hash !== made.hash, "redo by OHIF's key")).hash).toBe(drawn.hash);
    expectQuiet();
  });

  test("exports by OHIF and by us hold the same voxels, and Save to PACS stores ours", async (context) => {
    if (reason ?? noPydicom) context.skip(reason ?? noPydicom);
    const ohif = await segment(hospital);
    const { hash } = await ohif.state();
    const ours = await ohif.download(() => ohif.button("Export DICOM-SEG").click());
    expect(readLabelsByPydicom(ours, slices)).toMatchObject({
      hash,
      segments: ["Liver"],
      patient: "SYNTHETIC-0001",
    });
    expect((await ohif.state()).isUnsaved).toBe(false);

    await ohif.button("Save to PACS").click();
    await ohif.until(({ notices }) => notices.includes("The segmentation was stored in PACS."), "the PACS");
    const series = await fetch(`${hospital.dicomWeb}/studies/${sampleStudyUID}/series?Modality=SEG`);
    expect(await series.json()).toHaveLength(1);

    const theirs = await downloadByOhif(ohif);
    expect(readLabelsByPydicom(theirs, slices)).toMatchObject({ hash, patient: "SYNTHETIC-0001" });
    ohif.expectQuiet();
  });

  test("work follows the layout, and is there again after the mode was left", async (context) => {
    if (reason) context.skip(reason);
    const ohif = await segment(hospital);
    const { page, part, until } = ohif;
    const made = await ohif.state();
    await part("layout-button").click();
    await part("Layout-0-0").click();
    await page.waitForFunction("document.querySelectorAll('[data-cy=viewport-pane]').length === 1");
    await ohif.button("Brush").click();
    await ohif.drag([0.5, 0.2], [0.52, 0.2]);
    const drawn = await until(({ hash }) => hash !== made.hash, "a stroke in the new layout");
    expect(drawn.isShown).toBe(true);

    await part("return-to-work-list").click();
    await page.getByText("Synthetic, Abdomen").first().waitFor();
    await until(({ isShown }) => !isShown, "leaving the mode");
    await page.getByText("Synthetic, Abdomen").first().click();
    await page.getByRole("button", { name: "AI Segmentation" }).first().click();
    const again = await until(({ isShown }) => isShown, "the mode again");
    expect(again).toMatchObject({ hash: drawn.hash, undo: drawn.undo, isUnsaved: true });
    await ohif.button("Undo").click();
    expect((await until(({ hash }) => hash !== drawn.hash, "undo")).hash).toBe(made.hash);
    ohif.expectQuiet();
  });

  test("another study is segmented only after the question what becomes of unsaved work", async (context) => {
    if (reason) context.skip(reason);
    const ohif = await segment(hospital);
    const { page, part, until } = ohif;
    const made = await ohif.state();
    const openStudy = async (isWanted: (url: string) => boolean) => {
      // Both are of the same patient and day: which row is which, their addresses say.
      for (const row of [0, 1]) {
        await part("return-to-work-list").click();
        await page.getByText("Synthetic, Abdomen").nth(row).click();
        await page.getByRole("button", { name: "AI Segmentation" }).first().click();
        await page.locator("autoseg-panel").waitFor();
        if (isWanted(page.url())) return;
      }
      throw new Error("the study is in neither row");
    };
    const asks = (title: string) => until(({ question }) => question === title, title);

    await openStudy((url) => !url.includes(sampleStudyUID));
    await ohif.button("Segment").click();
    await asks("Segment another series?");
    await ohif.button("Cancel").click();
    expect(await until(({ question }) => question === undefined, "the answer")).toMatchObject({
      hash: made.hash,
      series: sampleSeriesUID,
    });
    await ohif.button("Segment").click();
    await asks("Segment another series?");
    await ohif.button("Save and continue").click();
    const other = await until(
      ({ series, isRunning, undo }) => series !== sampleSeriesUID && undo !== undefined && !isRunning,
      "the run on the other study",
    );
    expect(other.voxels[1]).toBeGreaterThan(0);

    await openStudy((url) => url.includes(sampleStudyUID));
    await ohif.button("Brush").click();
    await asks("Segment another series?");
    await ohif.button("Discard and continue").click();
    await asks("Resume your work?");
    await ohif.button("Resume").click();
    expect(await until(({ hash }) => hash === made.hash, "what was saved")).toMatchObject({
      series: sampleSeriesUID,
    });
    ohif.expectQuiet();
  });
});
