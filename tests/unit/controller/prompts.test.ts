import { describe, expect, it, vi } from "vitest";
import { AutosegError } from "../../../src/errors.ts";
import {
  createPrompter,
  type Prompt,
  type Prompter,
  type PromptResult,
} from "../../../src/prompting/index.ts";
import type { PromptMark } from "../../../src/tools/index.ts";
import type { GridSlice, Volume } from "../../../src/volume/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";
import { openStudy, workHere } from "./fake-host.ts";

const grid = straightGrid([4, 3, 5], [10, 10, 10]);
const voxelAt = (i: number, j: number, k: number) => i + 4 * (j + 3 * k);

const click = (i: number, j: number, k: number, adds = true): PromptMark => ({
  kind: "click",
  adds,
  points: [[i, j, k]],
  slice: { axis: 2, index: k },
});

/** A call that was made, to be answered by the test. */
interface Call {
  readonly prompts: readonly Prompt[];
  readonly signal: AbortSignal;
  slice(k: number, ...inside: readonly number[]): void;
  answer(...voxels: readonly (readonly [number, number, number])[]): void;
  fail(error: unknown): void;
}

/** A prompter that says what a test says. */
class ToldPrompter implements Prompter {
  readonly calls: Call[] = [];
  readonly prepared: string[] = [];
  readonly method = "random-walker";
  readonly provider = undefined;
  readonly reason = "No network was given, so the random walker is used.";
  isDisposed = false;

  prompt: Prompter["prompt"] = (_: Volume, prompts, { signal, onSlice } = {}) =>
    new Promise<PromptResult>((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(new AutosegError("cancelled", "Cancelled.", {})));
      this.calls.push({
        prompts,
        signal: signal!,
        slice: (sliceIndex, ...inside) => {
          const labels = new Uint8Array(12);
          for (const at of inside) labels[at] = 1;
          onSlice?.({ sliceAxis: 2, sliceIndex, labels } satisfies GridSlice);
        },
        answer: (...voxels) => {
          const values = new Uint8Array(60);
          for (const ijk of voxels) values[voxelAt(...ijk)] = 1;
          const box = { from: [0, 0, 0], to: [4, 3, 5] } as const;
          resolve({
            mask: { box, values },
            probability: { box, values: new Float32Array(60) },
            plane: "axial",
            obeyed: prompts.map(() => true),
            algorithm: { algorithmName: "told", algorithmVersion: "1", algorithmParameters: "none" },
            report: {
              method: "random-walker",
              provider: undefined,
              reason: this.reason,
              slices: 1,
              firstSliceMs: 1,
              totalMs: 2,
            },
          });
        },
        fail: reject,
      });
    });

  prepare: Prompter["prepare"] = async (_, plane, sliceIndex) => {
    this.prepared.push(`${plane} ${sliceIndex}`);
  };

  async [Symbol.asyncDispose]() {
    this.isDisposed = true;
  }
}

async function open(segments = [anySegment(1), anySegment(2)]) {
  const prompter = new ToldPrompter();
  const made = await openStudy(segments, grid, {
    work: { ...workHere, createPrompter: async () => prompter },
  });
  const { prompts: draft } = made.controller.toolBox;
  /** The call with that number, counted from zero, as soon as it is made. */
  const call = (n: number): Promise<Call> =>
    vi.waitFor(() => prompter.calls[n] ?? Promise.reject(new Error("no call")));
  return { ...made, prompter, draft, call, prompts: made.controller.prompts };
}

