import { afterAll, beforeAll, expect, test } from "vitest";
import type { AutosegPanel } from "../../src/panel.ts";
import { useBrowser } from "../e2e/browser.ts";
import { sampleStudyUID } from "../e2e/sample-study.ts";
import { shippedModel, tinyModel } from "../e2e/served-files.ts";
import { openOhif } from "./ohif-page.ts";
import { buildPlugin, openHospital, whyNot } from "./ohif-site.ts";

const slices = { from: 40, to: 44 };
const study = `StudyInstanceUIDs=${sampleStudyUID}`;

const browser = await useBrowser();
let plugin: Awaited<ReturnType<typeof buildPlugin>>;

beforeAll(async () => {
  plugin = await buildPlugin(tinyModel, shippedModel);
});
afterAll(() => plugin?.[Symbol.dispose]());

const reason = await whyNot("3.13.2");
const only = (model: string): string =>
  `customizationService: [{ "autoseg.options": { $set: { models: ["models/${model}/"] } } }],`;

test("a shipped model runs, in OHIF's own segmentation mode, on a stack", async (context) => {
  if (reason) context.skip(reason);
  await using hospital = await openHospital({
    version: "3.13.2",
    plugin: plugin.folder,
    slices,
    config: only("ct-liver-tumour"),
  });
  const ohif = await openOhif(browser, hospital.url, `segmentation?${study}`);
  await ohif.showPanel("autoseg");
  await ohif.button("Segment").click();
  const { voxels, isShown } = await ohif.until(
    ({ undo, isRunning }) => undo !== undefined && !isRunning,
    "the run",
  );
  expect(voxels[1]).toBeGreaterThan(50_000);
  expect(isShown).toBe(true);
  ohif.expectQuiet();
});

test("the UMD form works, and a configuration that is a function names the mode", async (context) => {
  if (reason) context.skip(reason);
  await using hospital = await openHospital({
    version: "3.13.2",
    plugin: plugin.folder,
    slices,
    extensions: 'window["@cornerstone-autoseg/ohif"]',
    modes: '"/plugins/autoseg/mode.js"',
    before: `const script = document.createElement("script");
      script.src = "/plugins/autoseg/index.umd.js";
      await new Promise((resolve) => { script.onload = resolve; document.head.append(script); });`,
    config: only("threshold-tiny"),
  });
  const ohif = await openOhif(browser, hospital.url, `autoseg?${study}`);
  await ohif.button("Segment").waitFor();
  await ohif.page.keyboard.press("Shift+S");
  const { voxels } = await ohif.until(({ undo, isRunning }) => undo !== undefined && !isRunning, "the run");
  expect(voxels[1]).toBeGreaterThan(5000);
  ohif.expectQuiet();
});

test("without cross-origin isolation it runs with one thread", async (context) => {
  if (reason) context.skip(reason);
  await using hospital = await openHospital({
    version: "3.13.2",
    plugin: plugin.folder,
    slices,
    config: only("threshold-tiny"),
    headers: {},
  });
  const ohif = await openOhif(browser, hospital.url, `autoseg?${study}`);
  expect(await ohif.page.evaluate(() => crossOriginIsolated)).toBe(false);
  await ohif.button("Segment").click();
  await ohif.until(({ undo, isRunning }) => undo !== undefined && !isRunning, "the run");
  const provider = await ohif.page.evaluate(
    () => (document.querySelector("autoseg-panel") as AutosegPanel).model.state.report?.provider.label,
  );
  expect(provider).toBe("WebAssembly, 1 thread");
  ohif.expectQuiet();
});

test("OHIF 3.12 says which version is needed, and goes on without", async (context) => {
  const missing = await whyNot("3.12.10");
  if (missing) context.skip(missing);
  await using hospital = await openHospital({ version: "3.12.10", plugin: plugin.folder, slices });
  const { page, part, expectQuiet } = await openOhif(browser, hospital.url, `segmentation?${study}`);
  await part("autoseg-btn").click();
  await page.getByText("needs 5.6 or newer. Install OHIF 3.13 or newer.").first().waitFor();
  await part("panelSegmentationWithToolsLabelMap-btn").click();
  await page.getByText("Add segmentation").waitFor();
  expectQuiet();
});
