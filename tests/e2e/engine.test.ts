import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type {} from "../engine-page/page.ts";
import { serveEnginePage } from "../engine-page/serve.ts";
import { convolutionFiles } from "../unit/segmentation/convolution-model.ts";
import { manyClassesFiles, manyClassesVolume } from "../unit/segmentation/many-classes.ts";
import { useBrowser } from "./browser.ts";
import { waitForGlobal } from "./wait-for-global.ts";

/** The engine in a Chromium whose only graphics adapter is a software one. */
let served: Awaited<ReturnType<typeof serveEnginePage>>;
const browser = await useBrowser({ webgpu: true });

beforeAll(async () => {
  served = await serveEnginePage();
});

afterAll(async () => {
  await served?.[Symbol.asyncDispose]();
});

/** Runs `work` in a page of its own, with nothing kept from other visits. */
async function inPage<Result>(work: (page: Page) => Promise<Result>): Promise<Result> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    // The test's own time limit is enough: a page may share its machine with others.
    page.setDefaultTimeout(0);
    await page.goto(served.url);
    await waitForGlobal(page, "engine");
    await page.evaluate(() => window.engine.setFaults({}));
    return await work(page);
  } finally {
    await context.close();
  }
}

/**
 * A network of one operator, which finds the phantom's liver: a software adapter compiles each operator for seconds, and those
 * of real networks are compared in the test of parity.
 */
const brightFiles = convolutionFiles({
  name: "bright",
  title: "Bright",
  slopes: [[0], [1]],
  offsets: [0, -50],
  segments: [{ value: 1, channel: 1, label: "Bright" }],
});

/** Serves a model that is made here, under `/models/NAME/`. */
async function serveFiles(page: Page, name: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [file, content] of files)
    await page
      .context()
      .route(`**/models/${name}/${file}`, (route) => route.fulfill({ body: Buffer.from(content) }));
}

