import type { Editor, Scribbles, SegmentationSession } from "../editing/index.ts";
import {
  type EditOperation,
  forEachBrushedRow,
  type PlanePoint,
  type PreviewOptions,
} from "../editing/index.ts";
import { ijkToLps, type Point } from "../geometry/index.ts";
import { axesOfSlice } from "../regions/index.ts";
import { t } from "../texts/index.ts";
import type { CanvasPoint, DrawingPane } from "./drawing-pane.ts";
import type { Drag } from "./pane-pointer.ts";
import { isBrush, type ToolName, type ToolSettings } from "./tool-settings.ts";

/** A press of a drawing tool. */
export interface ToolPress {
  readonly tool: ToolName;
  readonly pane: DrawingPane;
  readonly session: SegmentationSession;
  readonly settings: ToolSettings;
  /** SUV (body weight) of one unit of the image; undefined if unknown. */
  readonly suvFactor?: number | undefined;
  /** Shift is held: the tool erases instead of drawing. */
  readonly erases: boolean;
  /** Alt is held: erasing affects all segments, not only the active one. */
  readonly fromAll: boolean;
}

/** What a press needs in order to draw. */
export interface DrawingContext extends ToolPress {
  readonly editor: Editor;
  /** Previews an operation. */
  readonly preview: (operation: EditOperation, options: PreviewOptions) => void;
  readonly scribbles: Scribbles;
  /** Shows the line being drawn; hides it without points. */
  readonly showOutline: (points: readonly CanvasPoint[]) => void;
  /** Shows a message at a point of the pane for a moment. */
  readonly sayAt: (point: CanvasPoint, text: string) => void;
}

/** Why the tool cannot draw now, as a sentence; undefined if it can. */
export function whyNotDraw({
  tool,
  pane,
  session,
  settings,
  suvFactor,
  erases,
  fromAll,
}: ToolPress): string | undefined {
  if (!session.canDraw) return t("refusals.running");
  if (pane.slice && session.isUnfinished(pane.slice)) return t("refusals.unfinished");
  if (!pane.slice && !(isBrush(tool) && tool !== "scribbles" && settings.brushShape === "sphere"))
    return t("refusals.oblique");
  if (tool === "isocontour" && settings.isocontour.startsWith("suv") && suvFactor === undefined)
    return t("refusals.noSuv");
  const takes = takesAway(tool, erases);
  const needsSegment = !(takes && fromAll) && !(tool === "scribbles" && erases);
  if (!needsSegment) return undefined;
  const segment = session.findSegment(session.activeSegment);
  if (!segment) return t(takes ? "refusals.noneToErase" : "refusals.noneToDraw");
  const { locked, visible } = session.display(segment.segmentNumber);
  const { label } = segment;
  if (locked) return t(takes ? "refusals.lockedErase" : "refusals.lockedDraw", { label });
  if (!visible) return t(takes ? "refusals.hiddenErase" : "refusals.hiddenDraw", { label });
  return undefined;
}

/** Whether the press erases. Scissors decide by their own setting. */
function takesAway(tool: ToolName, erases: boolean): boolean {
  return (
    tool !== "scissors" && tool !== "scribbles" && tool !== "isocontour" && (erases || tool === "eraser")
  );
}

/** Starts the drag of a drawing tool; undefined if a press is all it needs, or the tool does not draw. */
export function drawingDrag(context: DrawingContext, point: CanvasPoint): Drag | undefined {
  switch (context.tool) {
    case "brush":
    case "eraser":
    case "threshold-brush":
      return brushDrag(context, point);
    case "scribbles":
      return scribbleDrag(context, point);
    case "scissors":
    case "contour":
      return outlineDrag(context, point);
    case "isocontour":
      return regionDrag(context, point);
    case "flood-fill":
      floodFill(context, point);
      return undefined;
    default:
      return undefined;
  }
}

