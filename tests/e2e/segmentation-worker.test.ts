import { afterAll, beforeAll, expect, test } from "vitest";
import { type LibraryPage, openLibraryPage } from "./library-page.ts";

let library: LibraryPage;

beforeAll(async () => {
  library = await openLibraryPage([
    "/src/dicom-objects/index.ts",
    "/tests/bench/ellipsoids.ts",
    "/tests/e2e/held-up.ts",
  ]);
});
afterAll(() => library?.[Symbol.asyncDispose]());

type Modules = typeof import("../../src/dicom-objects/index.ts") &
  typeof import("../bench/ellipsoids.ts") &
  typeof import("./held-up.ts");

/**
 * What happens in the page while 512 x 512 x 200 voxels with 104 segments are written: the longest time that the page was
 * held up, as a share of the whole, what progress it was told, and what came out. A number cancels at that part of the progress.
 */
function exportInPage(cancelAt?: number) {
  return library.page.evaluate(async (cancelAt) => {
    const { writeDicomSegInWorker, readDicomSegInWorker, ellipsoids, seriesOf512, watchPage } = (
      window as unknown as { modules: Modules }
    ).modules;
    const [labelMap, source] = [ellipsoids(104), seriesOf512()];
    const controller = new AbortController();
    const progress: number[] = [];
    try {
      const { value, longestMs, elapsedMs } = await watchPage(async () => {
        const file = await writeDicomSegInWorker([labelMap], {
          source,
          signal: controller.signal,
          onProgress({ bytesDone, bytesTotal }) {
            progress.push(bytesDone / bytesTotal);
            if (cancelAt !== undefined && bytesDone / bytesTotal >= cancelAt) controller.abort();
          },
        });
        return { file, opened: await readDicomSegInWorker(file, { source }) };
      });
      const { voxels } = value.opened.labelMaps[0]!;
      const isSame = voxels.every((label, index) => label === labelMap.voxels[index]);
      return {
        sizeBytes: value.file.size,
        progress,
        heldUp: longestMs / elapsedMs,
        isSame,
        error: undefined,
      };
    } catch (error) {
      return { progress, heldUp: 0, error: (error as { code?: string }).code ?? String(error) };
    }
  }, cancelAt);
}

test("104 segments are written and opened in a worker: the page goes on meanwhile", async () => {
  const { sizeBytes, progress, heldUp, isSame, error } = await exportInPage();
  expect(error).toBeUndefined();
  expect(isSame).toBe(true);
  expect(sizeBytes).toBeGreaterThan(300e6);
  expect(progress.length).toBeGreaterThan(4);
  expect(progress.at(-1)).toBe(1);
  expect([...progress].sort((a, b) => a - b)).toEqual(progress);
  // A share of the whole, since a busy machine stretches both.
  expect(heldUp).toBeLessThan(0.2);
});

test("writing can be cancelled half way", async () => {
  const { progress, error } = await exportInPage(0.3);
  expect(error).toBe("cancelled");
  expect(progress.at(-1)).toBeLessThan(1);
});
