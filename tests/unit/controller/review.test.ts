import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type ReviewState, segmentState } from "../../../src/review/index.ts";
import { anySegment } from "../volume/any-segment.ts";
import { openStudy } from "./fake-host.ts";

const abnormality = { codeValue: "49755003", codingSchemeDesignator: "SCT", codeMeaning: "Abnormal" };
const tumour = anySegment(1, { label: "Tumour", category: abnormality, algorithmType: "AUTOMATIC" });
const organ = anySegment(2, { label: "Organ", algorithmType: "AUTOMATIC" });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function open() {
  const { controller, session, ...opened } = await openStudy([tumour, organ]);
  const { review } = controller;
  const write = (kind: "hand" | "run", labels: readonly number[]) => {
    opened.write(kind, labels);
    vi.runAllTimers();
  };
  const states = () => {
    vi.runAllTimers();
    return controller.state.review.findings.map((finding) => finding.state);
  };
  const organState = () => {
    vi.runAllTimers();
    return segmentState(controller.state.review, 2);
  };
  const decide = (index: number, decision: ReviewState): void => {
    review.goTo(review.items[index]!);
    review.decide(decision);
  };
  const settled = () => controller.study!.review.settle().findings;
  return { ...opened, controller, session, review, decide, write, states, organState, settled };
}

