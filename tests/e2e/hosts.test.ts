import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findInputFiles } from "../../src/cli/input-files.ts";
import { readSeries, type SourceSeries } from "../../src/dicom/index.ts";
import { gridDistanceMm } from "../../src/geometry/index.ts";
import { useBrowser } from "./browser.ts";
import { type ExamplePage, exampleSlices, openExample } from "./example-page.ts";
import { createFolder, sampleFiles, sampleFolder } from "./sample-study.ts";
import { cornerstoneVersions, serveExamples } from "./serve-examples.ts";
import { waitUntil } from "./viewer-page.ts";

const folder = createFolder();
const liver = 1;
const browser = await useBrowser();
let source: SourceSeries;

beforeAll(async () => {
  const study = join(folder.path, "study");
  mkdirSync(study);
  for (const name of sampleFiles().slice(exampleSlices.from, exampleSlices.to))
    copyFileSync(join(sampleFolder, name), join(study, name));
  source = await readSeries(await findInputFiles([study]));
});

afterAll(() => folder[Symbol.dispose]());

/** Linear indices of the voxels that have a label. */
const labelled = (voxels: Uint8Array): number[] => [...voxels.keys()].filter((index) => voxels[index] !== 0);

describe.each(cornerstoneVersions)("in hosts on Cornerstone3D %s", (version) => {
  let served: Awaited<ReturnType<typeof serveExamples>>;

  beforeAll(async () => {
    served = await serveExamples(version);
  });

  afterAll(() => served?.[Symbol.asyncDispose]());

  const open = (name: string): Promise<ExamplePage> => openExample(browser, served.url, name);

  async function labelsOf(example: ExamplePage): Promise<Uint8Array> {
    const { grid, voxels } = await example.labels();
    expect(gridDistanceMm(grid, source.volume.grid)).toBeLessThan(1e-3);
    return voxels;
  }

  /** What a Cornerstone brush of the host draws with the left button, into the active segment. */
  const giveBrushToHost = ({ page }: ExamplePage): Promise<void> =>
    page.evaluate(() => {
      const { tools, group } = globalThis.host;
      const { BrushTool } = tools;
      if (!group.hasTool(BrushTool.toolName)) {
        tools.addTool(BrushTool);
        group.addTool(BrushTool.toolName);
        tools.utilities.segmentation.setBrushSizeForToolGroup(group.id, 12);
      }
      const primary = group.getActivePrimaryMouseButtonTool();
      if (primary) group.setToolPassive(primary, { removeAllBindings: true });
      group.setToolActive(BrushTool.toolName, { bindings: [{ mouseButton: 1 }] });
    });
  const undoInHost = ({ page }: ExamplePage): Promise<void> =>
    page.evaluate(() => globalThis.host.core.utilities.HistoryMemo.DefaultHistoryMemo.undo());
  const redoInHost = ({ page }: ExamplePage): Promise<void> =>
    page.evaluate(() => globalThis.host.core.utilities.HistoryMemo.DefaultHistoryMemo.redo());

  describe("that show stacks", () => {
    let example: ExamplePage;
    let byModel: Uint8Array;

    beforeAll(async () => {
      example = await open("stack");
    });

    afterAll(() => example?.page.context().close());

    test("a run loads the images that are missing, and shows on the image in view", async () => {
      await example.button("Segment").click();
      await waitUntil(() => example.button("Export DICOM-SEG").isEnabled());
      byModel = await labelsOf(example);
      expect(labelled(byModel).length).toBeGreaterThan(10_000);
      const place = [0.3, 0.45] as const;
      expect(byModel[await example.voxelAt("axial", place)]).toBe(liver);
      await waitUntil(async () => {
        const [red, , blue] = await example.colourAt("axial", place);
        return red! > blue! + 20;
      });
    });

    test("the brush draws on the image in view, and only there; undone", async () => {
      await example.button("Liver tumour").click();
      await example.button("Brush").click();
      const middle = await example.voxelAt("axial", [0.35, 0.45]);
      await example.drag("axial", [0.3, 0.45], [0.4, 0.45]);
      const drawn = await labelsOf(example);
      expect(drawn[middle]).toBe(2);
      const sliceVoxels = source.volume.grid.size[0] * source.volume.grid.size[1];
      const slices = new Set(
        [...drawn.keys()].filter((at) => drawn[at] !== byModel[at]).map((at) => Math.floor(at / sliceVoxels)),
      );
      expect([...slices]).toEqual([Math.floor(middle / sliceVoxels)]);
      await example.button("Undo").click();
      expect(Buffer.compare(await labelsOf(example), byModel)).toBe(0);
    });

    test("the host's brush draws into the same segmentation, and is undone with it", async () => {
      await example.button("Brush").click();
      await giveBrushToHost(example);
      const before = await example.page.evaluate(() => globalThis.autoseg.session!.counts.voxels(2));
      const middle = await example.voxelAt("axial", [0.35, 0.45]);
      await example.drag("axial", [0.3, 0.45], [0.4, 0.45]);
      await waitUntil(() => example.page.evaluate(() => !globalThis.autoseg.session!.isEditing));
      const drawn = await labelsOf(example);
      expect(drawn[middle]).toBe(2);
      const counted = await example.page.evaluate(() => globalThis.autoseg.session!.counts.voxels(2));
      expect(counted - before).toBe(drawn.filter((label) => label === 2).length);
      expect(await example.page.evaluate(() => globalThis.autoseg.state.undoName)).toBe(
        "edit in the application",
      );
      await undoInHost(example);
      expect(Buffer.compare(await labelsOf(example), byModel)).toBe(0);
      await redoInHost(example);
      expect(Buffer.compare(await labelsOf(example), drawn)).toBe(0);
      await example.button("Undo").click();
      expect(Buffer.compare(await labelsOf(example), byModel)).toBe(0);
    });

    test("it follows to a volume viewport in the place of the stack, and back", async () => {
      await example.page.evaluate(async () => {
        const { core, engine, group } = globalThis.host;
        const stack = engine.getViewport("axial") as import("@cornerstonejs/core").Types.IStackViewport;
        const imageIds = stack.getImageIds();
        const { element } = stack;
        engine.disableElement("axial");
        engine.enableElement({
          viewportId: "axial",
          element,
          type: core.Enums.ViewportType.ORTHOGRAPHIC,
          defaultOptions: { orientation: core.Enums.OrientationAxis.AXIAL },
        });
        group.addViewport("axial", engine.id);
        const volume = await core.volumeLoader.createAndCacheVolume("ct", { imageIds });
        volume.load();
        await core.setVolumesForViewports(engine, [{ volumeId: "ct" }], ["axial"]);
        engine.render();
      });
      expect(Buffer.compare(await labelsOf(example), byModel)).toBe(0);
      await example.button("Brush").click();
      const middle = await example.voxelAt("axial", [0.35, 0.45]);
      await example.drag("axial", [0.3, 0.45], [0.4, 0.45]);
      expect((await labelsOf(example))[middle]).toBe(2);
      await example.button("Undo").click();
      expect(Buffer.compare(await labelsOf(example), byModel)).toBe(0);
      await waitUntil(async () => {
        const [red, , blue] = await example.colourAt("axial", [0.3, 0.45]);
        return red! > blue! + 20;
      });
      example.expectQuiet();
    });
  });
});
