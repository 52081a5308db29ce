import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { useBrowser } from "./browser.ts";
import { createFolder } from "./sample-study.ts";
import { serveQuickStudy } from "./served-files.ts";
import { messagesOf, openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";
import { findViolations } from "./violations.ts";

const browser = await useBrowser();
const folder = createFolder();
let viewer: ViewerPage;

beforeAll(async () => {
  viewer = await openViewer(
    browser,
    `${inject("viewerUrl")}?device=wasm`,
    serveQuickStudy({ from: 40, to: 44 }),
  );
});

afterAll(() => folder[Symbol.dispose]());

const press = (key: string) => viewer.page.keyboard.press(key);
const pressed = (name: string) => viewer.button(name).and(viewer.page.locator("[aria-pressed=true]"));
const dialog = (name: string) => viewer.page.getByRole("dialog", { name });

test("a key is changed in the list of keys; one that another action has is asked about", async () => {
  await press("Shift+?");
  const keys = dialog("Keys and mouse");
  await keys.waitFor();
  await keys.getByRole("button", { name: "Change the key of “Brush”, now B" }).click();
  await press("e");
  await keys.getByText("E is the key of “Eraser”.").waitFor();
  await keys.getByRole("button", { name: "Use it for “Brush” instead" }).click();
  await keys.getByRole("button", { name: "Change the key of “Eraser”, now –" }).click();
  await press("Escape");
  await keys.getByRole("button", { name: "Change the key of “Eraser”, now –" }).click();
  await press("Control+Shift+E");
  await keys.getByRole("button", { name: "Change the key of “Eraser”, now Ctrl+Shift+E" }).waitFor();
  expect(await findViolations(viewer.page)).toEqual([]);
  await keys.getByRole("button", { name: "Close" }).click();
  await viewer.page.locator("body").press("e");
  await pressed("Brush").waitFor();
  expect(await viewer.button("Eraser").getAttribute("title")).toContain("(Ctrl+Shift+E)");
  await press("Control+Shift+E");
  await pressed("Eraser").waitFor();
});

test("a window and the segments are kept under names, and chosen again", async () => {
  await press("Control+,");
  const preferences = dialog("Preferences");
  await preferences.waitFor();
  await preferences.getByLabel("Save W 400 L 40: Name").fill("Mine");
  await press("Enter");
  await preferences.getByLabel("Save the segments of this study: Name").fill("Liver and tumour");
  await press("Enter");
  await preferences.getByRole("button", { name: "Delete Liver and tumour" }).waitFor();
  expect(await findViolations(viewer.page)).toEqual([]);
  await press("Escape");
  expect(await viewer.page.getByRole("combobox", { name: "Window preset" }).innerText()).toContain("Mine");
  // By their names they are there: one is deleted, and comes again.
  const segments = viewer.page.getByRole("list", { name: "Segments" }).getByRole("listitem");
  await viewer.button("Liver tumour").click();
  await viewer.button("Delete Liver tumour").click();
  await waitUntil(async () => (await segments.count()) === 1);
  await viewer.page.getByRole("combobox", { name: "Add a preset" }).selectOption("Liver and tumour");
  await waitUntil(async () => (await segments.count()) === 2);
  await press("Control+z");
  await waitUntil(async () => (await segments.count()) === 1);
  await press("Control+z");
});

test("tools, colours, windows and the language last", async () => {
  const { page } = viewer;
  const size = () => page.locator("tool-bar .size span").first().innerText();
  const before = await size();
  await page.locator("body").press("]");
  await waitUntil(async () => (await size()) !== before);
  const larger = await size();
  await viewer.button("Liver").click();
  await viewer.button("Edit Liver").click();
  await dialog("Edit segment").getByLabel("Colour").fill("#12c8f0");
  await dialog("Edit segment").getByRole("button", { name: "Save" }).click();
  await page.getByRole("combobox", { name: "Language" }).selectOption("Deutsch");
  await viewer.button("Segmentieren").waitFor();
  page.on("dialog", (asked) => void asked.accept());
  await page.reload();
  await waitUntil(() => viewer.button("Segmentieren").isEnabled());
  const resume = page.getByRole("dialog", { name: "Arbeit fortsetzen?" });
  if (await resume.isVisible()) await press("Escape");
  expect(await size()).toBe(larger);
  const swatch = page.locator("autoseg-segments .swatch").first();
  expect(await swatch.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe(
    "rgb(18, 200, 240)",
  );
  expect(await page.locator("top-bar select").first().innerText()).toContain("Mine");
  await page.getByRole("combobox", { name: "Sprache" }).selectOption("English");
  await viewer.button("Segment").waitFor();
});

test.each(["Light", "High contrast"])("the theme %s lasts, and breaks no rule of WCAG", async (theme) => {
  await viewer.page.locator("body").press("Control+,");
  await dialog("Preferences").getByLabel("Theme").selectOption(theme);
  expect(await findViolations(viewer.page)).toEqual([]);
  await press("Escape");
  await viewer.page.reload();
  await waitUntil(() => viewer.button("Segment").isEnabled());
  expect(await findViolations(viewer.page)).toEqual([]);
});

test("all of it goes through a file; one that cannot be used changes nothing", async () => {
  await viewer.page.locator("body").press("Control+,");
  const preferences = dialog("Preferences");
  const [download] = await Promise.all([
    viewer.page.waitForEvent("download"),
    preferences.getByRole("button", { name: "Export" }).click(),
  ]);
  const path = join(folder.path, "mine.json");
  await download.saveAs(path);
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({
    version: 1,
    screen: { theme: "contrast", language: "en" },
    tools: { brushDiameterMm: expect.any(Number) },
    colors: { Liver: [18, 200, 240] },
    keys: { "tools.brush": ["E"], "tools.eraser": ["Ctrl+Shift+E"] },
    windows: [{ name: "Mine", modality: "CT", center: 40, width: 400 }],
    segmentPresets: [{ name: "Liver and tumour" }],
  });
  await preferences.getByRole("button", { name: "Restore defaults" }).click();
  await waitUntil(async () => (await viewer.page.locator("html").getAttribute("data-theme")) === "dark");

  const wrong = join(folder.path, "wrong.json");
  writeFileSync(wrong, readFileSync(path, "utf8").replace('"contrast"', '"pink"'));
  await preferences.getByLabel("Preferences file").setInputFiles(wrong);
  await waitUntil(async () => (await messagesOf(viewer.page)).join(" ").includes("at screen.theme"));
  expect(await viewer.page.locator("html").getAttribute("data-theme")).toBe("dark");

  // What went wrong stays until somebody takes it off, and can be read again.
  await viewer.page.locator("notice-list .error").getByRole("button").click();
  await viewer.button("Messages").click();
  await dialog("Messages").getByText("at screen.theme").waitFor();
  expect(await findViolations(viewer.page)).toEqual([]);
  await press("Escape");

  await viewer.page.locator("body").press("Control+,");
  await preferences.getByLabel("Preferences file").setInputFiles(path);
  await waitUntil(async () => (await viewer.page.locator("html").getAttribute("data-theme")) === "contrast");
  await viewer.page.locator("body").press("e");
  await pressed("Brush").waitFor();
});
