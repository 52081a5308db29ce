import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { copyAsOtherSeries, copySlices, createFolder, sampleFiles, sampleFolder } from "./sample-study.ts";
import { serveFewSlices, serveModel, serveQuickStudy, shippedModel } from "./served-files.ts";
import { messagesOf, openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const url = inject("viewerUrl");
const folder = createFolder();
const browser = await useBrowser();

afterAll(() => folder[Symbol.dispose]());

function slice(index: number): { name: string; bytes: Buffer } {
  const name = sampleFiles()[index]!;
  return { name, bytes: readFileSync(join(sampleFolder, name)) };
}

function slices(...indices: number[]) {
  return indices.map(slice);
}

/** Waits for a message and checks that it is one plain sentence or two, without a stack or a tag. */
async function expectMessage(viewer: ViewerPage, pattern: RegExp): Promise<void> {
  await waitUntil(
    async () => (await messagesOf(viewer.page)).some((text) => pattern.test(text)),
    60_000,
    String(pattern),
  );
  for (const text of await messagesOf(viewer.page)) {
    expect(text).not.toMatch(/undefined|\[object|Error:| at /);
    expect(text.length).toBeLessThan(400);
  }
}

describe("bad files dropped on a study that is drawn on", () => {
  let viewer: ViewerPage;
  let painted: number | undefined;

  beforeAll(async () => {
    viewer = await openViewer(browser, `${url}?device=wasm`, serveQuickStudy());
    await viewer.button("Brush").click();
    await viewer.drag("pane-axial", [0.3, 0.5], [0.4, 0.5]);
    await waitUntil(async () => (await viewer.volumeMl("Liver")) !== undefined);
    painted = await viewer.volumeMl("Liver");
  });

  afterAll(() => viewer?.page.context().close());

  test.each([
    [
      "a text file",
      () => [{ name: "notes.txt", bytes: Buffer.from("<img src=x onerror=alert(1)>") }],
      /notes\.txt|DICOM/,
    ],
    [
      "a DICOM file cut off in the middle",
      () => [{ name: "cut.dcm", bytes: slice(0).bytes.subarray(0, 40_000) }],
      /cut\.dcm/,
    ],
    ["a series with a hole", () => slices(0, 1, 2, 4, 5, 6), /Slice 4 is missing/],
    [
      "a file called .dcm that is none, named like markup",
      () => [{ name: "<b>x</b>.dcm", bytes: Buffer.from("DICOM? No.") }],
      /<b>x<\/b>\.dcm/,
    ],
  ] as const)("%s is answered in words, and what is painted stays", async (_, files, pattern) => {
    await viewer.drop(files());
    // A page that asks first shows its question over everything else.
    const discard = viewer.button("Discard and open");
    await waitUntil(async () => (await discard.isVisible()) || (await messagesOf(viewer.page)).length > 0);
    if (await discard.isVisible()) await discard.click();
    await expectMessage(viewer, pattern);
    expect(await viewer.volumeMl("Liver")).toBe(painted);
    expect(await viewer.button("Segment").isEnabled()).toBe(true);
    for (const dismiss of await viewer.button("Dismiss").all()) await dismiss.click();
  });

  test("two series are a choice, and declining it keeps the study", async () => {
    const two = join(folder.path, "two");
    mkdirSync(two);
    copySlices(two, 0, 4);
    copyAsOtherSeries(two, 0, 4);
    await viewer.drop(readdirSync(two).map((name) => ({ name, bytes: readFileSync(join(two, name)) })));
    const discard = viewer.button("Discard and open");
    const list = viewer.page.getByRole("region", { name: "Studies" });
    await waitUntil(async () => (await discard.isVisible()) || (await list.isVisible()));
    if (await discard.isVisible()) await discard.click();
    await list.waitFor();
    const choices = await list.locator("button.volume").allInnerTexts();
    expect(new Set(choices).size).toBe(2);
    await viewer.button("Close the study list").click();
    expect(await viewer.volumeMl("Liver")).toBe(painted);
  });

  test("complained of nothing on the console", () => viewer.expectQuiet());
});

describe("a model that is not what it should be", () => {
  const garbage = Buffer.from("this is no ONNX file");
  const cases = [
    {
      name: "a file that is not the manifest's",
      change: (name: string, bytes: Buffer) => (name === "model.onnx" ? garbage : bytes),
      says: /does not match its manifest: its SHA-256/,
    },
    {
      name: "a file that is no ONNX model, with its hash in the manifest",
      change: (name: string, bytes: Buffer) => {
        if (name === "model.onnx") return garbage;
        const manifest = JSON.parse(bytes.toString());
        manifest.weights[0].sha256 = createHash("sha256").update(garbage).digest("hex");
        return Buffer.from(JSON.stringify(manifest));
      },
      says: /cannot be loaded on WebAssembly/,
    },
    {
      name: "a manifest without segments",
      change: (name: string, bytes: Buffer) =>
        name === "manifest.json"
          ? Buffer.from(JSON.stringify({ ...JSON.parse(bytes.toString()), segments: [] }))
          : bytes,
      says: /"segments"/,
    },
  ];

  test.each(cases)("$name is refused in words, and the page stays usable", async ({ change, says }) => {
    const viewer = await openViewer(browser, `${url}?device=wasm`, async (page) => {
      await serveFewSlices(page);
      await serveModel(page, shippedModel, change);
    });
    if ((await messagesOf(viewer.page)).length === 0) await viewer.button("Segment").click();
    await expectMessage(viewer, says);
    await waitUntil(() => viewer.button("Segment").isEnabled());
    expect(await viewer.page.getByTestId("pane-axial").isVisible()).toBe(true);
    await viewer.page.context().close();
  });
});
