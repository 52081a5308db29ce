import type { Page } from "playwright-core";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { catalogues } from "../../src/texts/index.ts";
import { useBrowser } from "./browser.ts";
import { openExample } from "./example-page.ts";
import { cornerstoneVersions, serveExamples } from "./serve-examples.ts";
import { serveQuickStudy } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const url = inject("viewerUrl");
const browser = await useBrowser();

type Group = { readonly [name: string]: string | Group };
const leaves = (group: Group): string[] =>
  Object.values(group).flatMap((value) => (typeof value === "string" ? [value] : leaves(value)));

/** A text of a catalogue with anything put in, and the key that a title may end with. */
const toPattern = (text: string): RegExp =>
  new RegExp(
    `^${text.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\{.*?\}\}/g, ".+")}( \\([^()]+\\))?$`,
    "s",
  );

const texts = { en: leaves(catalogues.en.texts), de: leaves(catalogues.de.texts) };
const englishOnly = texts.en.filter((text) => !texts.de.includes(text) && /\p{L}{3}/u.test(text));
const germanOnly = texts.de.filter((text) => !texts.en.includes(text));
const englishPatterns = englishOnly
  .filter((text) => /\p{L}{3}/u.test(text.replace(/\{\{.*?\}\}/g, "")))
  .map(toPattern);

/** Everything that is written on a page or read out of it, shadow roots and what is folded in with it. */
function textsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const spoken = ["title", "aria-label", "aria-valuetext", "placeholder"];
    const found: string[] = [];
    const walk = (node: Node): void => {
      if (node instanceof HTMLStyleElement || node instanceof HTMLScriptElement) return;
      if (node.nodeType === Node.TEXT_NODE) found.push(node.textContent ?? "");
      if (node instanceof Element) {
        for (const name of spoken) found.push(node.getAttribute(name) ?? "");
        if (node.shadowRoot) walk(node.shadowRoot);
      }
      for (const child of node.childNodes) walk(child);
    };
    walk(document.body);
    return found.map((text) => text.trim().replace(/\s+/g, " ")).filter((text) => /\p{L}{3}/u.test(text));
  });
}

/** Texts on a page that are English; names of segments are what the model calls them. */
async function englishOn(page: Page, names: readonly string[] = []): Promise<string[]> {
  const texts = await textsOf(page);
  return texts.filter(
    (text) =>
      !names.some((name) => text === name || text.startsWith(`${name} (`)) &&
      englishPatterns.some((pattern) => pattern.test(text)),
  );
}

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
    expect(volume).toMatch(/^\s*[\d.]+ ml\s*$/);
    await viewer.page.getByRole("combobox", { name: "Language" }).selectOption("Deutsch");
    await viewer.button("Segmentieren").waitFor();
    expect(await viewer.page.getAttribute("html", "lang")).toBe("de");
    expect(await englishOn(viewer.page, names)).toEqual([]);
    const inGerman = await viewer.page.locator("autoseg-segments .volume").first().textContent();
    expect(inGerman).toBe(volume!.replace(".", ","));
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

test("the panel speaks the language that the extension is given, and switches with it", async () => {
  await using examples = await serveExamples(cornerstoneVersions[0]);
  const example = await openExample(browser, examples.url, "panel");
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
  await waitUntil(async () => /^\s*\d+(,\d+)? ml\s*$/.test((await volume.textContent()) ?? ""));
  expect(await panel.getAttribute("lang")).toBe("de");
  expect(await englishOn(example.page, ["Liver", "Liver tumour"])).toEqual([]);
  example.expectQuiet();
});
