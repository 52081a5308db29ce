import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, inject, test } from "vitest";
import { openPage, useBrowser } from "./browser.ts";
import { sampleFiles, sampleFolder } from "./sample-study.ts";
import { serveFewSlices, tinyModel } from "./served-files.ts";
import { openViewer, type ViewerPage, waitUntil, waitUntilEnabled } from "./viewer-page.ts";
import { findViolationsInThemes } from "./violations.ts";

const url = inject("viewerUrl");
const browser = await useBrowser();
let viewer: ViewerPage;

const model = (name: string, title: string, architecture: string, modality: string) => ({
  name,
  title,
  architecture,
  modality,
  description: "",
  url: `${name}/`,
});

const importedModel = join(import.meta.dirname, "..", "fixtures", "models", "imported-volume");

/** Models of two organs, all with the tiny network; the twin says that it was made for heads. */
const index = [
  model("mr-brain", "MR brain", "U-Net", "MR"),
  model("ct-liver", "CT liver", "U-Net", "CT"),
  model("ct-liver-attention", "CT liver (Attention U-Net)", "Attention U-Net", "CT"),
];

const slices = { from: 38, to: 44 };

/** Two slices whose headers name that part of the body, in seven letters: too few to tell by their looks. */
const servePart = (part: string) => async (page: Page) => {
  await serveModels(page);
  await serveWithoutPart(page, sampleFiles().slice(slices.from, slices.from + 2), part);
};

/** Slices whose headers name that part of the body in the place of the abdomen. */
const serveWithoutPart = (page: Page, names: readonly string[], part: string) =>
  page.route("**/study/**", (route) => {
    const name = new URL(route.request().url()).pathname.split("/").at(-1)!;
    if (name === "index.json")
      return route.fulfill({
        json: { files: names.map((file, index) => ({ name: file, url: String(index) })) },
      });
    const bytes = readFileSync(join(sampleFolder, names[Number(name)]!)).toString("latin1");
    return route.fulfill({
      contentType: "application/dicom",
      body: Buffer.from(bytes.replaceAll(/abdomen/gi, part), "latin1"),
    });
  });

beforeAll(async () => {
  viewer = await openViewer(browser, `${url}?device=wasm`, async (page) => {
    await serveFewSlices(page, slices);
    await serveModels(page);
  });
});

async function serveModels(page: Page): Promise<void> {
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
}