// Functions that run in the page cannot use `using`, whose helper stays behind here; a page's end ends its workers.
describe("on a graphics adapter", () => {
  test("the shader makes the labels that the processor makes", async () => {
    const differences = await inPage((page) =>
      page.evaluate(async () => {
        const { createLabelShader, createHighestLabeller } = window.engine;
        const adapter = await navigator.gpu.requestAdapter();
        const device = await adapter!.requestDevice();
        const [channels, rows, columns] = [4, 24, 32];
        const pixels = rows * columns;
        /** Smooth fields with borders everywhere, and a block in which all channels are the same. */
        const field = (unit: number) =>
          Float32Array.from({ length: channels * pixels }, (_, n) => {
            const [channel, row, column] = [
              Math.floor(n / pixels),
              Math.floor((n % pixels) / columns),
              n % columns,
            ];
            if (row < 4 && column < 4) return 1.5;
            return (
              3 * Math.sin((row * (channel + 1) + unit) / 5) + 2 * Math.cos((column * (channel + 2)) / 7)
            );
          });
        const table = (count: number, inputs: number, stride: number, isReversed: boolean) => {
          const at = Array.from({ length: count }, (_, n) => {
            const index = isReversed ? count - 1 - n : n;
            return Math.min(Math.max(((index + 0.5) * inputs) / count - 0.5, 0), inputs - 1);
          });
          return {
            lower: Uint32Array.from(at, (u) => Math.floor(u) * stride),
            upper: Uint32Array.from(at, (u) => Math.min(Math.floor(u) + 1, inputs - 1) * stride),
            weight: Float64Array.from(at, (u) => u - Math.floor(u)),
          };
        };
        const found: Record<string, number> = {};
        for (const labelOfChannel of [Uint8Array.of(0, 7, 1, 255), Uint16Array.of(0, 7, 300, 65535)]) {
          for (const columnsAreFast of [true, false]) {
            for (const isReversed of [false, true]) {
              // Sizes whose product is no multiple of four: the last word is not full.
              const columnTable = table(101, columns, 1, isReversed);
              const rowTable = table(77, rows, columns, !isReversed);
              const labelling = {
                channels,
                channelStride: pixels,
                fast: columnsAreFast ? columnTable : rowTable,
                slow: columnsAreFast ? rowTable : columnTable,
                columnsAreFast,
                labelOfChannel,
              };
              const units = [field(0), field(9)];
              const values = device.createBuffer({
                size: 8 * channels * pixels,
                usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
              });
              for (const [n, unit] of units.entries())
                device.queue.writeBuffer(values, 4 * n * channels * pixels, unit);
              const shader = createLabelShader(device, labelling, {
                values,
                unitStride: channels * pixels,
                batch: units.length,
              });
              const staging = device.createBuffer({
                size: shader.unitBytes * units.length,
                usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
              });
              const computed = async () => {
                const encoder = device.createCommandEncoder();
                shader.encode(encoder, units.length);
                encoder.copyBufferToBuffer(shader.labels, 0, staging, 0, staging.size);
                device.queue.submit([encoder.finish()]);
                await staging.mapAsync(GPUMapMode.READ);
                const bytes = staging.getMappedRange().slice(0);
                staging.unmap();
                return bytes;
              };
              // What is not finite is told of its unit alone, and of this run alone.
              for (const strange of [Number.NaN, Number.NEGATIVE_INFINITY]) {
                device.queue.writeBuffer(values, 4 * channels * pixels + 40, Float32Array.of(strange));
                const bytes = await computed();
                const refused = units.map((_, n) => shader.read(bytes, n) === undefined);
                if (refused.join() !== "false,true") found[`${strange} refused: ${refused}`] = 1;
              }
              device.queue.writeBuffer(values, 4 * channels * pixels, units[1]!);
              const bytes = await computed();
              for (const [n, unit] of units.entries()) {
                const expected = Array.from(createHighestLabeller(labelling)(unit));
                const made = shader.read(bytes, n)!;
                const name = `${labelOfChannel.join()} ${columnsAreFast} ${isReversed} ${n}`;
                found[name] = expected.reduce((sum, label, at) => sum + Number(label !== made[at]), 0);
                if (new Set(expected).size !== 4) found[`${name} labels`] = new Set(expected).size;
              }
            }
          }
        }
        return found;
      }),
    );
    expect(Object.keys(differences)).toHaveLength(16);
    expect(Object.values(differences)).toEqual(Array(16).fill(0));
  });

  test("draws what WebAssembly draws, and goes on after its device is lost", async () => {
    const found = await inPage(async (page) => {
      await serveFiles(page, "bright", brightFiles);
      return page.evaluate(async () => {
        const { loadModel, createWorkerSegmenter, createPhantom, order } = window.engine;
        const model = await loadModel("/models/bright/");
        const volume = createPhantom(100, 5);
        const wasm = await createWorkerSegmenter(model, { device: "wasm" });
        const expected = (await wasm.run(volume)).labelMap.voxels;
        await wasm[Symbol.asyncDispose]();
        const gpu = await createWorkerSegmenter(model, { device: "webgpu", acceptSoftwareAdapter: true });
        const slices: number[] = [];
        const { labelMap, report } = await gpu.run(volume, {
          onSlice({ sliceIndex }) {
            slices.push(sliceIndex);
            if (slices.length === 1) order("autoseg-runtime", "destroy-device");
          },
        });
        await gpu[Symbol.asyncDispose]();
        const count = (test: (label: number, at: number) => boolean) =>
          labelMap.voxels.reduce((sum, label, at) => sum + Number(test(label, at)), 0);
        return {
          report,
          slices,
          liver: count((label) => label === 1),
          different: count((label, at) => label !== expected[at]),
        };
      });
    });
    expect(found.slices).toEqual([2, 3, 1, 4, 0]);
    expect(found.liver).toBeGreaterThan(1000);
    // Two providers round differently; on this phantom no voxel lies that near to a border.
    expect(found.different).toBe(0);
    expect(found.report).toMatchObject({
      restarts: 1,
      refusedProviders: [],
      earlierProviders: [],
      labelledBy: "graphics adapter",
      provider: { name: "webgpu", precision: "float32", nodesOnCpu: [], adapter: { isSoftware: true } },
    });
    expect(JSON.parse(JSON.stringify(found.report))).toEqual(found.report);
  });

  test("labels more classes than a byte has numbers, as WebAssembly does", async () => {
    const different = await inPage(async (page) => {
      await serveFiles(page, "many-classes", manyClassesFiles());
      const { voxels, ...volume } = manyClassesVolume();
      return page.evaluate(
        async ({ values, volume }) => {
          const { loadModel, createWorkerSegmenter } = window.engine;
          const model = await loadModel("/models/many-classes/");
          const found = [];
          for (const device of ["wasm", "webgpu"] as const) {
            const segmenter = await createWorkerSegmenter(model, { device, acceptSoftwareAdapter: true });
            const run = segmenter.run({ ...volume, voxels: Int16Array.from(values) }, { bits: 16 });
            const { labelMap, report } = await run;
            await segmenter[Symbol.asyncDispose]();
            const wrong = labelMap.voxels.filter(
              (label, at) => label !== (values[at]! > 255 ? values[at]! + 1000 : values[at]),
            ).length;
            found.push([report.provider.name, report.labelledBy, labelMap.voxels.BYTES_PER_ELEMENT, wrong]);
          }
          return found;
        },
        { values: Array.from(voxels), volume },
      );
    });
    expect(different).toEqual([
      ["wasm", "processor", 2, 0],
      ["webgpu", "graphics adapter", 2, 0],
    ]);
  });

  test("is not used when it is too small for the model, or computes wrongly", async () => {
    const reasons = await inPage(async (page) => {
      await serveFiles(page, "bright", brightFiles);
      return page.evaluate(async () => {
        const { engine } = window;
        const model = await engine.loadModel("/models/bright/");
        const open = async (given: typeof model) => {
          const backend = await engine.createBackend(given, { acceptSoftwareAdapter: true });
          await backend[Symbol.asyncDispose]();
          return { name: backend.provider.name, reason: backend.provider.reason, refused: backend.refused };
        };
        await engine.setFaults({ adapterLimits: { maxStorageBufferBindingSize: 5_000 } });
        const small = await open(model);
        await engine.setFaults({ wrongNumbers: true });
        const wasm = await engine.createBackend(model, { device: "wasm" });
        const [network] = model.manifest.networks;
        const units = [engine.createReferenceInput(network!)];
        const { output } = (await wasm.run({ graph: network!.name, units })).units[0]!;
        const reference = { ...engine.sampleReference(output!), tolerance: 0.01 };
        const wrong = await open({
          ...model,
          manifest: { ...model.manifest, networks: [{ ...network!, reference }] },
        });
        return { small, wrong };
      });
    });
    expect(reasons.small).toMatchObject({
      name: "wasm",
      reason: expect.stringMatching(/^WebGPU is not used: The model bright needs a GPU buffer of 0\.01 MB/),
    });
    expect(reasons.wrong).toMatchObject({
      name: "wasm",
      reason: expect.stringMatching(/computes the model bright incorrectly: value 0 of the reference output/),
    });
    expect(reasons.wrong.refused).toHaveLength(1);
  });
});

