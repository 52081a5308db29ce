import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { StudyIndex } from "../../src/viewer/server/serve-study.ts";
import { sampleFiles, sampleFolder } from "./sample-study.ts";

const root = join(import.meta.dirname, "..", "..");

/** Slices of the sample that show the liver: enough for tests that cannot take the time for the whole study. */
export const fewSlices = { from: 36, to: 48 };

/** Serves only some slices of the sample, from its server, as the study that the viewer opens with. */
export async function serveFewSlices(page: Page, { from, to } = fewSlices): Promise<void> {
  const files = sampleFiles().map((name, number) => ({
    name,
    url: String(number),
    sizeBytes: statSync(join(sampleFolder, name)).size,
  }));
  const index: StudyIndex = { title: "some slices", files: files.slice(from, to) };
  await page.route("**/study/index.json", (route) => route.fulfill({ json: index }));
}

/** Serves a folder's model as the only one, with its files modified by `change`. */
export async function serveModel(
  page: Page,
  folder: string,
  change: (name: string, bytes: Buffer) => Buffer = (_, bytes) => bytes,
): Promise<void> {
  await page.route("**/models/**", (route) => {
    const name = new URL(route.request().url()).pathname.split("/").at(-1)!;
    if (name === "index.json") {
      const {
        name: modelName,
        title,
        architecture,
        input,
        description,
      } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
      return route.fulfill({
        json: [
          {
            name: modelName,
            title,
            architecture,
            modality: input.modality,
            description,
            url: `${modelName}/`,
          },
        ],
      });
    }
    return route.fulfill({
      contentType: name.endsWith(".json") ? "application/json" : "application/octet-stream",
      body: change(name, readFileSync(join(folder, name))),
    });
  });
}

/** For tests of the page, not of a model: few slices of the sample, and only a model that takes no time. */
export function serveQuickStudy(slices = fewSlices): (page: Page) => Promise<void> {
  return async (page) => {
    await serveFewSlices(page, slices);
    await serveModel(page, tinyModel);
  };
}

export const tinyModel = join(root, "tests", "fixtures", "models", "threshold-tiny");
export const shippedModel = join(root, "models", "ct-liver-tumour");
