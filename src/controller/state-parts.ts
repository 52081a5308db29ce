import type { SegmentationSession, ValueRange } from "../editing/index.ts";
import { type Point, scale, toOrientationLetters } from "../geometry/index.ts";
import { meanPanoptic, type PanopticQuality, poolPanoptic } from "../metrics/index.ts";
import type { RunNeeds } from "../segmentation/index.ts";
import type { PromptMark } from "../tools/index.ts";
import type { SegmentAlgorithmType } from "../volume/index.ts";
import type { Overlay } from "./controller-host.ts";

/** Agreement of a segment with the reference; measures are undefined until computed. */
export interface ComparisonRow {
  readonly segmentNumber: number;
  readonly label: string;
  readonly dice: number | undefined;
  /** Millimetres; infinite if one of the two is empty. */
  readonly hd95: number | undefined;
  /** For a thing class (with instances): the agreement of its instances. */
  readonly panoptic: PanopticQuality | undefined;
}

/** Comparison with a reference. All rows are present at once; their measures follow. */
export interface ComparisonState {
  readonly name: string;
  readonly rows: readonly ComparisonRow[];
  /** Rows or measures are still missing. */
  readonly isComputing: boolean;
}

/** What a difference is computed from: the reference, or the model's last result. */
export type DifferenceFrom = "reference" | "model";

/** Limits on manual edits, besides locked segments. */
export interface LimitSettings {
  /** Only voxels with image values in this range change; undefined for all. */
  readonly range: ValueRange | undefined;
  /** Whether a segment may take voxels from others, or only from background. */
  readonly overwrites: "all" | "background";
  /** Whether operations apply to the whole volume or only to the slice in view. */
  readonly operatesOn: "volume" | "slice";
}

export const noLimits: LimitSettings = { range: undefined, overwrites: "all", operatesOn: "volume" };

/** Settings of the operations. */
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

/** An object being outlined from prompts, before it is added to the segmentation. */
export interface PromptingState {
  readonly marks: readonly PromptMark[];
  /** The outline is not yet up to date with the marks. */
  readonly isOutlining: boolean;
  /** Volume within the current outline; undefined while it is not up to date. */
  readonly volumeMl: number | undefined;
}

/** The overlay as in the state. */
export interface FusionState extends Omit<Overlay, "series"> {
  readonly seriesInstanceUID: string;
  readonly title: string;
  readonly modality: string;
  readonly unit: string;
  /** SUV (body weight) of one unit of the overlay; undefined if unknown. */
  readonly suvFactor: number | undefined;
}

/** A message for the user: an error stays until dismissed, others for a few seconds. */
export interface Notice {
  readonly id: number;
  readonly kind: "error" | "info";
  readonly text: string;
}

/** An earlier notice. */
export interface PastNotice extends Notice {
  /** Time of its last occurrence, in milliseconds since 1970. */
  readonly at: number;
  /** How often it occurred. */
  readonly times: number;
  /** For an error: the user has dismissed it, or has opened the list of notices. */
  readonly isSeen: boolean;
}

/** A possible answer to a question. */
export interface Choice<Id extends string = string> {
  readonly id: Id;
  readonly label: string;
  /** The default choice. */
  readonly isPrimary?: boolean;
}

/** A question, asked before something might be lost. */
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
  /** Opacity of the fill, 0..1. */
  readonly opacity: number;
  /** It overlaps others: drawing it takes no voxels from them. */
  readonly overlaps: boolean;
  readonly volumeMl: number;
  /** Sides of the scan at which it is cut off, so that its true volume is larger. */
  readonly cutOff: readonly Side[];
  readonly algorithmType: SegmentAlgorithmType | undefined;
  /** Centre of its bounding box. */
  readonly centre: Point<"ijk">;
}

/** The current segments of a session. */
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
    // A segment on a single slice, or in a volume of one slice, is not reported as cut off.
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

/** Mean panoptic quality over all classes of a comparison; a stuff class counts as one instance. */
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
          // If both are present but do not match, one is a false positive and the other a false negative.
          falsePositives: isPair ? 0 : 1,
          falseNegatives: isPair ? 0 : 1,
          sumIou: isPair ? iou : 0,
          sumDice: isPair ? dice : 0,
        },
      ]);
    }),
  );
}

/** What the next run needs, as far as known. */
export interface ExpectedRun extends Pick<RunNeeds, "units" | "slices" | "isAtMost" | "memoryBytes"> {
  /** Estimated from earlier runs of this model on this provider; undefined if there were none on this machine. */
  readonly seconds: number | undefined;
}