describe("when something goes wrong", () => {
  test.each([
    ["the segmenter's worker ends", "autoseg-segmenter", "close"],
    ["the segmenter's worker throws", "autoseg-segmenter", "throw"],
    ["the runtime's worker ends", "autoseg-runtime", "close"],
    ["the runtime's worker throws", "autoseg-runtime", "throw"],
  ] as const)("%s, the run goes on at the slices that are left", async (_, worker, order) => {
    const found = await inPage((page) =>
      page.evaluate(
        async ([name, fault]) => {
          const { loadModel, createWorkerSegmenter, createPhantom, order } = window.engine;
          const model = await loadModel("/models/threshold-tiny/");
          // Long enough for the order to arrive while it runs.
          const volume = createPhantom(64, 400);
          const segmenter = await createWorkerSegmenter(model, { device: "wasm", threads: 1 });
          const whole = (await segmenter.run(volume)).labelMap.voxels;
          const slices: number[] = [];
          const { labelMap, report } = await segmenter.run(volume, {
            onSlice({ sliceIndex }) {
              slices.push(sliceIndex);
              if (slices.length === 3) order(name, fault);
            },
          });
          const different = labelMap.voxels.reduce((sum, label, at) => sum + Number(label !== whole[at]), 0);
          return { slices, different, restarts: report.restarts };
        },
        [worker, order] as const,
      ),
    );
    expect(found).toMatchObject({ restarts: 1, different: 0 });
    expect(found.slices).toHaveLength(400);
    expect(new Set(found.slices).size).toBe(400);
  });

  test.each([
    ["autoseg-segmenter", "not-posted"],
    ["autoseg-segmenter", "not-readable"],
    ["autoseg-runtime", "not-posted"],
    ["autoseg-runtime", "not-readable"],
  ] as const)("%s: whichever message is %s, a run ends, and the next one is whole", async (worker, how) => {
    const found = await inPage((page) =>
      page.evaluate(
        async ([worker, how]) => {
          const { engine } = window;
          const model = await engine.loadModel("/models/threshold-tiny/");
          const volume = engine.createPhantom(64, 2);
          const run = async () => {
            const segmenter = await engine.createWorkerSegmenter(model, { device: "wasm", threads: 1 });
            const slices = new Set<number>();
            try {
              const onSlice = ({ sliceIndex }: { sliceIndex: number }) => slices.add(sliceIndex);
              return {
                labels: (await segmenter.run(volume, { onSlice })).labelMap.voxels,
                slices: slices.size,
              };
            } finally {
              await segmenter[Symbol.asyncDispose]();
            }
          };
          const whole = (await run()).labels;
          const outcomes: string[] = [];
          for (let messageNumber = 1; ; messageNumber++) {
            await engine.setFaults({ message: { worker, how, messageNumber } });
            const outcome = await run().then(
              ({ labels, slices }) =>
                slices === 2 && labels.every((label, at) => label === whole[at]) ? "whole" : "not whole",
              (error: { code?: string; message: string }) => error.code ?? `untyped: ${error.message}`,
            );
            if ((await (await fetch("/faults")).text()) !== "{}") break;
            outcomes.push(outcome);
          }
          await engine.setFaults({});
          const next = await run();
          return { outcomes, next: next.labels.every((label, at) => label === whole[at]) };
        },
        [worker, how] as const,
      ),
    );
    expect(found.outcomes.length).toBeGreaterThan(0);
    expect(
      found.outcomes.filter((outcome) => !/^(whole|inference-failed|no-provider)$/.test(outcome)),
    ).toEqual([]);
    expect(found.next).toBe(true);
  });

  test("a run of the network that does not end is broken off by a cancel, and the next run is whole", async () => {
    const found = await inPage((page) =>
      page.evaluate(async () => {
        const { loadModel, createWorkerSegmenter, createPhantom, order, stalled } = window.engine;
        const model = await loadModel("/models/threshold-tiny/");
        const volume = createPhantom(64, 40);
        // So many slices that the run is not over before the order has reached the worker.
        const long = createPhantom(64, 2000);
        const segmenter = await createWorkerSegmenter(model, { device: "wasm", threads: 1 });
        const whole = (await segmenter.run(volume)).labelMap.voxels;
        const abort = new AbortController();
        const slices: number[] = [];
        const hanging = stalled();
        const run = segmenter.run(long, {
          signal: abort.signal,
          onSlice({ sliceIndex }) {
            slices.push(sliceIndex);
            if (slices.length === 3) order("autoseg-runtime", "stall");
          },
        });
        run.catch(() => undefined);
        await hanging;
        abort.abort();
        const { code } = (await run.catch((error: unknown) => error)) as { code?: string };
        const { labelMap, report } = await segmenter.run(volume);
        const different = labelMap.voxels.reduce((sum, label, at) => sum + Number(label !== whole[at]), 0);
        await segmenter[Symbol.asyncDispose]();
        return { code, done: slices.length, different, restarts: report.restarts };
      }),
    );
    expect(found).toMatchObject({ code: "cancelled", different: 0, restarts: 0 });
    expect(found.done).toBeLessThan(2000);
  });

  test("memory that WebAssembly does not get is a typed error, and the page goes on", async () => {
    const found = await inPage((page) =>
      page.evaluate(async () => {
        const { engine } = window;
        const model = await engine.loadModel("/models/threshold-tiny/");
        // The shipped model's slices need far more than WebAssembly begins with.
        const large = await engine.loadModel("/models/ct-liver-tumour/");
        await engine.setFaults({ wasmBytes: 0 });
        const error = await engine.createWorkerSegmenter(large, { device: "wasm" }).catch((e: unknown) => e);
        await engine.setFaults({});
        const segmenter = await engine.createWorkerSegmenter(model, { device: "wasm" });
        const { report } = await segmenter.run(engine.createPhantom(64, 3));
        const { code, message } = error as { code?: string; message?: string };
        return { code, message, slices: report.slices };
      }),
    );
    expect(found).toMatchObject({
      code: expect.stringMatching(/^(out-of-memory|inference-failed|invalid-model)$/),
      slices: 3,
    });
  });

  test("a disk that is full, and timers that never come, change nothing", async () => {
    const slices = await inPage((page) =>
      page.evaluate(async () => {
        const { engine } = window;
        await engine.setFaults({ fullDisk: true, frozenTimers: true });
        const never = () => 0;
        Object.assign(window, { setTimeout: never, setInterval: never, requestAnimationFrame: never });
        const model = await engine.loadModel("/models/threshold-tiny/");
        const segmenter = await engine.createWorkerSegmenter(model, { device: "wasm", threads: 1 });
        const { report } = await segmenter.run(engine.createPhantom(64, 5));
        return report.slices;
      }),
    );
    expect(slices).toBe(5);
  });
});

