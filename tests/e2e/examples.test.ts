import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { findInputFiles } from "../../src/cli/input-files.ts";
import { parseDataset, readSeries, type SourceSeries, text } from "../../src/dicom/index.ts";
import { readDicomSeg, readDicomSegExactly, writeDicomSeg } from "../../src/dicom-objects/index.ts";
import { computeChanges, writeRuns } from "../../src/editing/index.ts";
import { gridDistanceMm } from "../../src/geometry/index.ts";
import { loadModel } from "../../src/model/index.ts";
import { wholeBlock } from "../../src/regions/index.ts";
import { createSegmenter } from "../../src/segmentation/index.ts";
import { createLabelMap } from "../../src/volume/index.ts";
import { liver as liverSegment } from "../unit/dicom-objects/phantom.ts";
import { openPage, useBrowser } from "./browser.ts";
import { type ExamplePage, exampleSlices, openExample } from "./example-page.ts";
import { englishOn } from "./language-of-page.ts";
import { createFolder, dice, sampleFiles, sampleFolder } from "./sample-study.ts";
import { cornerstoneVersion } from "./serve-examples.ts";
import { serveQuickStudy, tinyModel } from "./served-files.ts";
import { waitUntil } from "./viewer-page.ts";
import { findViolations } from "./violations.ts";

const folder = createFolder();
const [liver, tumour] = [1, 2];
const browser = await useBrowser();
/** The slices that the pages show, read by this project itself, and what the model makes of them in Node. */
let source: SourceSeries;
let byNode: Uint8Array;

beforeAll(async () => {
  const study = join(folder.path, "study");
  mkdirSync(study);
  for (const name of sampleFiles().slice(exampleSlices.from, exampleSlices.to))
    copyFileSync(join(sampleFolder, name), join(study, name));
  source = await readSeries(await findInputFiles([study]));
  await using segmenter = await createSegmenter(await loadModel(tinyModel));
  byNode = (await segmenter.run(source.volume)).labelMap.voxels;
});

afterAll(() => folder[Symbol.dispose]());

const count = (voxels: Uint8Array, label: number): number =>
  voxels.reduce((sum, voxel) => sum + Number(voxel === label), 0);

