import { gunzipSync } from "node:zlib";
import type * as core from "@cornerstonejs/core";
import type * as tools from "@cornerstonejs/tools";
import type { Browser, Locator } from "playwright-core";
import type { AutosegExtension } from "../../src/cornerstone.ts";
import type { Grid } from "../../src/geometry/index.ts";
import { openPage, type WatchedPage } from "./browser.ts";
import { serveFewSlices, serveModel, tinyModel } from "./served-files.ts";
import { waitForGlobal } from "./wait-for-global.ts";

declare global {
  /** Left by the examples for the console. */
  var autoseg: AutosegExtension;
  var host: {
    readonly core: typeof core;
    readonly tools: typeof tools;
    readonly engine: core.Types.IRenderingEngine;
    readonly group: tools.Types.IToolGroup;
  };
}

/** Slices of the sample used by the examples. */
export const exampleSlices = { from: 40, to: 46 };

/** A page of an example, with the tiny model instead of the shipped one. */
export interface ExamplePage extends WatchedPage {
  button(name: string): Locator;
  output(): Promise<string>;
  labels(): Promise<Labels>;
  /** Drags with a mouse button; positions are fractions of a viewport's width and height. */
  drag(
    viewport: "axial" | "coronal",
    from: readonly [number, number],
    to: readonly [number, number],
    button?: "left" | "right",
  ): Promise<void>;
  /** Voxel of the segmentation's grid at a position in a viewport. */
  voxelAt(viewport: "axial" | "coronal", place: readonly [number, number]): Promise<number>;
  /** Red, green, blue and alpha on screen at a position in a viewport. */
  colourAt(viewport: "axial" | "coronal", place: readonly [number, number]): Promise<number[]>;
  /** The host's state, which the extension must leave unchanged. */
  host(): Promise<unknown>;
}

/** The page's labels, in the order of their grid. */
export interface Labels {
  readonly grid: Grid;
  readonly voxels: Uint8Array;
}

export async function openExample(browser: Browser, url: string, name: string): Promise<ExamplePage> {
  const watched = await openPage(browser, `${url}${name}.html`, async (page) => {
    await page.setViewportSize({ width: 1010, height: 700 });
    await serveFewSlices(page, exampleSlices);
    await serveModel(page, tinyModel);
  });
  const { page } = watched;
  await waitForGlobal(page, "autoseg");
  const toPixel = async (viewport: string, [x, y]: readonly [number, number]) => {
    const box = (await page.locator(`#${viewport}`).boundingBox())!;
    return [box.x + x * box.width, box.y + y * box.height] as const;
  };
  return {
    ...watched,
    button: (label) => page.getByRole("button", { name: label, exact: true }),
    output: async () => (await page.locator("output").textContent()) ?? "",
    async labels() {
      const { grid, base64 } = await page.evaluate(async () => {
        const { grid, voxels } = globalThis.autoseg.session!;
        const bytes = new Blob([voxels.slice()]).stream();
        const packed = await new Response(bytes.pipeThrough(new CompressionStream("gzip"))).blob();
        const reader = new FileReader();
        await new Promise((resolve) => {
          reader.onload = resolve;
          reader.readAsDataURL(packed);
        });
        return { grid, base64: String(reader.result).replace(/^.*,/, "") };
      });
      return { grid, voxels: new Uint8Array(gunzipSync(Buffer.from(base64, "base64"))) };
    },
    async drag(viewport, from, to, button = "left") {
      await page.mouse.move(...(await toPixel(viewport, from)));
      await page.mouse.down({ button });
      for (let step = 1; step <= 5; step++) {
        const part = step / 5;
        const at = [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part] as const;
        await page.mouse.move(...(await toPixel(viewport, at)));
      }
      await page.mouse.up({ button });
    },
    voxelAt: (viewport, place) =>
      page.evaluate(
        ([id, [x, y]]) => {
          const shown = globalThis.host.engine.getViewport(id);
          const { clientWidth, clientHeight } = shown.element;
          const world = shown.canvasToWorld([x * clientWidth, y * clientHeight]);
          const { grid } = globalThis.autoseg.session!;
          const [i, j, k] = grid.directionsLps.map((direction, axis) =>
            Math.round(
              direction.reduce((sum, cosine, n) => sum + cosine * (world[n]! - grid.originLps[n]!), 0) /
                grid.spacingMm[axis]!,
            ),
          );
          return i! + grid.size[0] * (j! + grid.size[1] * k!);
        },
        [viewport, place] as const,
      ),
    async colourAt(viewport, place) {
      const [x, y] = await toPixel(viewport, place);
      const clip = { x: x - 4, y: y - 4, width: 8, height: 8 };
      const png = (await page.screenshot({ clip })).toString("base64");
      return page.evaluate(async (data) => {
        const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
        const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
        const context = new OffscreenCanvas(image.width, image.height).getContext("2d")!;
        context.drawImage(image, 0, 0);
        return [...context.getImageData(1, 1, 1, 1).data];
      }, png);
    },
    host: () =>
      page.evaluate(() =>
        globalThis.host.engine.getViewports().map((viewport) => ({
          camera: viewport.getCamera(),
          actors: viewport.getActors().length,
          window: viewport.getProperties().voiRange,
          cursor: viewport.element.style.cursor,
          elements: viewport.element.querySelectorAll("*").length,
          tools: JSON.parse(JSON.stringify(globalThis.host.group.toolOptions)),
          primary: globalThis.host.group.getActivePrimaryMouseButtonTool(),
        })),
      ),
  };
}
