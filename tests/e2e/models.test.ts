import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { serveFewSlices, tinyModel } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil } from "./viewer-page.ts";

const url = inject("viewerUrl");
let browser: Browser;
let viewer: ViewerPage;

const model = (name: string, title: string, architecture: string, modality: string) => ({
  name,
  title,
  architecture,
  modality,
  description: "",
  url: `${name}/`,
});

/** Models of two organs, all with the tiny network; the twin says that it was made for heads. */
const index = [
  model("mr-brain", "MR brain", "U-Net", "MR"),
  model("ct-liver", "CT liver", "U-Net", "CT"),
  model("ct-liver-attention", "CT liver (Attention U-Net)", "Attention U-Net", "CT"),
];

beforeAll(async () => {
  browser = await launchBrowser();
  viewer = await openViewer(browser, `${url}?device=wasm`, async (page) => {
    await serveFewSlices(page, { from: 38, to: 44 });
    await page.route("**/models/**", (route) => {
      const [folder, name] = new URL(route.request().url()).pathname.split("/").slice(-2);
      if (name === "index.json") return route.fulfill({ json: index });
      const bytes = readFileSync(join(tinyModel, name!));
      if (name !== "manifest.json")
        return route.fulfill({ contentType: "application/octet-stream", body: bytes });
      const manifest = JSON.parse(bytes.toString());
      const suitedFor = folder === "ct-liver-attention" ? { suitedFor: { bodyParts: ["HEAD"] } } : {};
      return route.fulfill({ json: { ...manifest, ...suitedFor } });
    });
  });
});

afterAll(() => browser?.close());

const chooser = () => viewer.page.getByRole("combobox", { name: "Model" });

test("the first model that is made for the series is chosen", async () => {
  await waitUntil(async () => (await chooser().inputValue()) === "ct-liver");
});

test("twins stand together, and what is made for another modality cannot be chosen", async () => {
  const options = await chooser().evaluate((select) =>
    [...select.querySelectorAll("option")].map((option) => ({
      text: option.textContent?.trim(),
      group: option.closest("optgroup")?.label,
      disabled: option.disabled,
    })),
  );
  expect(options).toEqual([
    { text: "MR brain (made for MR)", group: undefined, disabled: true },
    { text: "CT liver · U-Net", group: "CT liver", disabled: false },
    { text: "CT liver · Attention U-Net", group: "CT liver", disabled: false },
  ]);
});

test("what speaks against a model is said beside the image while it is chosen", async () => {
  const warning = viewer.page.locator("notice-list .warning", { hasText: "was made for the head" });
  expect(await warning.count()).toBe(0);
  await chooser().focus();
  await viewer.page.keyboard.press("ArrowDown");
  await warning.waitFor();
  await chooser().selectOption("ct-liver");
  await warning.waitFor({ state: "detached" });
  viewer.expectQuiet();
});
