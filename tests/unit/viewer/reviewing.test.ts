import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { toReviewItems, toSegmentRows } from "../../../src/controller/index.ts";
import { SegmentationSession } from "../../../src/editing/session/segmentation-session.ts";
import { createSignal } from "../../../src/editing/session/signal.ts";
import { type ReviewState, segmentState } from "../../../src/review/index.ts";
import { Reviewing } from "../../../src/viewer/reviewing.ts";
import { initialState, type ViewerState } from "../../../src/viewer/viewer-state.ts";
import type { OpenStudy, Workspace } from "../../../src/viewer/workspace.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";

const grid = straightGrid([6, 1, 1]);
const abnormality = { codeValue: "49755003", codingSchemeDesignator: "SCT", codeMeaning: "Abnormal" };
const tumour = anySegment(1, { label: "Tumour", category: abnormality, algorithmType: "AUTOMATIC" });
const organ = anySegment(2, { label: "Organ", algorithmType: "AUTOMATIC" });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const session = new SegmentationSession(grid, [tumour, organ], 2);
  let state: ViewerState = initialState;
  const opened = createSignal<OpenStudy>();
  const study = { session } as unknown as OpenStudy;
  const workspace = {
    opened,
    study,
    notices: { notify: () => undefined },
    get state() {
      return state;
    },
    store: {
      update: (change: Partial<ViewerState>) => {
        state = { ...state, ...change };
      },
    },
  } as unknown as Workspace;
  const reviewing = new Reviewing(workspace);
  opened.emit(study);
  const write = (kind: "hand" | "run", labels: readonly number[]) => {
    const edit = session.beginEdit(kind, kind);
    edit.writeAll(Uint8Array.from(labels));
    edit.commit();
    vi.runAllTimers();
  };
  const states = () => {
    vi.runAllTimers();
    return state.review.findings.map((finding) => finding.state);
  };
  const organState = () => {
    vi.runAllTimers();
    return segmentState(state.review, 2);
  };
  const decide = (index: number, decision: ReviewState): void => {
    state = { ...state, segments: toSegmentRows(session) };
    state = { ...state, activeItem: toReviewItems(state)[index]!.id };
    reviewing.decide(decision);
  };
  return { session, reviewing, decide, write, states, organState, changes: () => state.changes };
}

it("calls what a model finds unseen and what a person changes corrected, and undo brings states back", () => {
  const { session, write, states } = open();
  write("run", [1, 1, 0, 1, 0, 0]);
  expect(states()).toEqual(["unseen", "unseen"]);
  write("hand", [1, 1, 0, 1, 1, 0]);
  expect([...states()].sort()).toEqual(["corrected", "unseen"]);
  session.undo();
  expect(states()).toEqual(["unseen", "unseen"]);
  session.undo();
  expect(states()).toEqual([]);
  write("run", [0, 0, 0, 1, 0, 0]);
  expect(states()).toEqual(["unseen"]);
});

it("calls an organ that a person has changed corrected as a whole", () => {
  const { session, write, organState } = open();
  write("run", [2, 2, 0, 1, 0, 0]);
  expect(organState()).toBe("unseen");
  write("hand", [2, 2, 0, 1, 1, 0]);
  expect(organState()).toBe("unseen");
  write("hand", [2, 0, 0, 1, 1, 0]);
  expect(organState()).toBe("corrected");
  session.undo();
  expect(organState()).toBe("unseen");
});

it("makes a step of every decision, which undo and redo take back and bring again by itself", () => {
  const { session, reviewing, write, states, decide } = open();
  write("run", [1, 1, 0, 1, 0, 0]);
  expect(session.history.isUnsaved).toBe(true);
  session.history.markSaved();
  decide(0, "rejected");
  decide(1, "accepted");
  expect(session.history.isUnsaved).toBe(true);
  expect(states()).toEqual(["rejected", "accepted"]);
  expect(session.undo()?.name).toBe("accept Tumour 2");
  expect(states()).toEqual(["rejected", "unseen"]);
  session.undo();
  expect(states()).toEqual(["unseen", "unseen"]);
  expect([...session.voxels]).toEqual([1, 1, 0, 1, 0, 0]);
  session.redo();
  session.redo();
  expect(states()).toEqual(["rejected", "accepted"]);
  decide(1, "accepted");
  expect(session.history.steps).toHaveLength(3);
  expect(reviewing.settle().findings.map(({ state }) => state)).toEqual(["rejected", "accepted"]);
});

it("says of what was drawn a moment ago, not of what was there before", () => {
  const { session, reviewing, write, states, decide } = open();
  write("run", [1, 1, 0, 0, 0, 0]);
  const edit = session.beginEdit("hand", "stroke");
  edit.writeAll(Uint8Array.of(1, 1, 0, 1, 0, 0));
  edit.commit();
  expect(reviewing.settle().findings).toHaveLength(2);
  decide(0, "rejected");
  expect([...states()].sort()).toEqual(["corrected", "rejected"]);
  session.undo();
  session.undo();
  expect(states()).toEqual(["unseen"]);
});

it("says nothing while something is drawn", () => {
  const { session, write, states, decide } = open();
  write("run", [1, 1, 0, 0, 0, 0]);
  const edit = session.beginEdit("hand", "stroke");
  decide(0, "rejected");
  edit.cancel();
  expect(states()).toEqual(["unseen"]);
});

it("counts what a person changed against what the last run left", () => {
  const { reviewing, write, changes } = open();
  reviewing.compareWithDraft();
  expect(changes()).toBeUndefined();
  write("run", [1, 1, 0, 0, 0, 0]);
  write("hand", [1, 0, 0, 0, 1, 1]);
  reviewing.compareWithDraft();
  expect(changes()).toEqual([
    { segmentNumber: 1, voxelsBefore: 2, voxelsAfter: 3, added: 2, removed: 1, dice: 0.4 },
    { segmentNumber: 2, voxelsBefore: 0, voxelsAfter: 0, added: 0, removed: 0, dice: 1 },
  ]);
});
