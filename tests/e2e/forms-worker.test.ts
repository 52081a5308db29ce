import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LibraryPage, openLibraryPage } from "./library-page.ts";

let library: LibraryPage;

beforeAll(async () => {
  library = await openLibraryPage([
    "/src/export/index.ts",
    "/src/dicom-objects/rtstruct/rtstruct.ts",
    "/src/workers/index.ts",
    "/src/dicom/index.ts",
    "/tests/bench/ellipsoids.ts",
    "/tests/e2e/held-up.ts",
  ]);
});
afterAll(() => library?.[Symbol.asyncDispose]());

type Modules = typeof import("../../src/export/index.ts") &
  typeof import("../../src/dicom-objects/rtstruct/rtstruct.ts") &
  typeof import("../../src/workers/index.ts") &
  typeof import("../../src/dicom/index.ts") &
  typeof import("../bench/ellipsoids.ts") &
  typeof import("./held-up.ts");

/**
 * Writes 512 x 512 x 100 voxels with 40 segments, in the worker and in the page itself: how the page was held up by either,
 * and whether the same came out.
 */
function writeInPage(id: "nifti" | "rtstruct", isShared: boolean) {
  return library.page.evaluate(
    async ([id, isShared]) => {
      const modules = (window as unknown as { modules: Modules }).modules;
      const { ellipsoids, seriesOf512, shareable, watchPage, writeFormInWorker } = modules;
      const [whole, series] = [ellipsoids(40), seriesOf512()];
      const slices = { from: 50, to: 150 };
      const grid = { ...whole.grid, size: [512, 512, 100] as const };
      const source = {
        ...series,
        instances: series.instances.slice(slices.from, slices.to),
        volume: { ...series.volume, grid, voxels: new Int16Array(512 * 512 * 100) },
      };
      const voxels = whole.voxels.slice(512 * 512 * slices.from, 512 * 512 * slices.to);
      const labelMap = { ...whole, grid, voxels: isShared ? shareable(voxels) : voxels };

      const worker = await watchPage(() => writeFormInWorker(id, [labelMap], { source }));
      const page = await watchPage(async () =>
        id === "nifti" ? modules.toNifti(labelMap) : modules.writeRtStruct([labelMap], { source }),
      );
      const fromWorker = new Uint8Array(await worker.value.arrayBuffer());
      // UIDs and times of an object are new each time.
      const content = (bytes: Uint8Array<ArrayBuffer>) =>
        id === "nifti"
          ? bytes
          : new TextEncoder().encode(JSON.stringify(modules.parseDataset(bytes).dataset.ROIContourSequence));
      const [a, b] = [content(fromWorker), content(page.value)];
      return {
        isShared: !(labelMap.voxels.buffer instanceof ArrayBuffer),
        isKept: labelMap.voxels.length === 512 * 512 * 100,
        isSame: a.length === b.length && a.every((value, index) => value === b[index]),
        sizeBytes: a.length,
        worker: { longestMs: worker.longestMs, elapsedMs: worker.elapsedMs },
        page: { longestMs: page.longestMs, elapsedMs: page.elapsedMs },
      };
    },
    [id, isShared] as const,
  );
}

describe("a large label map goes out while the page goes on", () => {
  test.each([
    { id: "nifti", isShared: true },
    { id: "nifti", isShared: false },
    { id: "rtstruct", isShared: true },
  ] as const)("as $id, in shared memory: $isShared", async ({ id, isShared }) => {
    const found = await writeInPage(id, isShared);
    expect(found).toMatchObject({ isShared, isKept: true, isSame: true });
    expect(found.sizeBytes).toBeGreaterThan(100_000);
    const { worker, page } = found;
    console.log(
      `${id}: held up for ${worker.longestMs.toFixed(0)} of ${worker.elapsedMs.toFixed(0)} ms; without a worker ${page.longestMs.toFixed(0)} ms`,
    );
    // A share of the whole, since a busy machine stretches both: a page that writes the file itself is held up all the time.
    expect(worker.longestMs / worker.elapsedMs).toBeLessThan(0.3);
    expect(page.longestMs / page.elapsedMs).toBeGreaterThan(0.7);
  });
});

test("writing can be cancelled", async () => {
  const error = await library.page.evaluate(async () => {
    const { ellipsoids, seriesOf512, writeFormInWorker } = (window as unknown as { modules: Modules })
      .modules;
    const controller = new AbortController();
    const options = { source: seriesOf512(), signal: controller.signal };
    const writing = writeFormInWorker("stl", [ellipsoids(40)], options);
    controller.abort();
    return writing.catch((error: { code?: string }) => error.code);
  });
  expect(error).toBe("cancelled");
});

test("errors keep their code and their sentence", async () => {
  const error = await library.page.evaluate(async () => {
    const { ellipsoids, seriesOf512, writeFormInWorker } = (window as unknown as { modules: Modules })
      .modules;
    const { segments, ...labelMap } = ellipsoids(1);
    const named = { ...labelMap, segments: [{ ...segments[0]!, label: "a".repeat(80) }] };
    return writeFormInWorker("sr", [named], { source: seriesOf512() }).then(
      () => undefined,
      (error: { name: string; code?: string; message: string }) => ({ ...error, message: error.message }),
    );
  });
  expect(error).toMatchObject({ code: "invalid-segment", details: { field: "label" } });
  expect(error?.message).toContain("DICOM allows 64");
});