it("calls what a model finds unseen and what a person changes corrected, and undo brings states back", async () => {
  const { session, write, states } = await open();
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

it("calls an organ that a person has changed corrected as a whole", async () => {
  const { session, write, organState } = await open();
  write("run", [2, 2, 0, 1, 0, 0]);
  expect(organState()).toBe("unseen");
  write("hand", [2, 2, 0, 1, 1, 0]);
  expect(organState()).toBe("unseen");
  write("hand", [2, 0, 0, 1, 1, 0]);
  expect(organState()).toBe("corrected");
  session.undo();
  expect(organState()).toBe("unseen");
});

it("makes a step of every decision, which undo and redo take back and bring again by itself", async () => {
  const { session, settled, write, states, decide } = await open();
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
  expect(settled().map(({ state }) => state)).toEqual(["rejected", "accepted"]);
});

it("says of what was drawn a moment ago, not of what was there before", async () => {
  const { session, settled, write, states, decide } = await open();
  write("run", [1, 1, 0, 0, 0, 0]);
  const edit = session.beginEdit("hand", "stroke");
  edit.writeAll(Uint8Array.of(1, 1, 0, 1, 0, 0));
  edit.commit();
  expect(settled()).toHaveLength(2);
  decide(0, "rejected");
  expect([...states()].sort()).toEqual(["corrected", "rejected"]);
  session.undo();
  session.undo();
  expect(states()).toEqual(["unseen"]);
});

it("says nothing while something is drawn", async () => {
  const { session, write, states, decide } = await open();
  write("run", [1, 1, 0, 0, 0, 0]);
  const edit = session.beginEdit("hand", "stroke");
  expect(() => decide(0, "rejected")).toThrow("in progress");
  edit.cancel();
  expect(states()).toEqual(["unseen"]);
});

it("goes to the next that nobody has looked at, and makes its segment the active one", async () => {
  const { controller, review, host, session, write } = await open();
  write("run", [2, 2, 0, 1, 0, 1]);
  review.next();
  expect(session.activeSegment).toBe(1);
  expect(host.cursor).toEqual([3, 0, 0]);
  review.decide("accepted");
  review.next();
  expect(host.cursor).toEqual([5, 0, 0]);
  expect(controller.state.activeItem).toBe(review.items[1]!.id);
});

it("counts what a person changed against what the last run left, while somebody asks", async () => {
  const { controller, review, write } = await open();
  const changes = () => controller.state.changes;
  review.showChanges(true);
  expect(changes()).toBeUndefined();
  write("run", [1, 1, 0, 0, 0, 0]);
  write("hand", [1, 0, 0, 0, 1, 1]);
  expect(changes()).toEqual([
    { segmentNumber: 1, voxelsBefore: 2, voxelsAfter: 3, added: 2, removed: 1, dice: 0.4 },
    { segmentNumber: 2, voxelsBefore: 0, voxelsAfter: 0, added: 0, removed: 0, dice: 1 },
  ]);
});

it("goes on by Enter alone, in the order of the list as it was, and never decides over what nobody has looked at", async () => {
  const { controller, review, host, write, states } = await open();
  write("run", [1, 1, 0, 1, 0, 1]);
  review.sort({ by: "state", descending: true });
  const seen: number[] = [];
  for (let presses = 0; presses < 4; presses++) {
    review.decideAndGoOn("accepted");
    seen.push(host.cursor[0]);
  }
  expect(new Set(seen.slice(0, 3))).toEqual(new Set([0, 3, 5]));
  expect(states()).toEqual(["accepted", "accepted", "accepted"]);
  expect(controller.state.review.findings.map(({ decision }) => decision?.by)).toEqual(["", "", ""]);
});

it("says who decided and when, and who corrected", async () => {
  const { controller, write, states, decide } = await open();
  vi.setSystemTime(1_800_000_000_000);
  controller.exports.setReader("Doe, Jane");
  write("run", [1, 1, 0, 1, 0, 2]);
  decide(0, "accepted");
  vi.setSystemTime(1_800_000_060_000);
  write("hand", [1, 1, 0, 1, 1, 0]);
  states();
  const { findings, decisions } = controller.state.review;
  const at = (minutes: number) => ({
    by: "Doe, Jane",
    at: expect.closeTo(1_800_000_000_000 + 60_000 * minutes, -4),
  });
  expect(findings.map(({ state, decision }) => [state, decision])).toEqual([
    ["accepted", at(0)],
    ["corrected", at(1)],
  ]);
  expect(decisions.get(2)).toEqual(at(1));
});

describe("what is selected while the list changes", () => {
  const selected = async () => {
    const opened = await open();
    const { review, session, write, controller } = opened;
    /** Draws without waiting until the list is made anew. */
    const draw = (labels: readonly number[]): void => {
      const edit = session.beginEdit("hand", "draw");
      edit.writeAll(Uint8Array.from(labels));
      edit.commit();
    };
    const active = () => review.items.find(({ id }) => id === controller.state.activeItem);
    return { ...opened, draw, active, write };
  };

  it("passes from a segment just drawn to the finding it becomes, which the review keys then decide", async () => {
    const { review, draw, active, states } = await selected();
    draw([0, 1, 1, 0, 0, 0]);
    review.goTo(review.items[0]!);
    expect(active()).toMatchObject({ segmentNumber: 1, findingId: undefined });
    expect(states()).toEqual(["corrected"]);
    expect(active()).toMatchObject({ segmentNumber: 1, findingId: 1 });
    review.decide("rejected");
    expect(states()).toEqual(["rejected"]);
  });

  it.each([
    { drawn: [1, 1, 1, 1, 0, 1], voxels: 4 },
    { drawn: [1, 0, 0, 1, 1, 0], voxels: 2 },
    { drawn: [1, 0, 0, 0, 1, 1], voxels: 1 },
  ])("passes to the part of $drawn that the view went to, else to the nearest", async ({ drawn, voxels }) => {
    const { controller, review, draw, active, states } = await selected();
    draw(drawn);
    review.goTo(review.items[0]!);
    states();
    const finding = controller.state.review.findings.find(({ id }) => id === active()?.findingId);
    expect(finding?.voxels).toBe(voxels);
  });

  it("passes to no finding of another run, which nobody has looked at", async () => {
    const { controller, review, write, active } = await selected();
    write("run", [1, 1, 0, 0, 0, 1]);
    review.goTo(review.items[1]!);
    write("run", [1, 0, 0, 0, 1, 1]);
    expect(active()).toBeUndefined();
    review.decideAndGoOn("accepted");
    expect(active()?.id).toBe(review.items[0]!.id);
    expect(controller.state.review.findings.every(({ state }) => state === "unseen")).toBe(true);
  });

  it("passes to the finding that the selected one has grown together with", async () => {
    const { review, write, active } = await selected();
    write("run", [1, 1, 0, 0, 0, 1]);
    review.goTo(review.items[1]!);
    write("hand", [1, 1, 1, 1, 1, 1]);
    expect(active()).toMatchObject({ segmentNumber: 1 });
    expect(review.items).toHaveLength(1);
  });

  it("passes to no other finding when the selected one is erased, and comes back with an undo", async () => {
    const { review, write, active, session } = await selected();
    write("run", [1, 1, 0, 0, 0, 1]);
    review.goTo(review.items[1]!);
    const { id } = active()!;
    write("hand", [1, 1, 0, 0, 0, 0]);
    expect(active()).toBeUndefined();
    session.undo();
    vi.runAllTimers();
    expect(active()?.id).toBe(id);
  });
});

it.each(["decide", "decideAndGoOn"] as const)(
  "%s is about the finding that a segment has become since it was chosen",
  async (act) => {
    const { controller, write } = await openStudy([tumour, organ]);
    const { review } = controller;
    write("hand", [1, 1, 0, 0, 0, 0]);
    expect(review.items.map(({ id }) => id)).toEqual(["segment-1"]);
    review.goTo(review.items[0]!);
    review[act]("rejected");
    const [finding] = controller.state.review.findings;
    expect(finding?.state).toBe("rejected");
    expect(controller.state.activeItem).toBe(`finding-${finding?.id}`);
  },
);

it("decides about a segment that a run drew a moment ago", async () => {
  const { controller, write } = await openStudy([organ]);
  const { review } = controller;
  write("run", [2, 2, 0, 0, 0, 0]);
  review.next();
  review.decide("accepted");
  vi.runAllTimers();
  expect(review.items.map(({ id, state }) => [id, state])).toEqual([["segment-2", "accepted"]]);
  expect(controller.state.activeItem).toBe("segment-2");
  write("run", [2, 0, 0, 0, 0, 0]);
  review.goTo(review.items[0]!);
  review.decideAndGoOn("rejected");
  expect(review.items.map(({ state }) => state)).toEqual(["rejected"]);
});