function brushDrag(context: DrawingContext, point: CanvasPoint): Drag {
  const { tool, pane, session, settings, erases, fromAll } = context;
  const takes = takesAway(tool, erases);
  const label = takes ? 0 : session.activeSegment;
  const name = session.findSegment(session.activeSegment)?.label ?? "";
  const erasing = fromAll ? t("steps.eraseAll") : t("steps.erase", { label: name });
  const edit = session.beginEdit("hand", takes ? erasing : t("steps.brush", { label: name }), {
    ...(tool === "threshold-brush" && { range: settings.threshold }),
    ...(takes && !fromAll && { owned: [session.activeSegment] }),
  });
  const slice = settings.brushShape === "circle" ? pane.slice : undefined;
  const radiusMm = settings.brushDiameterMm / 2;
  let from = pane.toIjk(point);
  const stroke = (to: Point<"ijk">): void => {
    const moved = { from, to, radiusMm, ...(slice && { slice }) };
    forEachBrushedRow(pane.grid, moved, (i, end, j, k) => edit.setRow({ i, end, j, k }, label));
    from = to;
  };
  try {
    stroke(from);
  } catch (error) {
    edit.cancel();
    throw error;
  }
  edit.flush();
  /** A locked segment under the brush is reported there, once per stroke. */
  let isSaid = takes && !fromAll;
  const sayRefused = (at: CanvasPoint): void => {
    if (edit.meetsUnfinished && !isSaid) {
      isSaid = true;
      context.sayAt(at, t("refusals.unfinished"));
    }
    if (isSaid || edit.refused === undefined || !session.display(edit.refused).locked) return;
    isSaid = true;
    context.sayAt(at, t("refusals.locked", { label: session.findSegment(edit.refused)?.label ?? "" }));
  };
  sayRefused(point);
  return {
    move: (points) => {
      for (const next of points) stroke(pane.toIjk(next));
      edit.flush();
      sayRefused(points.at(-1)!);
    },
    end: () => edit.commit(),
    cancel: () => edit.cancel(),
  };
}

function scribbleDrag(
  { pane, session, scribbles, settings, erases }: DrawingContext,
  point: CanvasPoint,
): Drag {
  scribbles.add({
    label: erases ? 0 : session.activeSegment,
    slice: pane.slice!,
    points: [pane.toIjk(point)],
    radiusMm: settings.brushDiameterMm / 2,
  });
  return {
    move: (points) => scribbles.extend(points.map((next) => pane.toIjk(next))),
    end: () => undefined,
    cancel: () => scribbles.removeLast(),
  };
}

/** A freehand line, closed when the button is released. */
function outlineDrag(context: DrawingContext, start: CanvasPoint): Drag {
  const { pane, showOutline, tool, settings } = context;
  const isCut = tool === "scissors" && settings.scissors === "cut";
  const onCanvas: CanvasPoint[] = [start];
  const inVolume: Point<"ijk">[] = [pane.toIjk(start)];
  showOutline(onCanvas);
  return {
    move: (points) => {
      onCanvas.push(...points);
      inVolume.push(...points.map((next) => pane.toIjk(next)));
      showOutline(isCut ? [start, onCanvas.at(-1)!] : onCanvas);
    },
    end: () => {
      showOutline([]);
      if (isCut && inVolume.length >= 2) cutAlong(context, inVolume[0]!, inVolume.at(-1)!);
      else if (inVolume.length >= 3) cutOrFill(context, inVolume);
    },
    cancel: () => showOutline([]),
  };
}

/** The slices that the scissors cut: those within their reach of the pane's slice. */
function slicesThrough({ pane, session, settings }: DrawingContext): readonly [number, number] {
  const { axis, index } = pane.slice!;
  const last = session.grid.size[axis] - 1;
  if (settings.scissorsThrough === "volume") return [0, last];
  const reach =
    settings.scissorsThrough === "near"
      ? Math.round(settings.scissorsReachMm / session.grid.spacingMm[axis])
      : 0;
  return [Math.max(0, index - reach), Math.min(last, index + reach)];
}

/** Performs an operation, or previews it. */
function act(
  { editor, preview, settings }: DrawingContext,
  operation: EditOperation,
  options: PreviewOptions = {},
  previews = settings.previews,
): void {
  if (previews) preview(operation, options);
  else void editor.perform(operation, options);
}

