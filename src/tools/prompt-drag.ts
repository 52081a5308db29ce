import type { Grid, Point } from "../geometry/index.ts";
import { t } from "../texts/index.ts";
import type { CanvasPoint, DrawingPane } from "./drawing-pane.ts";
import { distance } from "./fingers.ts";
import type { Drag } from "./pane-pointer.ts";
import type { PromptDraft, PromptMark } from "./prompt-draft.ts";
import { markAt } from "./prompt-marks.ts";
import type { ToolBox } from "./tool-box.ts";

/** The pointer moves a little during a click. */
const clickPixels = 5;

type PromptPress = {
  readonly pane: DrawingPane;
  readonly toolBox: Pick<ToolBox, "session" | "settings" | "prompts">;
  /** Alt is held: the mark is for what does not belong to the object. */
  readonly takesAway: boolean;
};

/** Why no prompt can be placed here, as a sentence; undefined if one can. */
export function whyNotPrompt(
  { pane, toolBox: { session, settings }, takesAway }: PromptPress,
  point: CanvasPoint,
): string | undefined {
  if (!session || session.isEditing) return t("refusals.running");
  if (!pane.slice) return t("refusals.obliquePrompt");
  const at = pane.toIjk(point).map(Math.round) as [number, number, number];
  const { grid, voxels } = session;
  if (at.some((index, axis) => index < 0 || index >= grid.size[axis]!)) return t("refusals.outside");
  const active = session.findSegment(session.activeSegment);
  if (active && settings.promptInto === "active") {
    const { locked, visible } = session.display(active.segmentNumber);
    const { label } = active;
    if (locked) return t("refusals.lockedDraw", { label });
    if (!visible) return t("refusals.hiddenDraw", { label });
  }
  if (takesAway) return undefined;
  const here = session.findSegment(voxels[at[0] + grid.size[0] * (at[1] + grid.size[1] * at[2])]!);
  if (here && session.editLimits("hand").locked?.includes(here.segmentNumber))
    return t("refusals.lockedHere", { label: here.label });
  return undefined;
}

/**
 * A press of the prompt tool. A click adds a mark, or removes the one it hits; a drag draws the shape chosen in the settings
 * or, with Alt, a scribble over what does not belong to the object.
 */
export function promptDrag(press: PromptPress, start: CanvasPoint): Drag {
  const { pane, toolBox, takesAway } = press;
  const { prompts, settings } = toolBox;
  const slice = pane.slice!;
  const hit = markAt(pane, prompts.marks, start);
  const kind = takesAway ? "scribble" : settings.promptDrag;
  const places: Point<"ijk">[] = [within(pane.grid, pane.toIjk(start))];
  let isDrawn = false;
  const shape = (): PromptMark => ({
    kind,
    adds: !takesAway,
    slice,
    points: kind === "box" ? [places[0]!, places.at(-1)!] : [...places],
  });
  return {
    move: (points) => {
      isDrawn ||= points.some((point) => distance(start, point) > clickPixels);
      places.push(...points.map((point) => within(pane.grid, pane.toIjk(point))));
      if (isDrawn) prompts.draw(shape());
    },
    end: () => {
      prompts.draw(undefined);
      if (isDrawn) prompts.add(shape());
      else if (hit !== undefined) prompts.removeAt(hit);
      else prompts.add({ kind: "click", adds: !takesAway, slice, points: places.slice(0, 1) });
    },
    cancel: () => prompts.draw(undefined),
  };
}

/** Places a click at a voxel without a pointer. */
export function clickAt(
  prompts: PromptDraft,
  at: Point<"ijk">,
  slice: PromptMark["slice"],
  adds: boolean,
): void {
  prompts.add({ kind: "click", adds, slice, points: [at] });
}

/** The nearest position inside the grid. */
export function within({ size }: Grid, ijk: Point<"ijk">): Point<"ijk"> {
  const [i, j, k] = ijk.map((index, axis) => Math.max(0, Math.min(size[axis]! - 1, index)));
  return [i!, j!, k!];
}
