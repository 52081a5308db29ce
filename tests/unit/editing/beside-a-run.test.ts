import { describe, expect, it } from "vitest";
import { SegmentationSession } from "../../../src/editing/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";

/** Three slices of four voxels; a run draws 1 everywhere, a person 2. */
function open() {
  const session = new SegmentationSession(straightGrid([4, 1, 3]), [anySegment(1), anySegment(2)], 2);
  const drawn = () => [0, 1, 2].map((k) => session.voxels.subarray(4 * k, 4 * k + 4).join(""));
  const draw = (i: number, end: number, k: number, label = 2): void => {
    const edit = session.beginEdit("hand", `stroke ${k}`);
    edit.setRow({ i, end, j: 0, k }, label);
    edit.commit();
  };
  const run = session.beginEdit("run", "run", { owned: [1] });
  run.types = new Map([[1, "AUTOMATIC"]]);
  const writeSlice = (sliceIndex: number): void =>
    run.writeSlice({ sliceAxis: 2, sliceIndex, labels: Uint8Array.of(1, 1, 1, 1) });
  const pause = (isPaused: boolean): void => {
    session.isRunPaused = isPaused;
  };
  const names = () => session.history.steps.map(({ name }) => name);
  /** The counts are those of the voxels. */
  const expectCounted = (): void => {
    for (const label of [1, 2]) {
      expect(session.counts.voxels(label)).toBe(session.voxels.filter((value) => value === label).length);
    }
  };
  return { session, run, drawn, draw, writeSlice, pause, names, expectCounted };
}