describe(`on Cornerstone3D ${cornerstoneVersion}`, () => {
  const open = (name: string): Promise<ExamplePage> => openExample(browser, inject("examplesUrl"), name);

  /** The labels lie on the grid of the series as this project reads it from its files. */
  async function labelsOf(example: ExamplePage): Promise<Uint8Array> {
    const { grid, voxels } = await example.labels();
    expect(gridDistanceMm(grid, source.volume.grid)).toBeLessThan(1e-3);
    return voxels;
  }

  describe("the panel in an application's viewports", () => {
    let example: ExamplePage;
    let before: unknown;
    let byModel: Uint8Array;

    beforeAll(async () => {
      example = await open("panel");
      before = await example.host();
    });

    afterAll(() => example?.page.context().close());

    test("is built with that version", async () => {
      const versions = await example.page.evaluate(() => [
        globalThis.host.core.version,
        globalThis.host.tools.version,
      ]);
      expect(versions).toEqual([cornerstoneVersion, cornerstoneVersion]);
    });

    test("adds nothing before it is used", async () => {
      expect(await example.page.evaluate(() => globalThis.autoseg.session === undefined)).toBe(true);
      expect(before).toMatchObject([
        { actors: 1, primary: "WindowLevel" },
        { actors: 1, primary: "WindowLevel" },
      ]);
    });

    test("segments what the viewports show, as the library does", async () => {
      await example.button("Segment").click();
      await waitUntil(() => example.button("Export DICOM-SEG").isEnabled());
      byModel = await labelsOf(example);
      expect(count(byModel, liver)).toBeGreaterThan(10_000);
      const isLabelled = (label: number) => label === liver;
      expect(dice(byModel, byNode, isLabelled, isLabelled)).toBeGreaterThan(0.9999);
    });

    test("can be used by everybody", async () => {
      await waitUntil(async () => (await example.page.getByRole("table", { name: "Review" }).count()) > 0);
      expect(await findViolations(example.page, "autoseg-panel")).toEqual([]);
      await example.button("Preferences").click();
      const preferences = example.page.getByRole("dialog", { name: "Preferences" });
      await preferences.getByLabel("Save the segments of this study: Name").fill("Mine");
      await example.page.keyboard.press("Enter");
      await preferences.getByRole("button", { name: "Delete Mine" }).waitFor();
      expect(await findViolations(example.page, "autoseg-panel")).toEqual([]);
      await preferences.getByRole("button", { name: "Close" }).click();
      await example.page.getByRole("combobox", { name: "Add a preset" }).waitFor();
    });

    test("shows the segment in the host's viewports, where its voxels are", async () => {
      const place = [0.3, 0.45] as const;
      const [voxel, colours] = [
        await example.voxelAt("axial", place),
        async () => example.colourAt("axial", place),
      ];
      expect(byModel[voxel]).toBe(liver);
      await waitUntil(async () => {
        const [red, , blue] = await colours();
        return red! > blue! + 20;
      });
    });

    test("draws with the mouse into the chosen segment, on the slice in view", async () => {
      await example.button("Liver tumour").click();
      await example.button("Brush").click();
      const middle = await example.voxelAt("axial", [0.35, 0.45]);
      const windowBefore = JSON.stringify(await example.host());
      await example.drag("axial", [0.3, 0.45], [0.4, 0.45]);
      const drawn = await labelsOf(example);
      expect(drawn[middle]).toBe(tumour);
      const sliceVoxels = source.volume.grid.size[0] * source.volume.grid.size[1];
      const changed = new Set<number>();
      drawn.forEach((label, index) => {
        if (label !== byModel[index]) changed.add(Math.floor(index / sliceVoxels));
      });
      expect([...changed]).toEqual([Math.floor(middle / sliceVoxels)]);
      // The host's own tool for the left button did nothing meanwhile.
      expect(JSON.stringify(await example.host())).toBe(windowBefore);
    });

    test("erases, and undoes both", async () => {
      const middle = await example.voxelAt("axial", [0.35, 0.45]);
      await example.button("Eraser").click();
      await example.drag("axial", [0.34, 0.45], [0.36, 0.45]);
      expect((await labelsOf(example))[middle]).toBe(0);
      await example.button("Undo").click();
      expect((await labelsOf(example))[middle]).toBe(tumour);
      await example.button("Undo").click();
      expect(Buffer.compare(await labelsOf(example), byModel)).toBe(0);
    });

    test("adds a segment of one's own, which a run leaves alone; asks before it replaces what was drawn", async () => {
      const own = 3;
      await example.button("Add segment").click();
      const dialog = example.page.getByRole("dialog", { name: "Add segment" });
      await dialog.waitFor();
      await example.page.keyboard.type("spleen");
      await dialog
        .getByRole("listbox")
        .getByRole("option", { name: /^Spleen/ })
        .waitFor();
      expect(await findViolations(example.page, "autoseg-panel")).toEqual([]);
      await example.page.keyboard.press("Enter");
      await example.button("Spleen").waitFor();
      await example.button("Brush").click();
      await example.drag("axial", [0.3, 0.45], [0.35, 0.45]);
      const drawn = await labelsOf(example);
      expect(count(drawn, own)).toBeGreaterThan(100);

      const question = example.page.getByRole("dialog", { name: "Keep your edits?" });
      await example.button("Segment").click();
      await question.getByText(/You edited [\d,]+ voxels by hand/).waitFor();
      expect(await findViolations(example.page, "autoseg-panel")).toEqual([]);
      await example.page.keyboard.press("Escape");
      await question.waitFor({ state: "hidden" });
      expect(Buffer.compare(await labelsOf(example), drawn)).toBe(0);

      const runAgain = async (answer: string) => {
        await example.button("Segment").click();
        await example.button(answer).click();
        await waitUntil(() =>
          example.page.evaluate(
            () =>
              !globalThis.autoseg.state.run && globalThis.autoseg.session!.history.nextUndo!.kind === "run",
          ),
        );
      };
      await runAgain("Keep my edits");
      expect(Buffer.compare(await labelsOf(example), drawn)).toBe(0);
      await example.button("Undo").click();
      await runAgain("Overwrite them");
      // The model draws the liver there; outside it what is not its own stays.
      const replaced = await labelsOf(example);
      expect(replaced.every((label, at) => byModel[at] !== liver || label === liver)).toBe(true);
      for (const name of ["segmentation by", "brush on Spleen", "add Spleen"]) {
        expect(await example.button("Undo").getAttribute("title")).toContain(name);
        await example.button("Undo").click();
      }
      await example.button("Spleen").waitFor({ state: "detached" });
      expect(Buffer.compare(await labelsOf(example), byModel)).toBe(0);
      await example.button("Liver tumour").click();
      await example.button("Eraser").click();
    });

    test("leaves the other buttons to the host's tools, and the left one when the tool is put down", async () => {
      await example.button("Brush").click();
      const scale = () =>
        example.page.evaluate(() => globalThis.host.engine.getViewport("axial").getCamera().parallelScale);
      const scaleBefore = await scale();
      await example.drag("axial", [0.5, 0.5], [0.5, 0.7], "right");
      expect(await scale()).not.toBe(scaleBefore);
      await example.button("Brush").click();
      const window = () =>
        example.page.evaluate(() => globalThis.host.engine.getViewport("axial").getProperties().voiRange);
      const windowBefore = await window();
      await example.drag("axial", [0.5, 0.5], [0.6, 0.6]);
      expect(await window()).not.toEqual(windowBefore);
      expect(Buffer.compare(await labelsOf(example), byModel)).toBe(0);
    });

    test("puts its tool down when the host gives the left button to one of its own", async () => {
      await example.button("Brush").click();
      expect(await example.page.evaluate(() => globalThis.autoseg.state.tool)).toBe("brush");
      await example.page.evaluate(() => {
        globalThis.host.group.setToolPassive("WindowLevel", { removeAllBindings: true });
        globalThis.host.group.setToolActive("WindowLevel", { bindings: [{ mouseButton: 1 }] });
      });
      expect(await example.page.evaluate(() => globalThis.autoseg.state.tool)).toBeUndefined();
    });

    test("says why it cannot draw a circle where a viewport cuts the slices obliquely", async () => {
      await example.page.evaluate(() => {
        globalThis.host.engine
          .getViewport("coronal")
          .setCamera({ viewPlaneNormal: [0.6, -0.8, 0], viewUp: [0, 0, 1] });
      });
      await example.button("Brush").click();
      await example.drag("coronal", [0.5, 0.5], [0.55, 0.5]);
      expect(await example.page.getByRole("alert").textContent()).toMatch(/oblique to the slices/);
      expect(Buffer.compare(await labelsOf(example), byModel)).toBe(0);
    });

    test("reviews: what was rejected is exported as the organ that it lies in", async () => {
      await example.button("Liver tumour").click();
      await example.drag("axial", [0.3, 0.45], [0.33, 0.45]);
      // Findings are looked for when the edits have settled.
      await waitUntil(() =>
        example.page.evaluate(() => globalThis.autoseg.state.review.findings.length === 1),
      );
      await example.page.getByRole("button", { name: "Go to Liver tumour", exact: true }).click();
      await example.button("Reject").click();
      await waitUntil(async () => (await example.page.locator("autoseg-review td.rejected").count()) === 1);
      const [download] = await Promise.all([
        example.page.waitForEvent("download"),
        example.button("Export DICOM-SEG").click(),
      ]);
      const bytes = new Uint8Array(readFileSync(await download.path()));
      const { voxels, segments } = readDicomSegExactly(bytes, { source });
      expect(segments.map(({ label }) => label)).toEqual(["Liver"]);
      const drawn = await labelsOf(example);
      expect(count(drawn, 2)).toBeGreaterThan(0);
      expect(count(voxels, liver)).toBe(count(drawn, liver) + count(drawn, 2));
      expect(text(parseDataset(bytes).dataset, "PatientID")).toBe("SYNTHETIC-0001");
    });

    test("opens a DICOM-SEG whose segments overlap: both are seen, and one is drawn without loss to the other", async () => {
      const { grid } = source.volume;
      const seen = Math.floor((await example.voxelAt("axial", [0.5, 0.5])) / (grid.size[0] * grid.size[1]));
      /** Squares of 80 pixels on the slice in view. */
      const square = (segmentNumber: number, label: string, from: number) => {
        const segments = [{ ...liverSegment, segmentNumber, label }];
        const labelMap = createLabelMap({ grid, segments });
        for (let row = from; row < from + 80; row++) {
          const start = from + grid.size[0] * (row + grid.size[1] * seen);
          labelMap.voxels.fill(segmentNumber, start, start + 80);
        }
        return labelMap;
      };
      const bytes = writeDicomSeg([square(1, "Organ", 200), square(2, "Beside", 240)], { source });
      await example.page.evaluate((base64) => {
        const file = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        return globalThis.autoseg.controller.opening.replaceBy(new File([file], "overlaps.dcm"));
      }, Buffer.from(bytes).toString("base64"));
      const counts = () =>
        example.page.evaluate(() => {
          const { segments, segmentVoxels, layers } = globalThis.autoseg.session!;
          return {
            voxels: segments
              .filter(({ label }) => label === "Organ" || label === "Beside")
              .map(({ segmentNumber }) => segmentVoxels.count(segmentNumber)),
            layers: layers.size,
          };
        });
      expect(await counts()).toEqual({ voxels: [6400, 6400], layers: 1 });
      // What lies below the other is outlined over the images of the host.
      const outlines = example.page.locator("#axial [data-layers] path");
      await outlines.waitFor({ state: "attached" });
      expect(await outlines.count()).toBe(1);
      await example.button("Beside").click();
      await example.button("Eraser").click();
      await example.drag("axial", [0.5, 0.5], [0.52, 0.5]);
      const {
        voxels: [organ, beside],
      } = await counts();
      expect(organ).toBe(6400);
      expect(beside).toBeLessThan(6400);
      await example.button("Undo").click();
      expect(await counts()).toEqual({ voxels: [6400, 6400], layers: 1 });
      const [download] = await Promise.all([
        example.page.waitForEvent("download"),
        example.button("Export DICOM-SEG").click(),
      ]);
      const { parts } = await readDicomSeg(new Uint8Array(readFileSync(await download.path())), { source });
      const written = parts.flatMap(({ segments }) => segments.map(({ label }) => label));
      expect(written.sort()).toEqual(["Beside", "Organ"]);
      expect(parts).toHaveLength(2);
    });

    test("leaves the host as it was", async () => {
      const camera = await example.page.evaluate(() =>
        globalThis.host.engine.getViewports().map((viewport) => viewport.getCamera()),
      );
      await example.page.evaluate(() => globalThis.autoseg.dispose());
      const after = (await example.host()) as { camera: unknown }[];
      expect(after.map((viewport) => viewport.camera)).toEqual(camera);
      const withoutMoves = (host: unknown) =>
        (host as { camera: unknown; window: unknown }[]).map((viewport) => ({
          ...viewport,
          camera: undefined,
          window: undefined,
        }));
      expect(withoutMoves(after)).toEqual(withoutMoves(before));
      example.expectQuiet();
    });
  });

  test("a run without the panel, cancelled and run again", async () => {
    const example = await open("run");
    // In the page itself, so that no machine is too quick.
    const pressed = example.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const stop = globalThis.autoseg.subscribe(() => {
            if (!globalThis.autoseg.state.run?.progress) return;
            stop();
            document.querySelector<HTMLButtonElement>("#cancel")!.click();
            resolve();
          });
        }),
    );
    await example.button("Segment").click();
    await pressed;
    await waitUntil(async () => (await example.output()).startsWith("Cancelled"));
    await example.button("Segment").click();
    await waitUntil(async () => (await example.output()).startsWith("Liver:"));
    const voxels = await labelsOf(example);
    const ml = Number(/Liver: ([\d.]+) ml/.exec(await example.output())?.[1]);
    const { spacingMm } = source.volume.grid;
    const voxelMl = (spacingMm[0] * spacingMm[1] * spacingMm[2]) / 1000;
    expect(ml).toBeCloseTo(count(voxels, liver) * voxelMl, 1);
    example.expectQuiet();
    await example.page.context().close();
  });

  test("a segmentation of the host's own stays, and stays the active one", async () => {
    const example = await open("run");
    const active = () =>
      example.page.evaluate(() => {
        const { segmentation } = globalThis.host.tools;
        const ids = segmentation.state.getSegmentations().map(({ segmentationId }) => segmentationId);
        return [segmentation.activeSegmentation.getActiveSegmentation("axial")?.segmentationId, ids.length];
      });
    await example.page.evaluate(() => {
      const { core, tools } = globalThis.host;
      core.volumeLoader.createAndCacheDerivedLabelmapVolume("ct", { volumeId: "own" });
      const type = tools.Enums.SegmentationRepresentations.Labelmap;
      tools.segmentation.addSegmentations([
        { segmentationId: "own", representation: { type, data: { volumeId: "own" } } },
      ]);
      tools.segmentation.addLabelmapRepresentationToViewport("axial", [{ segmentationId: "own" }]);
    });
    expect(await active()).toEqual(["own", 1]);
    await example.page.evaluate(() => globalThis.autoseg.open());
    expect(await active()).toEqual(["own", 2]);
    await example.page.evaluate(() => globalThis.autoseg.dispose());
    expect(await active()).toEqual(["own", 1]);
    example.expectQuiet();
    await example.page.context().close();
  });

  test("may be disposed of after the viewports are gone", async () => {
    const example = await open("run");
    await example.page.evaluate(async () => {
      await globalThis.autoseg.open();
      globalThis.host.engine.destroy();
      await globalThis.autoseg.dispose();
    });
    example.expectQuiet();
    await example.page.context().close();
  });

  test("says what is missing when there is nothing to work on", async () => {
    const example = await open("run");
    const refusal = (change: "no volume" | "no engine") =>
      example.page.evaluate(async (what) => {
        if (what === "no engine") globalThis.host.engine.destroy();
        else for (const id of ["axial", "coronal"]) globalThis.host.engine.disableElement(id);
        return globalThis.autoseg.open({ waitMs: 0 }).then(
          () => "opened",
          (error: Error) => error.message,
        );
      }, change);
    expect(await refusal("no volume")).toMatch(/^No viewport of the tool group "tools" in "engine" shows/);
    expect(await refusal("no engine")).toMatch(/^There is no rendering engine "engine"\. Create it/);
    await example.page.context().close();
  });

  test("a model of one's own, from its manifest", async () => {
    const example = await open("own-model");
    await example.button("Segment").click();
    await waitUntil(async () => /^threshold-tiny 1\.0\.0 on WebAssembly/.test(await example.output()));
    expect(count(await labelsOf(example), liver)).toBeGreaterThan(10_000);
    example.expectQuiet();
    await example.page.context().close();
  });

  test("edits by code and by mouse, and undo of each", async () => {
    const example = await open("edit");
    await example.button("Brush").click();
    await waitUntil(() => example.page.evaluate(() => globalThis.autoseg.state.tool === "brush"));
    await example.drag("axial", [0.4, 0.5], [0.5, 0.5]);
    const drawn = await labelsOf(example);
    expect(drawn[await example.voxelAt("axial", [0.45, 0.5])]).toBe(liver);
    const { grid } = await example.labels();
    const grown = drawn.slice();
    const target = { grid, labels: wholeBlock(grid, drawn) };
    writeRuns(grown, computeChanges(target, { kind: "margin", segmentNumber: liver, marginMm: 3 }));
    await example.button("Grow by 3 mm").click();
    await waitUntil(async () => /undo takes back (?!brush)/.test(await example.output()));
    expect(Buffer.compare(await labelsOf(example), grown)).toBe(0);
    await example.button("Clear").click();
    await waitUntil(async () => (await example.output()).startsWith("0.000 ml"));
    await example.button("Undo").click();
    expect(Buffer.compare(await labelsOf(example), grown)).toBe(0);
    await example.button("Undo").click();
    expect(Buffer.compare(await labelsOf(example), drawn)).toBe(0);
    await example.button("Undo").click();
    expect((await labelsOf(example)).every((label) => label === 0)).toBe(true);
    await example.button("Redo").click();
    expect(Buffer.compare(await labelsOf(example), drawn)).toBe(0);
    example.expectQuiet();
    await example.page.context().close();
  });

  test("a tool of one's own fills what is connected, and undo takes it back", async () => {
    const example = await open("own-tool");
    const [x, y] = [0.3, 0.45];
    const voxel = await example.voxelAt("axial", [x, y]);
    await example.drag("axial", [x, y], [x, y]);
    await waitUntil(async () => /^(?!0\.0)[\d.]+ ml, undo takes back /.test(await example.output()));
    expect((await labelsOf(example))[voxel]).toBe(liver);
    await example.button("Undo").click();
    expect((await labelsOf(example)).every((label) => label === 0)).toBe(true);
    example.expectQuiet();
    await example.page.context().close();
  });

  test("a review by code: next, accept", async () => {
    const example = await open("review");
    await example.button("Segment").click();
    const item = example.page.getByRole("listitem").first();
    await item.getByText(/^Liver: [\d.]+ ml.* \(unseen\)$/).waitFor();
    await example.button("Next finding").click();
    await waitUntil(async () => (await item.getAttribute("aria-current")) === "true");
    await example.button("Accept").click();
    await example.page.getByText(/^Liver: .*\(accepted\)$/).waitFor();
    example.expectQuiet();
    await example.page.context().close();
  });

  test("the library alone, in workers, without Cornerstone3D", async () => {
    const watched = await openPage(
      browser,
      `${inject("examplesUrl")}worker-only.html`,
      serveQuickStudy(exampleSlices),
    );
    const output = watched.page.locator("output");
    await watched.page.getByRole("button", { name: "Segment" }).click();
    await waitUntil(async () => /a DICOM-SEG of \d+ kB$/.test((await output.textContent()) ?? ""));
    const drawn = await watched.page.evaluate(() => {
      const canvas = document.querySelector("canvas")!;
      const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
      // Labels are in colour, the image in greys.
      return data.reduce((sum, red, at) => sum + Number(at % 4 === 0 && red !== data[at + 2]), 0);
    });
    expect(drawn).toBeGreaterThan(1000);
    watched.expectQuiet();
    await watched.page.context().close();
  });

  test("the panel speaks the language that the extension is given, and switches with it", async () => {
    const example = await open("panel");
    const panel = example.page.locator("autoseg-panel");
    expect(await panel.getAttribute("lang")).toBe("en");
    await example.button("Segment").waitFor();
    await example.page.evaluate(() => {
      const Extension = globalThis.autoseg.constructor as new (options: object) => AsyncDisposable;
      new Extension({ renderingEngineId: "engine", toolGroupId: "tools", models: [], language: "de" });
    });
    await example.button("Segmentieren").click();
    await example.button("Abbrechen").waitFor({ state: "detached", timeout: 240_000 });
    const volume = example.page.locator("autoseg-segments .volume").first();
    await waitUntil(async () =>
      /^\s*\d+(,\d+)? ml\s+abgeschnitten: /.test((await volume.textContent()) ?? ""),
    );
    expect(await panel.getAttribute("lang")).toBe("de");
    expect(await englishOn(example.page, ["Liver", "Liver tumour"])).toEqual([]);
    example.expectQuiet();
    await example.page.context().close();
  });

  test("an export into a file and onto a server", async () => {
    const example = await open("export");
    let stored: Buffer | undefined;
    await example.page.route("**/dicom-web/**", (route) => {
      const request = route.request();
      if (request.method() === "GET") {
        const head = Buffer.from("--x\r\nContent-Type: application/dicom\r\n\r\n");
        return route.fulfill({
          contentType: 'multipart/related; type="application/dicom"; boundary=x',
          body: Buffer.concat([head, stored!, Buffer.from("\r\n--x--\r\n")]),
        });
      }
      const body = request.postDataBuffer()!;
      stored = body.subarray(body.indexOf("\r\n\r\n") + 4, body.lastIndexOf("\r\n--", body.length - 6));
      const uid = text(parseDataset(new Uint8Array(stored)).dataset, "SOPInstanceUID")!;
      const item = { "00081155": { vr: "UI", Value: [uid] } };
      return route.fulfill({
        contentType: "application/dicom+json",
        body: JSON.stringify({ "00081199": { vr: "SQ", Value: [item] } }),
      });
    });
    await example.button("Segment").click();
    await waitUntil(() => example.page.evaluate(() => globalThis.autoseg.state.isUnsaved));
    await waitUntil(() => example.page.evaluate(() => globalThis.autoseg.state.run === undefined));
    const voxels = await labelsOf(example);
    const [download] = await Promise.all([
      example.page.waitForEvent("download"),
      example.button("Save").click(),
    ]);
    const bytes = new Uint8Array(readFileSync(await download.path()));
    expect(Buffer.compare(readDicomSegExactly(bytes, { source }).voxels, voxels)).toBe(0);
    expect(text(parseDataset(bytes).dataset, "ContentCreatorName")).toBe("Doe^Jane");
    expect(await example.page.evaluate(() => globalThis.autoseg.state.isUnsaved)).toBe(false);
    await example.button("Store").click();
    await waitUntil(async () => (await example.output()).startsWith("Stored as"));
    expect(Buffer.compare(readDicomSegExactly(new Uint8Array(stored!), { source }).voxels, voxels)).toBe(0);
    example.expectQuiet();
    await example.page.context().close();
  });
});