test("a model is fetched once, checked each time, and an older version let go of", async () => {
  const found = await inPage(async (page) => {
    const fetched: string[] = [];
    await page.context().route("**/*.onnx", (route) => {
      fetched.push(route.request().url());
      return route.continue();
    });
    const kept = await page.evaluate(async () => {
      const { loadModel, createBackend } = window.engine;
      const model = await loadModel("/models/threshold-tiny/");
      const open = async () => {
        const backend = await createBackend(model, { device: "wasm", threads: 1 });
        await backend[Symbol.asyncDispose]();
        return backend.provider.weightsFromCache;
      };
      const fromCache = [await open(), await open()];
      const cache = await caches.open("cornerstone-autoseg-models");
      const [{ url }] = (await cache.keys()) as [Request];
      // Damaged on the disk; and what an older version left.
      await cache.put(url, new Response(new Uint8Array(10)));
      await cache.put(url.replace(/[^/]*$/, "0".repeat(64)), new Response(new Uint8Array(10)));
      fromCache.push(await open(), await open());
      return { fromCache, keys: (await cache.keys()).length };
    });
    return { ...kept, fetched: fetched.length };
  });
  expect(found).toEqual({ fromCache: [false, true, false, true], keys: 1, fetched: 2 });
});

test("two segmenters on one page run beside each other", async () => {
  const equal = await inPage((page) =>
    page.evaluate(async () => {
      const { loadModel, createWorkerSegmenter, createPhantom } = window.engine;
      const model = await loadModel("/models/threshold-tiny/");
      const one = await createWorkerSegmenter(model, { device: "wasm", threads: 1 });
      const other = await createWorkerSegmenter(model, { device: "wasm", threads: 1 });
      const volume = createPhantom(64, 12);
      const [a, b, c] = await Promise.all([one.run(volume), other.run(volume), one.run(volume)]);
      const same = (x: Uint8Array, y: Uint8Array) => x.every((label, at) => label === y[at]);
      return same(a.labelMap.voxels, b.labelMap.voxels) && same(a.labelMap.voxels, c.labelMap.voxels);
    }),
  );
  expect(equal).toBe(true);
});