describe("an object that is pointed at", () => {
  it("is previewed slice by slice in every plane, refined by further marks, and taken as one step", async () => {
    const { controller, session, draft, call, prompts } = await open();
    draft.add(click(1, 1, 2));
    const first = await call(0);
    expect(first.prompts).toEqual([{ kind: "click", adds: true, plane: "axial", at: [10, 10, 20] }]);
    expect(controller.state.prompting).toMatchObject({ isOutlining: true, volumeMl: undefined });
    first.slice(2, 5, 6);
    expect([...draft.preview!.slice({ axis: 2, index: 2 })!.labels]).toEqual([
      0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0,
    ]);
    expect(draft.preview!.slice({ axis: 1, index: 1 })!.labels.indexOf(1)).toBe(1 + 4 * 2);
    expect(draft.preview!.slice({ axis: 1, index: 0 })).toBeUndefined();
    first.answer([1, 1, 2], [2, 1, 2], [1, 1, 3]);
    await prompts.settled();
    expect(controller.state.prompting).toMatchObject({ isOutlining: false, volumeMl: 3 });
    expect(controller.state.promptReport).toMatchObject({ slices: 1, totalMs: 2 });
    expect(session.voxels.some(Boolean)).toBe(false);

    draft.add(click(2, 1, 2, false));
    const second = await call(1);
    expect(second.prompts).toHaveLength(2);
    // What was found before stays on the screen until it is found again.
    expect(draft.preview!.slice({ axis: 2, index: 3 })).toBeDefined();
    second.slice(2, 5);
    expect([...(draft.preview!.slice({ axis: 0, index: 2 })?.labels ?? [])]).toEqual([]);
    second.answer([1, 1, 2], [1, 1, 3]);
    const step = await prompts.take();
    expect(step?.name).toBe("outline Segment 1 from prompts");
    expect(session.counts.voxels(1)).toBe(2);
    expect(controller.state.prompting).toBeUndefined();
    expect(draft.preview).toBeUndefined();
    controller.undo();
    expect(session.voxels.some(Boolean)).toBe(false);
    expect(session.history.nextUndo).toBeUndefined();
  });

  it("leaves no trace when it is discarded in mid-propagation", async () => {
    const { controller, session, draft, call, prompts, said } = await open();
    draft.add(click(1, 1, 2));
    const first = await call(0);
    first.slice(2, 5);
    prompts.discard();
    expect(first.signal.aborted).toBe(true);
    first.slice(3, 5);
    await prompts.settled();
    expect(draft.preview).toBeUndefined();
    expect(controller.state.prompting).toBeUndefined();
    expect(session.history.nextUndo).toBeUndefined();
    expect(said()).toBeUndefined();
    expect(await prompts.take()).toBeUndefined();
  });

  it("goes on with the mark that comes meanwhile, and begins again where one is removed", async () => {
    const { draft, call, prompts, prompter } = await open();
    draft.add(click(1, 1, 2));
    const first = await call(0);
    draft.add(click(2, 1, 2));
    draft.add(click(3, 1, 2));
    expect(first.signal.aborted).toBe(false);
    first.answer([1, 1, 2]);
    const second = await call(1);
    // Those that came while the first was outlined are asked together.
    expect(second.prompts).toHaveLength(3);
    prompts.remove(0);
    expect(second.signal.aborted).toBe(true);
    const third = await call(2);
    expect(third.prompts.map((prompt) => prompt.kind === "click" && prompt.at[0])).toEqual([20, 30]);
    prompts.removeLast();
    const fourth = await call(3);
    expect(fourth.prompts).toHaveLength(1);
    fourth.answer([2, 1, 2]);
    await prompts.settled();
    prompts.removeLast();
    expect(draft.preview).toBeUndefined();
    expect(prompter.calls).toHaveLength(4);
  });

  it("loses the marks that cannot be outlined, and says why", async () => {
    const { controller, draft, call, prompts, said } = await open();
    draft.add(click(1, 1, 2));
    (await call(0)).answer([1, 1, 2]);
    await prompts.settled();
    draft.add(click(1, 1, 2, false));
    (await call(1)).fail(
      new AutosegError("invalid-argument", "Two clicks contradict each other.", { argument: "prompts" }),
    );
    (await call(2)).answer([1, 1, 2]);
    await prompts.settled();
    expect(said()).toBe("Two clicks contradict each other.");
    expect(controller.state.prompting).toMatchObject({
      marks: [click(1, 1, 2)],
      isOutlining: false,
      volumeMl: 1,
    });
    // Only what is beside the object is left then.
    draft.add(click(2, 1, 2, false));
    (await call(3)).answer([1, 1, 2]);
    await prompts.settled();
    prompts.remove(0);
    (await call(4)).fail(
      new AutosegError("invalid-argument", "All prompts exclude.", { argument: "prompts" }),
    );
    await prompts.settled();
    expect(controller.state.prompting).toBeUndefined();
  });

  it("changes neither what a person has drawn nor what is locked, and stays where it cannot be taken", async () => {
    const { controller, session, write, draft, call, prompts, said } = await open();
    const drawn = new Uint8Array(60);
    drawn[voxelAt(0, 0, 0)] = 2;
    write("hand", [...drawn]);
    const run = Uint8Array.from(drawn);
    run[voxelAt(1, 0, 0)] = 2;
    run[voxelAt(2, 0, 0)] = 1;
    write("run", [...run]);
    controller.segments.select(1);
    draft.add(click(0, 0, 0));
    (await call(0)).answer([0, 0, 0], [1, 0, 0], [2, 0, 0], [3, 0, 0]);
    await prompts.settled();
    controller.segments.setDisplay(1, { locked: true });
    await expect(prompts.take()).rejects.toThrow(/is locked or hidden/);
    expect(controller.state.prompting).toBeDefined();
    controller.segments.setDisplay(1, { locked: false });
    await prompts.take();
    expect([...session.voxels.subarray(0, 4)]).toEqual([2, 1, 1, 1]);
    controller.undo();
    controller.segments.setDisplay(2, { locked: true });
    draft.add(click(0, 0, 0));
    (await call(1)).answer([0, 0, 0], [1, 0, 0]);
    expect(await prompts.take()).toBeUndefined();
    expect(said()).toBe("Nothing to change.");
    expect([...session.voxels.subarray(0, 4)]).toEqual([2, 2, 1, 0]);
  });

  it("becomes a segment of its own where that is asked for, or where there is none", async () => {
    const { controller, session, draft, call, prompts } = await open([]);
    draft.add(click(1, 1, 2));
    (await call(0)).answer([1, 1, 2]);
    await prompts.take();
    draft.add(click(1, 1, 3));
    (await call(1)).answer([1, 1, 3]);
    await prompts.take({ into: "new" });
    expect(session.segments).toMatchObject([
      { label: "Outlined", algorithmName: "told" },
      { label: "Outlined 2" },
    ]);
    expect(session.activeSegment).toBe(session.segments[1]!.segmentNumber);
    expect(session.algorithmTypes.get(session.activeSegment)).toBe("SEMIAUTOMATIC");
    controller.undo();
    expect(session.segments).toHaveLength(1);
  });

  it("is forgotten with the study, and the worker ends with the program", async () => {
    const { controller, draft, call, prompter } = await open();
    draft.add(click(1, 1, 2));
    const { signal } = await call(0);
    controller.close();
    expect(signal.aborted).toBe(true);
    expect(controller.state.prompting).toBeUndefined();
    await controller.dispose();
    expect(prompter.isDisposed).toBe(true);
  });

  it("can be pointed at where the user looks, and is prepared while the pointer rests", async () => {
    vi.useFakeTimers();
    try {
      const { controller, host, draft, prompter, prompts } = await open();
      controller.selectTool("prompt");
      for (const index of [0, 1, 2]) draft.hovered.emit({ axis: 2, index });
      await vi.advanceTimersByTimeAsync(500);
      draft.hovered.emit({ axis: 1, index: 1 });
      await vi.advanceTimersByTimeAsync(500);
      expect(prompter.prepared).toEqual(["axial 2", "coronal 1"]);
      expect(controller.state.prompter?.method).toBe("random-walker");
      host.lookAt([3, 2, 4]);
      prompts.clickAtCursor();
      prompts.clickAtCursor({ adds: false });
      expect(draft.marks).toEqual([click(3, 2, 4), click(3, 2, 4, false)]);
      prompts.discard();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("what is drawn already", () => {
  it("is outlined again from its centre: the new outline takes the place of that part alone", async () => {
    const { controller, session, study, write, call, prompts, said } = await open();
    const run = new Uint8Array(60);
    for (const at of [voxelAt(0, 0, 0), voxelAt(1, 0, 0), voxelAt(3, 2, 4)]) run[at] = 2;
    write("run", [...run]);
    const hand = Uint8Array.from(run);
    hand[voxelAt(0, 1, 0)] = 2;
    write("hand", [...hand]);
    const place = [1, 0, 0] as const;
    controller.segments.setDisplay(2, { locked: true });
    await controller.notices.attempt(() => prompts.again({ segmentNumber: 2, place }));
    expect(said()).toMatch(/locked or hidden/);
    controller.segments.setDisplay(2, { locked: false });
    prompts.again({ segmentNumber: 2, place });
    expect(controller.state).toMatchObject({ tool: "prompt", activeSegment: 2 });
    expect(study.view.cursor).toEqual(place);
    (await call(0)).answer([1, 0, 0], [2, 0, 0]);
    await prompts.take();
    const found = [...session.voxels.keys()].filter((at) => session.voxels[at] === 2);
    expect(found).toEqual([voxelAt(1, 0, 0), voxelAt(2, 0, 0), voxelAt(0, 1, 0), voxelAt(3, 2, 4)]);
    controller.undo();
    expect([...session.voxels]).toEqual([...hand]);
  });

  it("of a slice is followed through the others as it is, each of its pieces", async () => {
    const { controller, write, draft, call, prompts, host, said } = await open();
    const hand = new Uint8Array(60);
    for (const at of [voxelAt(0, 0, 2), voxelAt(1, 0, 2), voxelAt(3, 2, 2)]) hand[at] = 1;
    write("hand", [...hand]);
    host.lookAt([0, 0, 1]);
    await controller.notices.attempt(() => prompts.followDrawnSlice());
    expect(said()).toMatch(/^Nothing of "Segment 1" is drawn in this slice/);
    host.lookAt([0, 0, 2]);
    prompts.followDrawnSlice();
    expect(draft.marks).toHaveLength(2);
    expect((await call(0)).prompts[0]).toEqual({
      kind: "lasso",
      plane: "axial",
      isExact: true,
      points: [
        [15, -5, 20],
        [15, 5, 20],
        [-5, 5, 20],
        [-5, -5, 20],
      ],
    });
    prompts.discard();
  });
});

it("without a network the random walker outlines, and says so", async () => {
  const size = [24, 24, 6] as const;
  const { controller, session, draft, series } = await walkerStudy(size);
  draft.add({
    kind: "box",
    adds: true,
    slice: { axis: 2, index: 3 },
    points: [
      [7, 7, 3],
      [17, 17, 3],
    ],
  });
  await controller.prompts.settled();
  expect(controller.state.prompter).toEqual({
    method: "random-walker",
    reason: "No network was given, so the random walker is used.",
  });
  await controller.prompts.take();
  const centre = 12 + 24 * (12 + 24 * 3);
  expect([session.voxels[centre], session.voxels[0]]).toEqual([1, 0]);
  expect(series.volume.voxels[centre]).toBe(120);
});

async function walkerStudy(size: readonly [number, number, number]) {
  const cube = straightGrid([...size], [2, 2, 3]);
  const made = await openStudy([anySegment(1)], cube, {
    work: { ...workHere, createPrompter: (model) => createPrompter(model) },
  });
  const { series } = made.study;
  for (let k = 1; k < 5; k++)
    for (let j = 8; j < 17; j++)
      for (let i = 8; i < 17; i++) series.volume.voxels[i + 24 * (j + 24 * k)] = 120;
  return { ...made, series, draft: made.controller.toolBox.prompts };
}
