import type { EditOperation, PlanePoint, PreviewOptions } from "../editing/index.ts";
import { ijkToLps, type Point } from "../geometry/index.ts";
import { axesOfSlice } from "../regions/index.ts";
import type { CanvasPoint } from "./drawing-pane.ts";
import type { Drag } from "./pane-pointer.ts";
import type { DrawingContext } from "./tool-press.ts";

/** Contour and scissors: a freehand line, closed when the button is released. */
export function outlineDrag(context: DrawingContext, start: CanvasPoint): Drag {
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

export function floodFill(context: DrawingContext, point: CanvasPoint): void {
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

/** Isocontour: draws a sphere from its centre outwards; a click uses the diameter from the settings. */
export function regionDrag(context: DrawingContext, start: CanvasPoint): Drag {
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