function cutAlong(context: DrawingContext, from: Point<"ijk">, to: Point<"ijk">): void {
  const { pane, session } = context;
  const sliceAxis = pane.slice!.axis;
  const [a, b] = axesOfSlice(sliceAxis);
  const operation: EditOperation = {
    kind: "cut",
    segmentNumber: session.activeSegment,
    sliceAxis,
    line: [
      [from[a], from[b]],
      [to[a], to[b]],
    ],
    slices: slicesThrough(context),
  };
  act(context, operation, {}, true);
}

function cutOrFill(context: DrawingContext, points: Point<"ijk">[]): void {
  const { tool, pane, session, settings, erases } = context;
  const { activeSegment: segmentNumber, grid } = session;
  if (tool === "contour") {
    const contours = [points.map((point) => ijkToLps(grid, point))];
    act(context, { kind: "contours", segmentNumber, how: erases ? "erase" : "add", contours });
    return;
  }
  if (settings.scissors === "cut") return;
  const { axis: sliceAxis } = pane.slice!;
  const [a, b] = axesOfSlice(sliceAxis);
  const polygon = points.map((point): PlanePoint => [point[a], point[b]]);
  // With Shift the scissors do the opposite: they fill instead of erasing, or erase instead of filling.
  const how = erases ? contrary[settings.scissors] : settings.scissors;
  act(context, { kind: "scissors", segmentNumber, how, sliceAxis, polygon, slices: slicesThrough(context) });
}

const contrary = {
  "erase-inside": "fill-inside",
  "fill-inside": "erase-inside",
  "erase-outside": "fill-outside",
  "fill-outside": "erase-outside",
} as const;

function floodFill(context: DrawingContext, point: CanvasPoint): void {
  const { pane, session, settings, erases, fromAll } = context;
  const at = pane.toIjk(point).map(Math.round) as [number, number, number];
  if (at.some((index, axis) => index < 0 || index >= session.grid.size[axis]!)) return;
  const operation: EditOperation = {
    kind: "flood-fill",
    segmentNumber: erases ? 0 : session.activeSegment,
    at,
    tolerance: settings.floodTolerance,
    // What is erased is taken as drawn, without smoothing.
    smooth: settings.smooths && !erases,
    ...(settings.floodIn === "slice" && { sliceAxis: pane.slice!.axis }),
  };
  act(context, operation, erases && !fromAll ? { owned: [session.activeSegment] } : {});
}

type IsocontourThreshold = Extract<EditOperation, { kind: "isocontour" }>["threshold"];

/** A drag shorter than this is a click. */
const clickMm = 2;

/** Draws a sphere from its centre outwards; a click uses the diameter from the settings. */
function regionDrag(context: DrawingContext, start: CanvasPoint): Drag {
  const { pane, session, settings, showOutline } = context;
  const at = pane.toIjk(start);
  let radiusMm = settings.isocontourDiameterMm / 2;
  const show = (): void => showOutline(circleAbout(start, radiusMm * pane.pixelsPerMm));
  show();
  return {
    move: (points) => {
      const [x, y] = points.at(-1)!;
      const drawnMm = Math.hypot(x - start[0], y - start[1]) / pane.pixelsPerMm;
      radiusMm = drawnMm > clickMm ? drawnMm : settings.isocontourDiameterMm / 2;
      show();
    },
    end: () => {
      showOutline([]);
      const { activeSegment: segmentNumber } = session;
      const threshold = isocontourThreshold(context);
      act(context, { kind: "isocontour", segmentNumber, at, radiusMm, threshold }, {}, true);
    },
    cancel: () => showOutline([]),
  };
}

function isocontourThreshold({ settings, suvFactor = 1 }: DrawingContext): IsocontourThreshold {
  switch (settings.isocontour) {
    case "percent":
      return { fractionOfMaximum: settings.isocontourPercent / 100 };
    case "suv25":
      return { value: 2.5 / suvFactor };
    case "suv4":
      return { value: 4 / suvFactor };
    case "own":
      return { value: settings.isocontourValue / suvFactor };
  }
}

function circleAbout([x, y]: CanvasPoint, radius: number): CanvasPoint[] {
  return Array.from({ length: 48 }, (_, n) => {
    const angle = (2 * Math.PI * n) / 48;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}
