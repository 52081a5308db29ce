import { describe, expect, it } from "vitest";
import { AutosegError } from "../../../src/errors.ts";
import type { FallbackBackend, Provider } from "../../../src/inference/index.ts";
import type { Model } from "../../../src/model/index.ts";
import { boxOfLabels, wholeBlock } from "../../../src/regions/index.ts";
import type { Progress } from "../../../src/segmentation/index.ts";
import { createRunQueue } from "../../../src/segmentation/run/segmenter.ts";
import type { GridSlice } from "../../../src/volume/index.ts";
import { createLabelMap, type Volume } from "../../../src/volume/index.ts";
import { exampleManifest } from "../model/example-manifest.ts";

const provider: Provider = {
  name: "wasm",
  label: "fake",
  reason: "",
  precision: "float32",
  threads: 1,
  batch: 1,
  graphCapture: false,
  nodesOnCpu: [],
  coldStartMs: { runtime: 0, weights: 0, session: 0, firstRun: 0, tuning: 0 },
  weightsFromCache: false,
};

const model: Model = { manifest: { ...exampleManifest(), postprocessing: [] }, location: "" };
const [rows, columns, slices] = [32, 48, 8];

/** Every voxel above the window's lower end is liver to the fake model. */
function createVolume(): Volume {
  const voxels = new Int16Array(columns * rows * slices).fill(-1000);
  for (let k = 0; k < slices; k++) voxels.fill(160, k * columns * rows, k * columns * rows + 100);
  return {
    grid: {
      size: [columns, rows, slices],
      spacingMm: [2, 2, 3],
      originLps: [0, 0, 0],
      directionsLps: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    },
    voxels,
    unit: "HU",
    modality: "CT",
  };
}

/** A backend that answers when it is told to, or at once. */
function createFakeBackend({ depth = 2, batch = 1, isManual = false } = {}) {
  const waiting: (() => void)[] = [];
  const requests: number[] = [];
  let underWay = 0;
  let interrupts = 0;
  const backend: FallbackBackend = {
    provider: { ...provider, batch },
    depth,
    refused: [],
    restarts: 0,
    async interrupt() {
      interrupts++;
    },
    async run({ units }) {
      requests.push(units.length);
      expect(++underWay).toBeLessThanOrEqual(depth);
      if (isManual) await new Promise<void>((resolve) => waiting.push(resolve));
      underWay--;
      const answers = units.map(({ slices: input }) => {
        const middle = input!.subarray(rows * columns, 2 * rows * columns);
        const output = new Float32Array(3 * rows * columns).fill(0.5, 0, rows * columns);
        output.set(middle, rows * columns);
        return { output };
      });
      return { units: answers, computeMs: 1 };
    },
    async [Symbol.asyncDispose]() {},
  };
  return { backend, requests, answerNext: () => waiting.shift()?.(), waiting, interrupts: () => interrupts };
}

