import { beforeAll, describe, expect, inject, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { englishOn, germanOnly, textsOf } from "./language-of-page.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const url = inject("viewerUrl");
const browser = await useBrowser();

describe("the viewer", () => {
  let viewer: ViewerPage;
  let names: string[];

  beforeAll(async () => {
    viewer = await openViewer(browser, url, serveQuickStudy());
    await viewer.segment();
    names = await viewer.page.evaluate(() => {
      const app = document.querySelector("viewer-app") as unknown as {
        viewer: { state: { segments: { label: string }[] } };
      };
      return app.viewer.state.segments.map(({ label }) => label);
    });
  });

  test("begins in the browser's language, and marks the page with it", async () => {
    expect(await viewer.page.getAttribute("html", "lang")).toBe("en");
    expect((await textsOf(viewer.page)).filter((text) => germanOnly.includes(text))).toEqual([]);
    expect((await englishOn(viewer.page)).length).toBeGreaterThan(60);
  });

  test("switches all of the screen, with its numbers", async () => {
    const volume = await viewer.page.locator("autoseg-segments .volume").first().textContent();
    expect(volume).toMatch(/^\s*[\d.]+ ml cut off below and above\s*$/);
    await viewer.page.getByRole("combobox", { name: "Language" }).selectOption("Deutsch");
    await viewer.button("Segmentieren").waitFor();
    expect(await viewer.page.getAttribute("html", "lang")).toBe("de");
    expect(await englishOn(viewer.page, names)).toEqual([]);
    const inGerman = await viewer.page.locator("autoseg-segments .volume").first().textContent();
    expect(inGerman).toBe(
      volume!.replace(".", ",").replace("cut off below and above", "abgeschnitten: unten und oben"),
    );
  });

  test.each([
    ["the keys", "?", "Tasten und Maus"],
    ["the run's report", "i", "Laufbericht"],
    ["a new segment", "+", "Segment hinzufügen"],
  ])("shows %s in it", async (_, key, name) => {
    await viewer.page.keyboard.press(key);
    await viewer.page.getByRole("dialog", { name }).waitFor();
    expect(await englishOn(viewer.page, names)).toEqual([]);
    await viewer.page.keyboard.press("Escape");
    await viewer.page.getByRole("dialog", { name }).waitFor({ state: "detached" });
  });

  test("names steps in it, and asks in it", async () => {
    await viewer.button("Pinsel").click();
    await viewer.drag("pane-axial", [0.7, 0.1], [0.8, 0.1]);
    const undo = viewer.button("Rückgängig");
    await waitUntil(async () =>
      /^Rückgängig: Pinsel auf .* \(Strg\+Z\)$/.test((await undo.getAttribute("title"))!),
    );
    await viewer.button("Segmentieren").click();
    await viewer.page.getByRole("dialog", { name: "Ihre Änderungen behalten?" }).waitFor();
    expect(await englishOn(viewer.page, names)).toEqual([]);
    await viewer.button("Abbrechen").click();
  });

  test("writes numbers of files as ever", async () => {
    await viewer.page.keyboard.press("i");
    const [download] = await Promise.all([
      viewer.page.waitForEvent("download"),
      viewer.button("Als JSON speichern").click(),
    ]);
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    const report = Buffer.concat(chunks).toString("utf8");
    expect(JSON.parse(report).inputSpacingMm).toBeGreaterThan(0);
    expect(report).not.toMatch(/\d,\d/);
    await viewer.page.keyboard.press("Escape");
  });

  test("remembers the choice; the address counts before it", async () => {
    viewer.page.on("dialog", (dialog) => void dialog.accept());
    await viewer.page.reload();
    const language = () => viewer.page.getAttribute("html", "lang");
    await waitUntil(async () => (await language()) === "de");
    await viewer.page.goto(`${url}?lang=en`);
    await waitUntil(async () => (await language()) === "en");
    viewer.expectQuiet();
  });
});