/** A server at another address than the page's, which allows all pages; `answer` gives the file of a name. */
async function serveElsewhere(
  answer: (name: string) => Buffer,
): Promise<AsyncDisposable & { readonly origin: string }> {
  const server = createServer((request, response) => {
    const name = new URL(request.url!, "http://self").pathname.split("/").at(-1)!;
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader(
      "Content-Type",
      name.endsWith(".json") ? "application/json" : "application/octet-stream",
    );
    response.end(answer(name));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}

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
    {
      text: "CT liver · Attention U-Net (for another part of the body)",
      group: "CT liver",
      disabled: false,
    },
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

test("where nothing says which part of the body it is, none is chosen, it is said, and a run asks first", async () => {
  const { page } = await openPage(browser, `${url}?device=wasm`, servePart("unnamed"));
  const warning = page.locator("notice-list .warning", {
    hasText: "does not say which part of the body it shows",
  });
  await warning.waitFor();
  const models = page.getByRole("combobox", { name: "Model" });
  const segment = page.getByRole("button", { name: "Segment", exact: true });
  expect(await models.inputValue()).toBe("");
  expect(await segment.isEnabled()).toBe(false);
  await models.selectOption("ct-liver");
  await warning.getByText("was made for the abdomen").waitFor();
  await waitUntilEnabled(segment);
  await segment.click();
  const question = page.getByRole("dialog", { name: "Run this model here?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  expect(await page.getByRole("button", { name: "Undo", exact: true }).isEnabled()).toBe(false);
  await segment.click();
  await question.getByRole("button", { name: "Run" }).click();
  await waitUntilEnabled(page.getByRole("button", { name: "Undo", exact: true }));
});

test("where every model is made for another part of the body, that is a state with its reason, and nothing can be run", async () => {
  const { page, expectQuiet } = await openPage(browser, `${url}?device=wasm`, servePart("KNEE   "));
  const reason = "No model here was made for the part of the body";
  await page.locator("notice-list .warning", { hasText: reason }).waitFor();
  const models = page.getByRole("combobox", { name: "Model" });
  expect(await models.locator("option:checked").textContent()).toBe("No model fits");
  const segment = page.getByRole("button", { name: "Segment", exact: true });
  expect(await segment.isEnabled()).toBe(false);
  expect(await segment.getAttribute("title")).toContain(reason);
  expect(await findViolationsInThemes(page)).toEqual([]);
  expectQuiet();
});

test("where no header names the part of the body, the slices are looked at: a model for the head is not offered for an abdomen", async () => {
  const names = sampleFiles().slice(30, 50);
  const { page } = await openPage(browser, `${url}?device=wasm`, async (page) => {
    await serveModels(page);
    await page.route("**/models/index.json", (route) =>
      route.fulfill({ json: index.filter(({ name }) => name === "ct-liver-attention") }),
    );
    await serveWithoutPart(page, names, "unnamed");
  });
  const looks = /No model fits: the header does not name .*, but \d+ of \d+ slices look like the .*abdomen/;
  await page.locator("notice-list .warning", { hasText: looks }).waitFor();
  expect(await page.getByRole("button", { name: "Segment", exact: true }).isEnabled()).toBe(false);
  await page.context().close();
});

test("the model at an address of another server is asked for, checked, and kept in this browser", async () => {
  const asked: string[] = [];
  let isDamaged = true;
  await using server = await serveElsewhere((name) => {
    asked.push(name);
    const bytes = readFileSync(join(importedModel, name));
    if (isDamaged && name.endsWith(".onnx")) bytes[bytes.length - 1]! ^= 1;
    return bytes;
  });
  const { page } = await openPage(browser, `${url}?device=wasm`, async (page) => {
    await serveFewSlices(page, slices);
    await serveModels(page);
  });
  // The page is loaded several times, each time with its study.
  page.setDefaultTimeout(120_000);
  const models = page.getByRole("combobox", { name: "Model" });
  const dialog = page.getByRole("dialog", { name: "Added models" });
  await models.waitFor();
  await page.getByRole("button", { name: "Preferences" }).click();
  await page.getByRole("button", { name: "Show added models" }).click();
  const address = dialog.getByRole("textbox", { name: "Address of a model's folder or manifest" });
  // The policy of the page does not know this server yet: the page is loaded again with it in its address, and goes on.
  await address.fill(`${server.origin}/total/`);
  await page.keyboard.press("Enter");
  await dialog
    .getByRole("alert")
    .getByText(/does not match its manifest/)
    .waitFor();
  expect(await models.locator("option[value=imported-volume]").count()).toBe(0);
  isDamaged = false;
  await address.fill(`${server.origin}/total/manifest.json`);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await dialog.getByText("Licence: MIT").waitFor();
  await dialog.getByRole("button", { name: "Close" }).click();
  await waitUntil(async () => (await models.inputValue()) === "imported-volume");
  // Kept: it starts without its server.
  asked.length = 0;
  await page.goto(`${url}?device=wasm&model=imported-volume`);
  await page.locator("provider-chip", { hasText: "WebAssembly" }).waitFor();
  expect(asked).toEqual([]);
  // A link to it asks before the server hears of it.
  await page.goto(`${url}?device=wasm&add-model=${encodeURIComponent(`${server.origin}/total/`)}`);
  const question = page.getByRole("dialog", { name: `Connect to ${new URL(server.origin).host}?` });
  await question.getByRole("button", { name: "Do not connect" }).click();
  await question.waitFor({ state: "detached" });
  expect(asked).toEqual([]);
  await page.reload();
  await question.getByRole("button", { name: "Connect", exact: true }).click();
  await dialog.getByText("Licence: MIT").waitFor();
  await waitUntil(async () => !page.url().includes("add-model"));
  expect(asked).toContain("manifest.json");
});

test("the folder of an imported model is added, stays in this browser, and is removed again", async () => {
  const { page } = await openPage(browser, `${url}?device=wasm`, serveModels);
  const models = page.getByRole("combobox", { name: "Model" });
  await models.waitFor();
  await page.getByLabel("DICOM folder").setInputFiles(importedModel);
  const dialog = page.getByRole("dialog", { name: "Added models" });
  await dialog.getByText("Licence: MIT").waitFor();
  const classes = dialog.getByRole("list", { name: /^Classes of/ }).getByRole("listitem");
  expect(await classes.allTextContents()).toEqual(["liver", "spleen"]);
  await dialog.getByRole("searchbox", { name: "Search the classes" }).fill("SPL");
  await waitUntil(async () => (await classes.allTextContents()).join() === "spleen");
  await dialog.getByRole("button", { name: "Close" }).click();
  await waitUntil(async () => (await models.inputValue()) === "imported-volume");

  // Another visit: it starts in its worker, which reads it from the browser's own files.
  await page.goto(`${url}?device=wasm&model=imported-volume`);
  await page.locator("provider-chip", { hasText: "WebAssembly" }).waitFor();
  expect(await models.inputValue()).toBe("imported-volume");
  await page.getByRole("button", { name: "Preferences" }).click();
  await page.getByRole("button", { name: "Show added models" }).click();
  await dialog.getByRole("button", { name: /^Remove Dataset001/ }).click();
  await dialog.getByText("Dataset001_Made").first().waitFor({ state: "detached" });
  expect(await models.locator("option[value=imported-volume]").count()).toBe(0);
});
