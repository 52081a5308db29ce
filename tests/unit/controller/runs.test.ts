import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { Memory } from "../../../src/controller/index.ts";
import type { Grid } from "../../../src/geometry/index.ts";
import type { ModelManifest } from "../../../src/model/index.ts";
import type { RunOptions, Segmenter } from "../../../src/segmentation/index.ts";
import { createSegmenter } from "../../../src/segmentation/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { bareSeries, createController, workHere } from "./fake-host.ts";

const url = fileURLToPath(new URL("../../fixtures/models/threshold-tiny", import.meta.url));
const axial = straightGrid([32, 32, 6], [2, 2, 3]);
/** Slices from front to back; axial slices lie across the rows. */
const coronal: Grid = {
  ...axial,
  directionsLps: [
    [1, 0, 0],
    [0, 0, -1],
    [0, 1, 0],
  ],
};

/** The fixture's liver: soft tissue in air. */
function voxels(): Int16Array<ArrayBuffer> {
  const values = new Int16Array(32 * 32 * 6).fill(-1000);
  for (let k = 0; k < 6; k++)
    for (let j = 8; j < 24; j++) values.fill(60, 32 * (j + 32 * k) + 8, 32 * (j + 32 * k) + 24);
  return values;
}

const started: Segmenter[] = [];
afterAll(async () => {
  for (const segmenter of started) await segmenter[Symbol.asyncDispose]();
});

/** On a busy machine too. */
const patience = { timeout: 30_000 };

type Search = NonNullable<ModelManifest["search"]>;

/** The fixture's liver has 1024 mm2 on each of the slices. */
const vainSearch: Search = { stepMm: [6, 6], leastAreaMm2: 2000, gapMm: 3 };

async function open(grid: Grid = axial, memory?: Memory, search?: Search) {
  const firstSlices: (number | undefined)[] = [];
  const made = createController({
    ...(memory && { memory }),
    work: {
      ...workHere,
      createSegmenter: async (model, options) => {
        const segmenter = await createSegmenter(
          { ...model, manifest: { ...(model.manifest as ModelManifest), ...(search && { search }) } },
          { ...options, device: "wasm", threads: 1 },
        );
        started.push(segmenter);
        return {
          provider: segmenter.provider,
          run: (volume, options) => {
            firstSlices.push(options?.firstSlice);
            return segmenter.run(volume, options as RunOptions);
          },
          [Symbol.asyncDispose]: async () => undefined,
        };
      },
    },
  });
  const { controller } = made;
  const entry = { name: "threshold-tiny", title: "Tiny", architecture: "U-Net", description: "", url };
  await controller.models.start(async () => [{ ...entry, modality: "CT" }]);
  const { session } = await controller.opening.open({
    ...bareSeries(grid, voxels()),
    header: { BodyPartExamined: ["LIVER"] },
  });
  return { ...made, session, firstSlices };
}