/** Lets all that can happen by itself happen: promises, and turns of the event loop. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("createRunQueue", () => {
  it("has two requests under way and hands out every slice once", async () => {
    const { backend, requests } = createFakeBackend();
    const handed: number[] = [];
    const { labelMap, labelledBox, report } = await createRunQueue(model, backend).add(createVolume(), {
      firstSlice: 5,
      onSlice: ({ sliceIndex }) => handed.push(sliceIndex),
    });
    expect(handed).toEqual([5, 6, 4, 7, 3, 2, 1, 0]);
    expect(requests).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(report).toMatchObject({ slices, units: slices, restarts: 0, timingsMs: { compute: 8 } });
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({ provider: { label: "fake" } });
    expect(labelMap.voxels.reduce((sum, label) => sum + label, 0)).toBeGreaterThan(0);
    expect(labelledBox).toEqual(boxOfLabels(wholeBlock(labelMap.grid, labelMap.voxels), [1, 2]));
  });

  it("leaves out classes that are not kept in slices, result and report", async () => {
    const { backend } = createFakeBackend();
    const handed: number[] = [];
    const add = (classes: readonly number[]) =>
      createRunQueue(model, backend).add(createVolume(), {
        classes,
        onSlice: ({ labels }) => handed.push(...labels),
      });
    const { labelMap, report } = await add([2]);
    expect(new Set([...handed, ...labelMap.voxels])).toEqual(new Set([0]));
    expect(labelMap.segments.map(({ segmentNumber }) => segmentNumber)).toEqual([2]);
    expect(report).toMatchObject({ classes: [2], volumesMl: [{ label: "Liver tumour", ml: 0 }] });
    expect((await add([1])).labelMap.voxels.includes(1)).toBe(true);
    await expect(add([3])).rejects.toMatchObject({ code: "invalid-argument" });
  });

  it("runs in a box only the slices through it, and leaves what was there outside", async () => {
    const { backend, requests } = createFakeBackend();
    const box = { from: [0, 0, 5], to: [columns, 1, 7] } as const;
    const handed: number[] = [];
    const volume = createVolume();
    const before = new Uint8Array(columns * rows * slices).fill(2);
    const labelMap = createLabelMap({ grid: volume.grid, segments: [], voxels: before });
    const result = await createRunQueue(model, backend).add(volume, {
      box,
      keep: { labelMap },
      onSlice: ({ sliceIndex }) => handed.push(sliceIndex),
    });
    expect(requests).toHaveLength(2);
    expect(handed).toEqual([6, 5]);
    expect(result.report).toMatchObject({ box, slices: 2, units: 2 });
    expect(result.labelMap.segments[0]!.algorithmParameters).toContain("slices 5 to 6");
    const { voxels } = result.labelMap;
    const inBox = (index: number) => {
      const [row, slice] = [Math.floor(index / columns) % rows, Math.floor(index / columns / rows)];
      return row === 0 && slice >= 5 && slice < 7;
    };
    expect(voxels.every((label, index) => label === (inBox(index) ? 1 : 2))).toBe(true);
    const bare = await createRunQueue(model, backend).add(volume, { box });
    expect(bare.labelMap.voxels.every((label, index) => label === (inBox(index) ? 1 : 0))).toBe(true);
  });

  it("fills batches, and the last one as far as it goes", async () => {
    const { backend, requests } = createFakeBackend({ batch: 3 });
    await createRunQueue(model, backend).add(createVolume(), {});
    expect(requests).toEqual([3, 3, 2]);
  });

  it("goes on around the slice that is looked at", async () => {
    const { backend } = createFakeBackend({ depth: 1 });
    const handed: number[] = [];
    const run = createRunQueue(model, backend).add(createVolume(), {
      firstSlice: 0,
      onSlice({ sliceIndex }) {
        handed.push(sliceIndex);
        if (handed.length === 2) run.prioritise(6);
      },
    });
    await run;
    expect(handed).toEqual([0, 1, 6, 7, 5, 4, 3, 2]);
  });

  it("hands out what is under way and begins nothing while it is paused", async () => {
    const { backend, answerNext, requests } = createFakeBackend({ isManual: true });
    const progress: Progress[] = [];
    const run = createRunQueue(model, backend).add(createVolume(), {
      onProgress: (step) => progress.push(step),
    });
    await settle();
    expect(requests).toHaveLength(2);
    run.pause();
    answerNext();
    answerNext();
    await settle();
    expect(requests).toHaveLength(2);
    expect(progress.at(-1)).toMatchObject({ state: "paused", slicesDone: 2 });
    run.resume();
    await settle();
    expect(requests).toHaveLength(4);
    const rest = setInterval(answerNext, 1);
    await run;
    clearInterval(rest);
    expect(progress.at(-1)).toMatchObject({ state: "running", slicesDone: slices });
  });

  it("can be cancelled while it is paused", async () => {
    const { backend } = createFakeBackend();
    const abort = new AbortController();
    const run = createRunQueue(model, backend).add(createVolume(), { signal: abort.signal });
    run.pause();
    await settle();
    abort.abort();
    await expect(run).rejects.toMatchObject({ code: "cancelled" });
  });

  it("is cancelled at once, though the provider still computes", async () => {
    const { backend, interrupts } = createFakeBackend({ isManual: true });
    const abort = new AbortController();
    let handed = 0;
    const run = createRunQueue(model, backend).add(createVolume(), {
      signal: abort.signal,
      onSlice: () => handed++,
    });
    await settle();
    abort.abort();
    await expect(run).rejects.toMatchObject({ code: "cancelled" });
    expect(handed).toBe(0);
    await settle();
    expect(interrupts()).toBe(1);
  });

  it("lets runs wait, tells their place, and does not start one that is cancelled before its turn", async () => {
    const { backend, waiting, answerNext } = createFakeBackend({ isManual: true });
    const queue = createRunQueue(model, backend);
    const places: string[] = [];
    const watch = (name: string, signal?: AbortSignal) => ({
      onProgress: ({ state, queuePosition }: Progress) => places.push(`${name} ${state} ${queuePosition}`),
      ...(signal && { signal }),
    });
    const abort = new AbortController();
    const first = queue.add(createVolume(), watch("a"));
    const second = queue.add(createVolume(), watch("b", abort.signal));
    const third = queue.add(createVolume(), watch("c"));
    await settle();
    expect(places).toEqual(["b queued 1", "c queued 2", "a running 0"]);
    abort.abort();
    await expect(second).rejects.toMatchObject({ code: "cancelled" });
    expect(places.at(-1)).toBe("c queued 1");
    // Only the first run's requests are under way: the third waits for it, not for the one that was cancelled.
    expect(waiting).toHaveLength(2);
    const rest = setInterval(answerNext, 1);
    await Promise.all([first, third]);
    clearInterval(rest);
    expect(places).toContain("c running 0");
  });

  it("goes on with the next run after one that failed", async () => {
    const { backend } = createFakeBackend();
    const queue = createRunQueue(model, backend);
    const failing = queue.add({ ...createVolume(), modality: "MR" }, {});
    const next = queue.add(createVolume(), {});
    await expect(failing).rejects.toMatchObject({ code: "model-mismatch" });
    expect((await next).report.slices).toBe(slices);
  });

  it("runs only what an earlier attempt has left", async () => {
    const { backend, requests } = createFakeBackend();
    const whole = (await createRunQueue(model, backend).add(createVolume(), {})).labelMap.voxels;
    requests.length = 0;
    const voxels = whole.slice();
    voxels.fill(0, 0, 2 * rows * columns);
    const { labelMap, report } = await createRunQueue(model, backend).add(
      createVolume(),
      {},
      { voxels, doneSlices: [2, 3, 4, 5, 6, 7], restarts: 1 },
    );
    expect(requests).toHaveLength(2);
    expect(labelMap.voxels).toEqual(whole);
    expect(report.restarts).toBe(1);
  });

  it("ends with the backend's error and leaves the slices handed out before as they are", async () => {
    const { backend } = createFakeBackend({ depth: 1 });
    let runs = 0;
    const dying: FallbackBackend = {
      ...backend,
      async run(request) {
        if (++runs > 3) throw new AutosegError("out-of-memory", "No memory.", { provider: "wasm" });
        return backend.run(request);
      },
    };
    const handed: GridSlice[] = [];
    const run = createRunQueue(model, dying).add(createVolume(), { onSlice: (slice) => handed.push(slice) });
    await expect(run).rejects.toMatchObject({ code: "out-of-memory" });
    expect(handed).toHaveLength(3);
    expect(handed.every(({ labels }) => labels.some((label) => label === 1))).toBe(true);
  });

  it("keeps locked segments, edited voxels and other people's segments, streamed and in the end", async () => {
    const { backend } = createFakeBackend();
    const volume = createVolume();
    const own = (await createRunQueue(model, backend).add(volume, {})).labelMap;
    const sliceSize = rows * columns;
    const [base] = own.segments;
    const present = createLabelMap({
      grid: volume.grid,
      segments: [...own.segments, { ...base!, segmentNumber: 7, label: "By hand" }],
    });
    // In slice 0: a locked tumour and a foreign segment over what the model draws as liver, a foreign one beside it, and
    // a voxel that was erased by hand.
    const liver = own.voxels.indexOf(1);
    const background = own.voxels.indexOf(0);
    present.voxels[liver] = 2;
    present.voxels[liver + 1] = 7;
    present.voxels[liver + 2] = 0;
    present.voxels[background] = 7;
    const edited = new Uint8Array(present.voxels.length);
    edited[liver + 2] = 1;
    const streamed = new Uint8Array(present.voxels.length);
    const { labelMap, report } = await createRunQueue(model, backend).add(volume, {
      keep: { labelMap: present, lockedSegments: [2], edited },
      onSlice: ({ sliceIndex, labels }) => streamed.set(labels, sliceIndex * sliceSize),
    });
    const expected = own.voxels.slice();
    expected[liver] = 2;
    expected[liver + 2] = 0;
    expected[background] = 7;
    expect(labelMap.voxels).toEqual(expected);
    expect(streamed).toEqual(expected);
    expect(labelMap.segments.map(({ segmentNumber }) => segmentNumber)).toEqual([1, 2, 7]);
    expect(report.volumesMl.map(({ label }) => label)).toEqual(["Liver", "Liver tumour", "By hand"]);
  });

  it("refuses a mask of another series", async () => {
    const { backend } = createFakeBackend();
    const volume = createVolume();
    const present = createLabelMap({ grid: volume.grid, segments: [] });
    const run = createRunQueue(model, backend).add(volume, {
      keep: { labelMap: present, edited: new Uint8Array(3) },
    });
    await expect(run).rejects.toMatchObject({ code: "invalid-argument" });
  });
});
