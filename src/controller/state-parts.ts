import type { SegmentationSession, ValueRange } from "../editing/index.ts";
import { type Point, scale, toOrientationLetters } from "../geometry/index.ts";
import { meanPanoptic, type PanopticQuality, poolPanoptic } from "../metrics/index.ts";
import type { RunNeeds } from "../segmentation/index.ts";
import type { PromptMark } from "../tools/index.ts";
import type { SegmentAlgorithmType } from "../volume/index.ts";
import type { Overlay } from "./controller-host.ts";

/** How a segment agrees with the reference; the measures are undefined until they are known. */
export interface ComparisonRow {
  readonly segmentNumber: number;
  readonly label: string;
  readonly dice: number | undefined;
  /** Millimetres; infinite where one of both is empty. */
  readonly hd95: number | undefined;
  /** Of a thing: how its instances agree. */
  readonly panoptic: PanopticQuality | undefined;
}

/** The reference that what is drawn is compared with; rows are there at once, their measures as they are computed. */
export interface ComparisonState {
  readonly name: string;
  readonly rows: readonly ComparisonRow[];
  /** Rows or measures are still to come. */
  readonly isComputing: boolean;
}

/** What is drawn differs from a reference, or from what the model drew last. */
export type DifferenceFrom = "reference" | "model";

/** To what a person's edits are limited, besides the locks. */
export interface LimitSettings {
  /** Image values outside of which nothing changes; undefined for all. */
  readonly range: ValueRange | undefined;
  /** Whether a segment may take voxels of another one over, or only background. */
  readonly overwrites: "all" | "background";
  /** Where changes of a whole segment apply: everywhere, or on the slice in view. */
  readonly operatesOn: "volume" | "slice";
}

export const noLimits: LimitSettings = { range: undefined, overwrites: "all", operatesOn: "volume" };

/** Numbers that the user sets. */
export interface OperationSettings {
  readonly marginMm: number;
  readonly smoothMm: number;
  /** How far a boundary may move. */
  readonly reachMm: number;
  readonly smallestMl: number;
}

export const initialOperationSettings: OperationSettings = {
  marginMm: 2,
  smoothMm: 3,
  reachMm: 5,
  smallestMl: 0.5,
};

/** An object that a user points at, before it is taken into the segmentation. */
export interface PromptingState {
  readonly marks: readonly PromptMark[];
  /** The outline still follows the last marks. */
  readonly isOutlining: boolean;
  /** Of the outline of all marks; undefined while it is not known. */
  readonly volumeMl: number | undefined;
}

/** The second image over that of the study, as the state has it. */
export interface FusionState extends Omit<Overlay, "series"> {
  readonly seriesInstanceUID: string;
  readonly title: string;
  readonly modality: string;
  readonly unit: string;
  /** SUV by body weight of one unit of it; undefined where it has none. */
  readonly suvFactor: number | undefined;
}

/** A sentence for the user: an error stays until it is taken off the screen, all else for a while. */
export interface Notice {
  readonly id: number;
  readonly kind: "error" | "info";
  readonly text: string;
}

/** A notice that was given, to be read again. */
export interface PastNotice extends Notice {
  /** Milliseconds since 1970: when it was said last. */
  readonly at: number;
  /** How often the same was said. */
  readonly times: number;
  /** Of an error: somebody has taken it off the screen by itself, or has looked through what was said. */
  readonly isSeen: boolean;
}

/** One answer to a question. */
export interface Choice<Id extends string = string> {
  readonly id: Id;
  readonly label: string;
  /** The default choice. */
  readonly isPrimary?: boolean;
}

/** A question asked before something could be lost. */
export interface Question {
  readonly title: string;
  readonly text: string;
  readonly choices: readonly Choice[];
  /** Undefined closes the question without a choice. */
  readonly answer: (chosen: string | undefined) => void;
}

/** A side of the patient: inferior, superior, right, left, anterior, posterior. */
export type Side = "I" | "S" | "R" | "L" | "A" | "P";

/** A row of the segment list. */
export interface SegmentRow {
  readonly segmentNumber: number;
  readonly label: string;
  readonly color: readonly [number, number, number];
  readonly visible: boolean;
  readonly locked: boolean;
  /** 0..1: of the fill. */
  readonly opacity: number;
  /** Drawing it takes nothing from others. */
  readonly overlaps: boolean;
  readonly volumeMl: number;
  /** Sides of the scan at which it is cut off: its volume is larger than what was scanned of it. */
  readonly cutOff: readonly Side[];
  readonly algorithmType: SegmentAlgorithmType | undefined;
  /** Of the box around it. */
  readonly centre: Point<"ijk">;
}

/** The segments of a session as they are now. */
export function toSegmentRows(session: SegmentationSession): SegmentRow[] {
  return session.segments.map(({ segmentNumber, label, color }) => ({
    segmentNumber,
    label,
    color,
    ...session.display(segmentNumber),
    volumeMl: session.volumeMl(segmentNumber),
    cutOff: cutOffSides(session, segmentNumber),
    algorithmType: session.algorithmTypes.get(segmentNumber),
    centre: centreOf(session, segmentNumber),
  }));
}

function cutOffSides({ segmentVoxels, grid }: SegmentationSession, segmentNumber: number): Side[] {
  const { from, to } = segmentVoxels.box(segmentNumber);
  const sides: Side[] = [];
  for (const axis of [0, 1, 2] as const) {
    // A single slice has no end at which anything would be cut off.
    if (to[axis] <= from[axis] || grid.size[axis] === 1) continue;
    const direction = grid.directionsLps[axis];
    const sideOf = (sign: 1 | -1): Side => toOrientationLetters(scale(direction, sign)).charAt(0) as Side;
    if (from[axis] === 0) sides.push(sideOf(-1));
    if (to[axis] === grid.size[axis]) sides.push(sideOf(1));
  }
  return sides;
}

function centreOf({ segmentVoxels }: SegmentationSession, segmentNumber: number): Point<"ijk"> {
  const { from, to } = segmentVoxels.box(segmentNumber);
  const [i, j, k] = from.map((first, axis) => (first + to[axis]! - 1) >> 1);
  return [i!, j!, k!];
}

/** Panoptic quality over all classes of a comparison: the mean of things, and of stuff as one instance a class. */
export function panopticInAll(rows: readonly ComparisonRow[]): ReturnType<typeof meanPanoptic> {
  return meanPanoptic(
    rows.flatMap(({ panoptic, dice }) => {
      if (panoptic) return [panoptic];
      if (dice === undefined) return [];
      const iou = dice / (2 - dice);
      const isPair = iou > 0.5;
      return poolPanoptic([
        {
          truePositives: Number(isPair),
          // One that was found in vain and one that was missed, where both are there and do not fit.
          falsePositives: isPair ? 0 : 1,
          falseNegatives: isPair ? 0 : 1,
          sumIou: isPair ? iou : 0,
          sumDice: isPair ? dice : 0,
        },
      ]);
    }),
  );
}

/** What the next run takes, as far as it is known. */
export interface ExpectedRun extends Pick<RunNeeds, "units" | "slices" | "isAtMost" | "memoryBytes"> {
  /** By the runs of this model on this provider before; undefined where there were none on this machine. */
  readonly seconds: number | undefined;
}