describe("a run", () => {
  it("draws as one step from the slice in view outwards, and leaves a report", async () => {
    const { controller, session, host, firstSlices } = await open();
    host.lookAt([0, 0, 4]);
    const seen: number[] = [];
    controller.subscribe(() => seen.push(controller.state.slicesDone.size));
    const report = await controller.runs.segment();
    expect(firstSlices).toEqual([4]);
    expect(Math.max(...seen)).toBe(6);
    expect(controller.state).toMatchObject({ run: undefined, report, isUnsaved: true });
    expect(controller.state.provider?.name).toBe("wasm");
    expect(session.counts.voxels(1)).toBeGreaterThan(0);
    expect(controller.state.undoName).toBe("segmentation by Tiny test network");
    controller.undo();
    expect(session.voxels.some((label) => label > 0)).toBe(false);
  });

  it("draws, lists and keeps from then on only the classes that a person chose", async () => {
    const { controller, session, said } = await open();
    const { classChoice } = controller;
    const listed = () => controller.state.segments.map(({ label }) => label);
    const kept = () => controller.state.classes.filter(({ isKept }) => isKept).map(({ label }) => label);
    expect(listed()).toEqual(["Liver", "Liver tumour"]);
    await classChoice.keep([2]);
    expect([listed(), kept()]).toEqual([["Liver tumour"], ["Liver tumour"]]);
    const report = await controller.runs.segment();
    expect(report.classes).toEqual([2]);
    expect(session.voxels.includes(1)).toBe(false);
    await controller.notices.attempt(() => classChoice.keep([]));
    expect(said()).toContain("Choose at least one");
    await classChoice.keep([1, 2]);
    expect([listed(), kept()]).toEqual([listed(), ["Liver", "Liver tumour"]]);
    expect(controller.state.keptClasses).toEqual({});
    expect((await controller.runs.segment()).classes).toBeUndefined();
    expect(session.voxels.includes(1)).toBe(true);
  });

  it("in a box changes nothing outside, says where it ran, and is over with the study", async () => {
    const { controller, session } = await open();
    const box = { from: [0, 0, 1], to: [16, 32, 3] } as const;
    controller.runBox.choose({ ...box, from: [-4, 0, 1] });
    expect(controller.state.runBox).toEqual(box);
    const edit = session.beginEdit("hand", "stroke");
    edit.setRow({ i: 14, end: 18, j: 10, k: 1 }, 2);
    edit.setRow({ i: 10, end: 12, j: 10, k: 4 }, 2);
    edit.commit();
    const report = await controller.runs.segment({ keep: "locks" });
    expect(report).toMatchObject({ box, slices: 2, units: 2 });
    const labels = new Map<number, number>();
    for (const [at, label] of session.voxels.entries()) {
      const inBox = at % 32 < 16 && Math.floor(at / 1024) >= 1 && Math.floor(at / 1024) < 3;
      if (!inBox && label > 0) labels.set(at, label);
    }
    const strokes = [16, 17].map((i) => i + 32 * 42).concat([10, 11].map((i) => i + 32 * (10 + 32 * 4)));
    expect([...labels.keys()]).toEqual(strokes);
    expect(session.counts.voxels(1)).toBeGreaterThan(0);
    expect(session.findSegment(1)!.algorithmParameters).toContain("run only in columns 0 to 15");
    expect(session.algorithmTypes.get(2)).toBe("SEMIAUTOMATIC");
    controller.runBox.choose({ from: [0, 0, 0], to: [32, 32, 6] });
    expect(controller.state.runBox).toBeUndefined();
    controller.runBox.choose(box);
    await controller.opening.open(bareSeries(axial, voxels()));
    expect(controller.state.runBox).toBeUndefined();
  });

  it("is told of beforehand: runs, memory, and after a first one its time", async () => {
    const kept = new Map<string, string>();
    const memory = {
      get: (name: string) => kept.get(name),
      set: (name: string, value: string | undefined) => void (value === undefined || kept.set(name, value)),
    };
    const { controller } = await open(axial, memory);
    const expected = () =>
      vi.waitFor(() => controller.state.expected ?? Promise.reject(new Error("none")), patience);
    expect(await expected()).toMatchObject({ units: 6, slices: 6, isAtMost: false, seconds: undefined });
    expect(controller.state.expected!.memoryBytes).toBeGreaterThan(35_148);
    const { timingsMs } = await controller.runs.segment();
    await vi.waitFor(() => expect(controller.state.expected?.seconds).toBeDefined(), patience);
    const seconds = (timingsMs.compute + timingsMs.postprocess) / 1000;
    expect(controller.state.expected!.seconds).toBeCloseTo(seconds);
    controller.runBox.choose({ from: [0, 0, 0], to: [32, 32, 2] });
    await vi.waitFor(() => expect(controller.state.expected?.units).toBe(2), patience);
    expect(controller.state.expected!.seconds).toBeCloseTo(seconds / 3);
    // On the next visit it is known from the beginning.
    const { controller: next } = await open(axial, memory);
    await vi.waitFor(() => expect(next.state.expected?.seconds).toBeCloseTo(seconds), patience);
    kept.set("autoseg.speeds", "no JSON");
    const { controller: last } = await open(axial, memory);
    await vi.waitFor(
      () => expect(last.state.expected).toMatchObject({ units: 6, seconds: undefined }),
      patience,
    );
  });

  it("over coronal images says across which axis its slices lie", async () => {
    const { controller } = await open(coronal);
    const seen = new Map<number | undefined, number>();
    controller.subscribe(() => seen.set(controller.state.runAxis, controller.state.slicesDone.size));
    await controller.runs.segment();
    expect(seen.has(1)).toBe(true);
    expect(seen.has(2)).toBe(false);
    expect(controller.state.runAxis).toBeUndefined();
  });

  it("leaves what a person drew, and asks before that could be overwritten", async () => {
    const { controller, session, answer } = await open();
    const edit = session.beginEdit("hand", "stroke");
    edit.setRow({ i: 0, end: 4, j: 0, k: 0 }, 2);
    edit.commit();
    const asked = controller.runs.askAndSegment();
    expect(await answer("edits")).toBe("Keep your edits?");
    await asked;
    expect(session.counts.voxels(1)).toBeGreaterThan(0);
    expect([...session.voxels.subarray(0, 4)]).toEqual([2, 2, 2, 2]);
    const refused = controller.runs.askAndSegment();
    await answer("cancel");
    await refused;
    expect(session.history.steps).toHaveLength(2);
    const replaced = controller.runs.askAndSegment();
    await answer("locks");
    await replaced;
    expect(controller.runs.editsAtRisk()).toBeUndefined();
  });

  it("says when a search was in vain, and goes on to every slice where a person wants that", async () => {
    const { controller, session, answer } = await open(axial, undefined, vainSearch);
    for (const choice of ["close", "all"]) {
      const asked = controller.runs.askAndSegment();
      expect(await answer(choice)).toBe("Tiny test network: nothing found");
      await asked;
      expect(session.counts.voxels(1) > 0).toBe(choice === "all");
    }
    expect(controller.state.report!.search).toBeUndefined();
  });

  it("in vain is not repeated on every slice of a study that was opened before the user answered", async () => {
    const { controller, answer, firstSlices } = await open(axial, undefined, vainSearch);
    const running = controller.runs.askAndSegment();
    while (!controller.state.question) await new Promise((resolve) => setTimeout(resolve));
    const before = firstSlices.length;
    const { session } = await controller.opening.open(bareSeries(axial, voxels()));
    await answer("all");
    await running;
    expect(firstSlices).toHaveLength(before);
    expect(session.history.steps).toEqual([]);
  });

  it("is called off by a person, who is told, and by closing the study", async () => {
    const { controller, session, said } = await open();
    const cancelled = controller.runs.askAndSegment();
    const stop = controller.subscribe(() => {
      if (controller.state.slicesDone.size > 0) controller.runs.cancel();
    });
    await cancelled;
    stop();
    expect(said()).toMatch(/^Cancelled\./);
    expect(session.isEditing).toBe(false);
    const closed = controller.runs.segment();
    const stopAgain = controller.subscribe(() => {
      if (controller.state.slicesDone.size === 0) return;
      stopAgain();
      controller.close();
    });
    await expect(closed).rejects.toMatchObject({ code: "cancelled" });
    expect(controller.state.study).toBeUndefined();
  });

  it("keeps its model: none is chosen, added or removed meanwhile", async () => {
    const { controller, session } = await open();
    const { models } = controller;
    const [entry] = controller.state.models;
    const refusals: unknown[] = [];
    const stop = controller.subscribe(() => {
      if (controller.state.slicesDone.size === 0) return;
      stop();
      for (const ask of [
        () => models.select(entry!.name),
        () => models.add(entry!),
        async () => models.remove(entry!.name),
      ])
        ask().catch((error: unknown) => refusals.push(error));
    });
    const report = await controller.runs.segment();
    expect(refusals).toHaveLength(3);
    for (const error of refusals) expect(error).toMatchObject({ code: "busy", details: { with: "run" } });
    expect(report.restarts).toBe(0);
    expect(controller.state.models).toEqual([entry]);
    expect(session.counts.voxels(1)).toBeGreaterThan(0);
    await models.select(entry!.name);
    expect(controller.state.modelName).toBe(entry!.name);
  });

  it("can be drawn beside: what a person draws on a finished slice stays, and is undone before the run", async () => {
    const { controller, session } = await open();
    let drawn = 0;
    const stop = controller.subscribe(() => {
      const [done] = controller.state.slicesDone;
      if (done === undefined || drawn > 0 || !session.canDraw) return;
      expect(session.isUnfinished({ axis: 2, index: done })).toBe(false);
      drawn = 32 * (10 + 32 * done) + 8;
      const edit = session.beginEdit("hand", "stroke");
      edit.setRow({ i: 8, end: 24, j: 10, k: done }, 2);
      edit.commit();
      expect(controller.state.undoName).toBe("stroke");
    });
    await controller.runs.segment();
    stop();
    const strokeAt = () => session.voxels.subarray(drawn, drawn + 16);
    expect(strokeAt().every((label) => label === 2)).toBe(true);
    expect(session.history.steps.map(({ kind }) => kind)).toEqual(["run", "hand"]);
    expect(controller.runs.editsAtRisk()?.voxels).toBe(16);
    // The draft that changes are counted from is the model's alone.
    const changes = controller.study!.review.compareWithDraft()!;
    expect(changes.find(({ segmentNumber }) => segmentNumber === 2)).toMatchObject({ added: 16 });
    controller.undo();
    expect(strokeAt().includes(2)).toBe(false);
    expect(controller.state.undoName).toBe("segmentation by Tiny test network");
    controller.undo();
    expect(session.voxels.some((label) => label > 0)).toBe(false);
  });

  it("is refused where nothing is open or something is drawn; the user is told", async () => {
    const { controller, session, said } = await open();
    session.beginEdit("hand", "stroke");
    await expect(controller.runs.segment()).rejects.toMatchObject({ code: "busy" });
    expect(controller.canSegment).toBe(false);
    await controller.runs.askAndSegment();
    expect(said()).toContain("in progress");
    expect(controller.state.notices.at(-1)?.kind).toBe("info");
    controller.close();
    await expect(controller.runs.segment()).rejects.toMatchObject({ code: "not-open" });
  });
});