describe("what is drawn beside a run", () => {
  it("stays, on finished slices while it goes on and anywhere while it is paused, and is undone before the run", () => {
    const { session, run, drawn, draw, writeSlice, pause, names, expectCounted } = open();
    writeSlice(0);
    draw(1, 3, 0);
    pause(true);
    draw(0, 2, 2);
    pause(false);
    writeSlice(1);
    writeSlice(2);
    expect(drawn()).toEqual(["1221", "1111", "2211"]);
    run.writeAll(Uint8Array.from({ length: 12 }, () => 1));
    run.commit();
    expect(drawn()).toEqual(["1221", "1111", "2211"]);
    expect(names()).toEqual(["run", "stroke 0", "stroke 2"]);
    expect([...session.algorithmTypes]).toEqual([
      [1, "SEMIAUTOMATIC"],
      [2, "MANUAL"],
    ]);
    expectCounted();
    session.undo();
    expect(drawn()).toEqual(["1221", "1111", "0011"]);
    session.undo();
    expect(drawn()).toEqual(["1111", "1111", "0011"]);
    expect([...session.algorithmTypes]).toEqual([[1, "AUTOMATIC"]]);
    session.undo();
    expect(drawn()).toEqual(["0000", "0000", "0000"]);
    expectCounted();
    for (let n = 0; n < 3; n++) session.redo();
    expect(drawn()).toEqual(["1221", "1111", "2211"]);
    expectCounted();
  });

  it("is nothing on slices that the run has not done, which is known before", () => {
    const { session, drawn, writeSlice, pause } = open();
    expect(session.isUnfinished({ axis: 2, index: 0 })).toBe(true);
    writeSlice(0);
    expect([0, 1].map((index) => session.isUnfinished({ axis: 2, index }))).toEqual([false, true]);
    const edit = session.beginEdit("hand", "ball");
    for (const k of [0, 1, 2]) edit.setRow({ i: 0, end: 2, j: 0, k }, 2);
    expect(edit.meetsUnfinished).toBe(true);
    edit.commit();
    expect(drawn()).toEqual(["2211", "0000", "0000"]);
    pause(true);
    expect(session.isUnfinished({ axis: 2, index: 1 })).toBe(false);
  });

  it("can be undone while the run goes on, and nothing else can; the run then has its voxels again", () => {
    const { session, run, drawn, draw, writeSlice, pause, expectCounted } = open();
    pause(true);
    draw(0, 2, 1);
    draw(0, 1, 0);
    expect(session.nextUndo?.name).toBe("stroke 0");
    session.undo();
    expect(session.nextRedo?.name).toBe("stroke 0");
    session.redo();
    session.undo();
    session.undo();
    expect(session.undo()).toBeUndefined();
    writeSlice(0);
    // What was undone before the run wrote cannot come again over it.
    expect(session.redo()).toBeUndefined();
    expect(drawn()[0]).toBe("1111");
    run.writeAll(Uint8Array.from({ length: 12 }, () => 1));
    run.commit();
    expect(drawn()).toEqual(["1111", "1111", "1111"]);
    expectCounted();
  });

  it("is a stroke that the run writes beside, and that outlasts it", () => {
    const { session, run, drawn, writeSlice, pause, names, expectCounted } = open();
    pause(true);
    const stroke = session.beginEdit("hand", "stroke");
    stroke.setRow({ i: 0, end: 2, j: 0, k: 1 }, 2);
    writeSlice(1);
    run.commit();
    expect(session.isRunning).toBe(false);
    stroke.setRow({ i: 2, end: 3, j: 0, k: 1 }, 2);
    stroke.commit();
    expect(drawn()[1]).toBe("2221");
    expect(names()).toEqual(["run", "stroke"]);
    session.undo();
    // What the run has drawn is the run's.
    expect(drawn()[1]).toBe("0011");
    session.undo();
    expect(drawn()[1]).toBe("0000");
    expectCounted();
  });

  it("is free for the run where a stroke was cancelled", () => {
    const { session, drawn, writeSlice, pause, expectCounted } = open();
    pause(true);
    const stroke = session.beginEdit("hand", "stroke");
    stroke.setRow({ i: 0, end: 4, j: 0, k: 1 }, 2);
    stroke.cancel();
    writeSlice(1);
    expect(drawn()[1]).toBe("1111");
    expectCounted();
  });

  it("stays where the run is taken back with nothing drawn", () => {
    const { session, run, drawn, draw, pause, names, expectCounted } = open();
    pause(true);
    draw(0, 2, 1);
    run.cancel();
    expect(drawn()).toEqual(["0000", "2200", "0000"]);
    expect(names()).toEqual(["stroke 1"]);
    expect([...session.algorithmTypes]).toEqual([[2, "MANUAL"]]);
    expectCounted();
  });

  it("is one edit at a time, and neither another run nor other segments", () => {
    const { session, draw, pause } = open();
    pause(true);
    expect(() => session.beginEdit("run", "second")).toThrow("in progress");
    expect(() => session.describeSegments([anySegment(1)], "rename")).toThrow("in progress");
    const stroke = session.beginEdit("hand", "stroke");
    expect(session.canDraw).toBe(false);
    expect(() => draw(0, 1, 0)).toThrow("in progress");
    expect(session.undo()).toBeUndefined();
    stroke.cancel();
    expect(session.canDraw).toBe(true);
    expect(session.isEditing).toBe(true);
  });

  it("is seen in a preview with what the run goes on to draw, and saved without the preview", () => {
    const { session, writeSlice, pause, drawn } = open();
    pause(true);
    const preview = session.beginEdit("hand", "preview", { isPreview: true });
    preview.setRow({ i: 0, end: 1, j: 0, k: 0 }, 2);
    expect(session.appliedVoxels[0]).toBe(0);
    writeSlice(0);
    expect(drawn()[0]).toBe("2111");
    expect([...session.appliedVoxels.subarray(0, 4)]).toEqual([0, 1, 1, 1]);
    expect(session.appliedCounts.voxels(1)).toBe(3);
    preview.cancel();
    expect(drawn()[0]).toBe("0111");
  });

  it("keeps to slices across the other axes too", () => {
    const session = new SegmentationSession(straightGrid([3, 2, 2]), [anySegment(1), anySegment(2)], 2);
    const run = session.beginEdit("run", "run");
    run.writeSlice({ sliceAxis: 0, sliceIndex: 1, labels: new Uint8Array(4).fill(1) });
    const edit = session.beginEdit("hand", "stroke");
    for (const k of [0, 1]) for (const j of [0, 1]) edit.setRow({ i: 0, end: 3, j, k }, 2);
    edit.commit();
    expect(session.voxels.join("")).toBe("020020020020");
  });

  it("changes no layers: what may overlap takes nothing meanwhile, and what lies in a layer waits", () => {
    const { session, draw, drawn, writeSlice, pause, expectCounted } = open();
    session.setDisplay(2, { overlaps: true });
    writeSlice(0);
    draw(0, 2, 0);
    expect(drawn()[0]).toBe("1111");
    pause(true);
    draw(0, 2, 1);
    expect(drawn()[1]).toBe("2200");
    expect(session.layers.size).toBe(0);
    expectCounted();

    const other = new SegmentationSession(straightGrid([4, 1, 1]), [anySegment(1), anySegment(2)], 2);
    const edit = other.beginEdit("hand", "one");
    edit.setRow({ i: 0, end: 4, j: 0, k: 0 }, 1);
    edit.commit();
    other.setDisplay(2, { overlaps: true });
    other.activeSegment = 2;
    const over = other.beginEdit("hand", "two");
    over.setRow({ i: 0, end: 2, j: 0, k: 0 }, 2);
    over.commit();
    expect([...other.layers.keys()]).toEqual([1]);
    const run = other.beginEdit("run", "run", { owned: [1] });
    other.activeSegment = 1;
    expect(other.canDraw).toBe(false);
    expect(() => other.beginEdit("hand", "one")).toThrow("in progress");
    run.cancel();
    expect(other.canDraw).toBe(true);
  });
});
