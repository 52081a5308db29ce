import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { findInputFiles } from "../../src/cli/input-files.ts";
import { readSeries, type SourceSeries } from "../../src/dicom/index.ts";
import { gridDistanceMm } from "../../src/geometry/index.ts";
import { useBrowser } from "./browser.ts";
import { type ExamplePage, exampleSlices, openExample } from "./example-page.ts";
import { createFolder, sampleFiles, sampleFolder } from "./sample-study.ts";
import { cornerstoneVersion } from "./serve-examples.ts";
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

describe(`in hosts on Cornerstone3D ${cornerstoneVersion}`, () => {
  const open = (name: string): Promise<ExamplePage> => openExample(browser, inject("examplesUrl"), name);

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

  test("what comes later is waited for; a series that is exchanged does not take unsaved work with it", async () => {
    const example = await open("run");
    const { page } = example;
    await page.evaluate(() => {
      const { engine } = globalThis.host;
      for (const id of ["axial", "coronal"]) engine.disableElement(id);
    });
    const opened = page.evaluate(() => globalThis.autoseg.open().then(({ grid }) => grid.size));
    await waitUntil(() => page.evaluate(() => globalThis.autoseg.state.waitingFor !== undefined));
    expect(await page.evaluate(() => globalThis.autoseg.state.waitingFor)).toMatch(/^No viewport of/);
    await page.evaluate(async () => {
      const { core, engine, group } = globalThis.host;
      const element = document.getElementById("axial") as HTMLDivElement;
      engine.enableElement({ viewportId: "axial", element, type: core.Enums.ViewportType.ORTHOGRAPHIC });
      group.addViewport("axial", engine.id);
      await core.setVolumesForViewports(engine, [{ volumeId: "ct" }], ["axial"]);
      engine.render();
    });
    expect(await opened).toEqual([...source.volume.grid.size]);
    expect(await page.evaluate(() => globalThis.autoseg.state.waitingFor)).toBeUndefined();

    const exchanged = await page.evaluate(async () => {
      const { autoseg, host } = globalThis;
      const { core, engine } = host;
      await autoseg.addSegment({ label: "Mine", term: autoseg.session!.segments[0]! });
      const shown: unknown[] = [];
      const { voxels, grid } = autoseg.session!;
      core.volumeLoader.createLocalVolume("other", {
        scalarData: new Float32Array(voxels.length),
        dimensions: [...grid.size],
        spacing: [...grid.spacingMm],
        origin: [...grid.originLps] as never,
        direction: grid.directionsLps.flatMap((axis) => [...axis]) as never,
        metadata: {} as never,
      });
      await core.setVolumesForViewports(engine, [{ volumeId: "other" }], ["axial"]);
      await new Promise((resolve) => setTimeout(resolve));
      shown.push(autoseg.state.waitingFor);
      shown.push(
        await autoseg.open().then(
          () => "opened",
          (error) => error.code,
        ),
      );
      await core.setVolumesForViewports(engine, [{ volumeId: "ct" }], ["axial"]);
      await new Promise((resolve) => setTimeout(resolve));
      shown.push(autoseg.state.waitingFor ?? "nothing");
      shown.push(autoseg.session!.segments.at(-1)!.label);
      return shown;
    });
    expect(exchanged).toEqual([
      "No viewport shows this series now. Your work is kept.",
      "unsaved-work",
      "nothing",
      "Mine",
    ]);
    await page.context().close();
  });

  test("a segmentation that the host has is listed, opened where it is, edited, run into, and given back", async () => {
    const example = await open("panel");
    const { page } = example;
    const listed = await page.evaluate(() => {
      const { core, tools } = globalThis.host;
      core.volumeLoader.createAndCacheDerivedLabelmapVolume("ct", { volumeId: "own" });
      const type = tools.Enums.SegmentationRepresentations.Labelmap;
      tools.segmentation.addSegmentations([
        {
          segmentationId: "own",
          representation: { type, data: { volumeId: "own" } },
          config: { label: "By hand", segments: { 1: { label: "Spleen", active: true } } },
        },
      ]);
      tools.segmentation.addLabelmapRepresentationToViewport("axial", [{ segmentationId: "own" }]);
      return globalThis.autoseg.hostSegmentations();
    });
    expect(listed).toEqual([
      { segmentationId: "own", label: "By hand", segments: [{ segmentNumber: 1, label: "Spleen" }] },
    ]);
    await page.evaluate(() => globalThis.autoseg.openHostSegmentation("own").then(() => undefined));
    await example.button("Brush").click();
    const middle = await example.voxelAt("axial", [0.35, 0.45]);
    await example.drag("axial", [0.34, 0.45], [0.36, 0.45]);
    const byHand = await labelsOf(example);
    expect(byHand[middle]).toBe(1);
    const spleen = labelled(byHand).length;
    await example.button("Segment").click();
    // What was drawn is kept; the liver comes under a number that is free.
    await example.button("Keep my edits").click();
    await waitUntil(() =>
      page.evaluate(
        () => !globalThis.autoseg.state.run && globalThis.autoseg.session!.history.nextUndo?.kind === "run",
      ),
    );
    const both = await labelsOf(example);
    expect(both.filter((label) => label === 1)).toHaveLength(spleen);
    expect(both[middle]).toBe(1);
    const host = await page.evaluate(() => {
      const { core, tools } = globalThis.host;
      const counts: Record<number, number> = {};
      for (const imageId of core.cache.getVolume("own")!.imageIds)
        for (const label of core.cache.getImage(imageId)!.getPixelData())
          counts[label] = (counts[label] ?? 0) + 1;
      const { segments } = tools.segmentation.state.getSegmentation("own")!;
      return {
        counts,
        labels: Object.values(segments).map(({ segmentIndex, label }) => [segmentIndex, label]),
      };
    });
    for (const [label, count] of Object.entries(host.counts))
      expect(
        both.filter((voxel) => voxel === Number(label)),
        label,
      ).toHaveLength(count);
    expect(host.labels).toEqual([
      [1, "Spleen"],
      [2, "Liver tumour"],
      [3, "Liver"],
    ]);
    const left = await page.evaluate(async () => {
      await globalThis.autoseg.dispose();
      const { segmentation } = globalThis.host.tools;
      return segmentation.state.getSegmentations().map(({ segmentationId }) => segmentationId);
    });
    expect(left).toEqual(["own"]);
    example.expectQuiet();
    await page.context().close();
  });

  test("two extensions on one page work side by side", async () => {
    const example = await open("panel");
    const { page } = example;
    await page.evaluate(async () => {
      const first = globalThis.autoseg;
      await first.open();
      const { group, engine } = globalThis.host;
      const second = new (first.constructor as new (options: object) => typeof first)({
        renderingEngineId: engine.id,
        toolGroupId: group.id,
        models: [],
        label: "Second",
      });
      await second.open();
      Object.assign(globalThis, { second });
      await second.addSegment({ label: "Other", term: first.session!.segments[0]! });
    });
    await example.button("Brush").click();
    const middle = await example.voxelAt("axial", [0.35, 0.45]);
    await example.drag("axial", [0.34, 0.45], [0.36, 0.45]);
    expect((await labelsOf(example))[middle]).toBe(liver);
    const state = () =>
      page.evaluate(() => {
        const { second } = globalThis as unknown as { second: typeof globalThis.autoseg };
        return {
          other: second.session?.voxels.some(Boolean),
          segmentations: globalThis.host.tools.segmentation.state
            .getSegmentations()
            .map(({ label }) => label),
        };
      });
    expect(await state()).toEqual({ other: false, segmentations: ["Segmentation", "Second"] });
    await page.evaluate(() =>
      (globalThis as unknown as { second: typeof globalThis.autoseg }).second.dispose(),
    );
    expect((await state()).segmentations).toEqual(["Segmentation"]);
    await example.button("Undo").click();
    expect(labelled(await labelsOf(example))).toEqual([]);
    example.expectQuiet();
    await page.context().close();
  });

  test("the panel as a React component comes and goes, and hands over what is exported", async () => {
    const example = await open("react");
    await example.button("Segment").click();
    await waitUntil(() => example.button("Export DICOM-SEG").isEnabled());
    const accent = await example.page
      .locator("autoseg-panel")
      .evaluate((panel) => getComputedStyle(panel).getPropertyValue("--accent"));
    expect(accent).toBe("#ffd166");
    await example.button("Export DICOM-SEG").click();
    await waitUntil(async () => /^\d+ bytes$/.test(await example.output()));
    await example.button("Segmentation").click();
    await example.page.locator("autoseg-panel").waitFor({ state: "detached" });
    expect(labelled(await labelsOf(example)).length).toBeGreaterThan(10_000);
    await example.button("Segmentation").click();
    await waitUntil(() => example.button("Export DICOM-SEG").isEnabled());
    example.expectQuiet();
    await example.page.context().close();
  });
});
