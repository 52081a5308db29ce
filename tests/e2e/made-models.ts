import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import type {} from "../engine-page/page.ts";
import { waitForGlobal } from "./wait-for-global.ts";

/**
 * Runs `work` in a page that finds the model of a folder under /models/made/, and the series as 16-bit values under
 * /models/made/grey.
 */
export async function withModel<Result>(
  { browser, url }: { readonly browser: Browser; readonly url: string },
  model: string,
  grey: Int16Array,
  work: (page: Page) => Promise<Result>,
): Promise<Result> {
  const context = await browser.newContext();
  try {
    await context.route("**/models/made/*", (route) => {
      const name = new URL(route.request().url()).pathname.split("/").at(-1)!;
      const body =
        name === "grey"
          ? Buffer.from(grey.buffer, grey.byteOffset, grey.byteLength)
          : readFileSync(join(model, name));
      return route.fulfill({ body });
    });
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    await page.goto(url);
    await waitForGlobal(page, "engine");
    await page.evaluate(() => window.engine.setFaults({}));
    return await work(page);
  } finally {
    await context.close();
  }
}

/** Expects the outputs of WebAssembly from every network of the page's model on WebGPU, with no node on the processor. */
export async function expectSameOnWebGpu(page: Page): Promise<void> {
  const found = await page.evaluate(async () => {
    const { loadModel, createBackend, createReferenceInput } = window.engine;
    const loaded = await loadModel("/models/made/");
    const wasm = await createBackend(loaded, { device: "wasm" });
    const gpu = await createBackend(loaded, { device: "webgpu", acceptSoftwareAdapter: true });
    let [largest, scale] = [0, 0];
    for (const network of loaded.manifest.networks) {
      const request = { graph: network.name, units: [createReferenceInput(network)] };
      const expected = (await wasm.run(request)).units[0]!.output!;
      const own = (await gpu.run(request)).units[0]!.output!;
      for (const [at, value] of expected.entries()) {
        largest = Math.max(largest, Math.abs(value - own[at]!));
        scale = Math.max(scale, Math.abs(value));
      }
    }
    const { name, nodesOnCpu } = gpu.provider;
    await wasm[Symbol.asyncDispose]();
    await gpu[Symbol.asyncDispose]();
    return { name, nodesOnCpu, part: largest / scale };
  });
  expect(found).toMatchObject({ name: "webgpu", nodesOnCpu: [] });
  expect(found.part).toBeLessThanOrEqual(1e-4);
}
