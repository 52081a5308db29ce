import { describe, expect, it } from "vitest";
import type { GridPlace } from "../../../src/tools/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { anySegment } from "../volume/any-segment.ts";
import { openStudy } from "./fake-host.ts";

/** A segment on five slices of a row of four voxels each. */
async function openFilled() {
  const opened = await openStudy([anySegment(1), anySegment(2)], straightGrid([4, 1, 5]));
  const { session } = opened;
  /** A step of its own: voxels `i` up to `end` of slice `k`. */
  const stroke = async (label: number, i: number, end: number, k: number) => {
    const edit = session.beginEdit("hand", "stroke");
    edit.setRow({ i, end, j: 0, k }, label);
    edit.commit();
    // What is offered is computed meanwhile.
    await new Promise((resolve) => setTimeout(resolve));
  };
  for (let k = 0; k < 5; k++) await stroke(1, 0, 4, k);
  return { ...opened, stroke };
}

describe("slices between two that were erased on", () => {
  it("are offered, outlined, and erased as one step", async () => {
    const { controller, session, stroke } = await openFilled();
    const { toolBox, slicesBetween } = controller;
    await stroke(0, 2, 4, 0);
    expect(controller.state.slicesBetween).toBeUndefined();
    await stroke(0, 2, 4, 4);
    expect(controller.state.slicesBetween).toEqual({ count: 3 });
    expect(toolBox.offer?.text).toBe("Apply to the 3 slices between");
    const outlined = ({ axis, index }: GridPlace) =>
      toolBox.offer!.outline.slice({ axis, index })?.labels.join("");
    expect([0, 1, 3, 4].map((index) => outlined({ axis: 2, index }))).toEqual([
      undefined,
      "0011",
      "0011",
      undefined,
    ]);
    const { length } = session.history.steps;
    await slicesBetween.apply();
    expect(session.voxels.join("")).toBe("1100".repeat(5));
    expect(session.history.steps).toHaveLength(length + 1);
    expect(controller.state).toMatchObject({
      slicesBetween: undefined,
      undoName: "erase from Segment 1 between two slices",
    });
    expect(toolBox.offer).toBeUndefined();
  });

  it.each([
    ["nothing is drawn with the eraser", (stroke: Stroke) => stroke(2, 2, 4, 4)],
    ["slices follow each other", (stroke: Stroke) => stroke(0, 2, 4, 1)],
    ["both places lie apart", (stroke: Stroke) => stroke(0, 0, 2, 4)],
  ])("are not offered where %s", async (_, second) => {
    const { controller, stroke } = await openFilled();
    await stroke(0, 2, 4, 0);
    await second(stroke);
    expect(controller.state.slicesBetween).toBeUndefined();
    await controller.slicesBetween.apply();
    expect(controller.study!.session.history.nextUndo?.name).toBe("stroke");
  });

  it.each([
    ["is dismissed", ({ controller }: Opened) => controller.slicesBetween.dismiss()],
    ["meets another tool", ({ controller }: Opened) => controller.selectTool("brush")],
    ["meets another segment", ({ controller }: Opened) => controller.segments.select(2)],
    ["meets a limit", ({ controller }: Opened) => controller.limits.set({ overwrites: "background" })],
    ["meets an undo", ({ controller }: Opened) => controller.undo()],
    ["meets a stroke that has begun", ({ session }: Opened) => session.beginEdit("hand", "next")],
  ])("an offer that %s is gone, and does not come again by itself", async (_, act) => {
    const opened = await openFilled();
    const { controller, session, stroke } = opened;
    await stroke(0, 2, 4, 0);
    await stroke(0, 2, 4, 4);
    expect(controller.state.slicesBetween).toBeDefined();
    act(opened);
    expect(controller.state.slicesBetween).toBeUndefined();
    expect(controller.toolBox.offer).toBeUndefined();
    controller.redo();
    await new Promise((resolve) => setTimeout(resolve));
    expect(controller.state.slicesBetween).toBeUndefined();
    expect(session.counts.voxels(1)).toBe(16);
  });

  it("are not offered while editing is limited to a slice", async () => {
    const { controller, stroke } = await openFilled();
    controller.limits.set({ operatesOn: "slice" });
    await stroke(0, 2, 4, 0);
    await stroke(0, 2, 4, 4);
    expect(controller.state.slicesBetween).toBeUndefined();
  });
});

type Opened = Awaited<ReturnType<typeof openFilled>>;
type Stroke = Opened["stroke"];
