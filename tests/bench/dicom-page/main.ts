/** Page of the reading benchmark: reads chosen files with this project and with Cornerstone3D's loader. */
import { cache, imageLoader, init as initCore } from "@cornerstonejs/core";
import dicomImageLoader from "@cornerstonejs/dicom-image-loader";
import { indexSeriesInWorkers, readSeriesInWorkers } from "../../../src/dicom/index.ts";

/** Result and cost of a reading. */
export interface Reading {
  readonly elapsedMs: number;
  /** Sum of all voxels, independent of slice order, to check that both read the same. */
  readonly sum: number;
}

const files = (): File[] => [...(document.querySelector("input")?.files ?? [])];

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum;
}

let started: Promise<void> | undefined;

const bench = {
  /** From files to the voxels of one ordered volume, in Hounsfield units. */
  async ours(): Promise<Reading> {
    const startedMs = performance.now();
    const { volume } = await readSeriesInWorkers(files());
    const elapsedMs = performance.now() - startedMs;
    return { elapsedMs, sum: sumOf(volume.voxels) };
  },

  /** From files to images, each with its pixels in Hounsfield units, which is all that Cornerstone's loader does. */
  async cornerstone(): Promise<Reading> {
    started ??= (async () => {
      await initCore();
      dicomImageLoader.init({ maxWebWorkers: navigator.hardwareConcurrency });
    })();
    await started;
    const startedMs = performance.now();
    const imageIds = files().map((file) => dicomImageLoader.wadouri.fileManager.add(file));
    const images = await Promise.all(imageIds.map((imageId) => imageLoader.loadImage(imageId)));
    const pixels = images.map((image) => image.getPixelData());
    const elapsedMs = performance.now() - startedMs;
    const sum = pixels.reduce((total, values) => total + sumOf(values), 0);
    cache.purgeCache();
    return { elapsedMs, sum };
  },

  /** The headers of all files. */
  async index(): Promise<{ elapsedMs: number; images: number }> {
    const startedMs = performance.now();
    const series = await indexSeriesInWorkers(files());
    const elapsedMs = performance.now() - startedMs;
    return { elapsedMs, images: series.reduce((sum, { imageCount }) => sum + imageCount, 0) };
  },
};

declare global {
  interface Window {
    bench: typeof bench;
  }
}

window.bench = bench;