describe("uncertainty", () => {
  it("is asked of the model without drawing; the worst slice comes first, and a threshold is one step", async () => {
    const { controller, session, host } = await open();
    const { uncertainty } = controller;
    await uncertainty.compute();
    expect(session.history.steps).toHaveLength(0);
    const { uncertainSlices, probabilitiesOf, showsUncertainty } = controller.state;
    expect(showsUncertainty).toBe(true);
    expect(probabilitiesOf).toContain(1);
    const goTo = (): number => {
      uncertainty.goToMostUncertain();
      return host.cursor[2];
    };
    const worst = uncertainSlices.map(({ sliceIndex }) => sliceIndex);
    expect([goTo(), goTo()]).toEqual([worst[0], worst[1] ?? worst[0]]);
    uncertainty.setThreshold(10);
    const many = session.counts.voxels(1);
    uncertainty.setThreshold(90);
    expect(session.counts.voxels(1)).toBeLessThan(many);
    expect(controller.canSegment).toBe(false);
    uncertainty.cancelThreshold();
    expect(session.counts.voxels(1)).toBe(0);
    uncertainty.setThreshold(50);
    uncertainty.acceptThreshold();
    expect(session.history.steps).toHaveLength(1);
    controller.close();
    expect(uncertainty.map).toBeUndefined();
  });

  it("is that of the chosen model, and gone with it", async () => {
    const { controller, session } = await open();
    const { uncertainty } = controller;
    await uncertainty.compute();
    uncertainty.setThreshold(10);
    expect(session.counts.voxels(1)).toBeGreaterThan(0);
    controller.models.remove("threshold-tiny");
    expect(uncertainty.map).toBeUndefined();
    expect(controller.state).toMatchObject({
      probabilitiesOf: [],
      uncertainSlices: [],
      showsUncertainty: false,
      threshold: undefined,
    });
    expect(session.counts.voxels(1)).toBe(0);
    expect(session.isEditing).toBe(false);
  });
});
