import type { ScissorsOperation, ValueRange } from "../editing/index.ts";

/** The tool on the left button. With every tool, right zooms, middle pans, and the wheel scrolls, or zooms with Ctrl. */
export type ToolName =
  | "brush"
  | "eraser"
  | "threshold-brush"
  | "scissors"
  | "contour"
  | "flood-fill"
  | "isocontour"
  | "scribbles"
  | "prompt"
  | "measure"
  | "run-box"
  | "crosshairs"
  | "window"
  | "pan";

/** Settings of the drawing tools. */
export interface ToolSettings {
  readonly brushDiameterMm: number;
  /** A circle on the slice, or a sphere through the slices around it. */
  readonly brushShape: "circle" | "sphere";
  /** Image values that the threshold brush paints, both ends included. */
  readonly threshold: ValueRange;
  /** Tolerance of flood fill: largest difference from the value at the pointer, in the image's unit. */
  readonly floodTolerance: number;
  readonly floodIn: "slice" | "volume";
  /** Threshold for a lesion: a percentage of the highest value in its region, or an SUV. */
  readonly isocontour: "percent" | "suv25" | "suv4" | "own";
  /** For `percent`: of the highest value; above 0, up to 100. */
  readonly isocontourPercent: number;
  /** For `own`: SUV (body weight) if the image has one, else in the image's unit. */
  readonly isocontourValue: number;
  /** Diameter of the region around a clicked point; a drag draws another. */
  readonly isocontourDiameterMm: number;
  /** Flood fill and threshold use the median around each voxel, so that noise leaves no holes. */
  readonly smooths: boolean;
  /** `cut` divides the segment along a straight line and removes the smaller piece. */
  readonly scissors: ScissorsOperation["how"] | "cut";
  readonly scissorsThrough: "slice" | "near" | "volume";
  /** How far `near` reaches to either side of the slice. */
  readonly scissorsReachMm: number;
  /** Scissors and flood fill show a preview to be applied; a cut always does. */
  readonly previews: boolean;
  /** What a drag with the prompt tool draws; a click always places a point. */
  readonly promptDrag: "box" | "lasso" | "scribble";
  /** What an outlined object becomes: part of the active segment, or a new segment. */
  readonly promptInto: "active" | "new";
}

export const initialToolSettings: ToolSettings = {
  brushDiameterMm: 12,
  brushShape: "circle",
  threshold: { lower: 50, upper: 200 },
  floodTolerance: 20,
  floodIn: "slice",
  isocontour: "percent",
  isocontourPercent: 41,
  isocontourValue: 3,
  isocontourDiameterMm: 40,
  smooths: true,
  scissors: "erase-inside",
  scissorsThrough: "slice",
  scissorsReachMm: 15,
  previews: false,
  promptDrag: "box",
  promptInto: "active",
};

const brushDiametersMm = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80] as const;

/** The next brush size up or down. */
export function stepBrushDiameter(diameterMm: number, direction: 1 | -1): number {
  const next =
    direction > 0
      ? brushDiametersMm.find((size) => size > diameterMm)
      : brushDiametersMm.findLast((size) => size < diameterMm);
  return next ?? diameterMm;
}

/** Tools that show the brush at its true size. */
export function isBrush(tool: ToolName): boolean {
  return tool === "brush" || tool === "eraser" || tool === "threshold-brush" || tool === "scribbles";
}
