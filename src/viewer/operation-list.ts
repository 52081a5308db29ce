import { freeNumber } from "../controller/index.ts";
import type { EditOperation, LogicOperand } from "../editing/index.ts";
import type { Point } from "../geometry/index.ts";
import type { Segment } from "../volume/index.ts";
import { isLimited } from "./limiting.ts";
import type { Operand } from "./operands.ts";
import { pairEntries } from "./pair-operations.ts";
import { withSplitSegment } from "./split-segment.ts";
import type { ViewerState } from "./viewer-state.ts";

/** What an operation on the active segment is made from. */
export interface OperationContext {
  readonly segmentNumber: number;
  readonly settings: OperationSettings;
  /** Where the panes meet. */
  readonly cursor: Point<"ijk">;
  /** The grid axis across the large pane. */
  readonly sliceAxis: 0 | 1 | 2;
  readonly segments: readonly Segment[];
  /** Numbers of the segments that are shown and not locked. */
  readonly changeable: readonly number[];
  /** What the segment is combined with; there for operations that need one. */
  readonly operand: LogicOperand | undefined;
}

/** Numbers that the user sets. */
export interface OperationSettings {
  readonly marginMm: number;
  readonly smoothMm: number;
  readonly smallestMl: number;
}

export const initialOperationSettings: OperationSettings = { marginMm: 2, smoothMm: 3, smallestMl: 0.5 };

/** A change of the whole segment by a button, or by a key together with Alt. */
export interface OperationEntry {
  readonly name: string;
  readonly key: string;
  readonly title: string;
  /** It needs something to combine the segment with: of this segmentation, of another one, or either. */
  readonly operand?: "here" | "elsewhere" | "any";
  /** It takes a segment off the list: no voxel of it may stay, so it cannot be limited. */
  readonly removes?: boolean;
  /** It can be done on a segment that has no voxel yet. */
  readonly startsEmpty?: boolean;
  readonly make: (context: OperationContext) => EditOperation;
  /** The segments after it, where it adds or removes some. */
  readonly segments?: (context: OperationContext) => readonly Segment[];
}

export interface OperationGroup {
  readonly takesOperand?: boolean;
  readonly setting?: { readonly of: keyof OperationSettings; readonly label: string; readonly unit: string };
  readonly entries: readonly OperationEntry[];
}

export const operationGroups: readonly OperationGroup[] = [
  {
    setting: { of: "marginMm", label: "Margin", unit: "mm" },
    entries: [
      {
        name: "Grow",
        key: "G",
        title: "Move the surface outwards by the margin",
        make: ({ segmentNumber, settings }) => ({
          kind: "margin",
          segmentNumber,
          marginMm: settings.marginMm,
        }),
      },
      {
        name: "Shrink",
        key: "S",
        title: "Move the surface inwards by the margin",
        make: ({ segmentNumber, settings }) => ({
          kind: "margin",
          segmentNumber,
          marginMm: -settings.marginMm,
        }),
      },
      {
        name: "Hollow",
        key: "H",
        title: "Leave a shell as thick as the margin",
        make: ({ segmentNumber, settings }) => ({
          kind: "hollow",
          segmentNumber,
          thicknessMm: settings.marginMm,
          surface: "outer",
        }),
      },
    ],
  },
  {
    setting: { of: "smoothMm", label: "Smoothing", unit: "mm" },
    entries: [
      {
        name: "Smooth",
        key: "M",
        title: "Take away what is thinner than half of this (median)",
        make: ({ segmentNumber, settings }) => ({
          kind: "smooth-median",
          segmentNumber,
          kernelMm: settings.smoothMm,
        }),
      },
      {
        name: "Round",
        key: "R",
        title: "Blur and cut at one half (Gaussian)",
        make: ({ segmentNumber, settings }) => ({
          kind: "smooth-gaussian",
          segmentNumber,
          sigmaMm: settings.smoothMm,
        }),
      },
      {
        name: "Smooth together",
        key: "T",
        title:
          "Smooth all segments that are shown and not locked at once: those that touch still do, where they are thicker than the smoothing",
        make: ({ changeable, settings }) => ({
          kind: "smooth-joint",
          segmentNumbers: changeable,
          sigmaMm: settings.smoothMm,
        }),
      },
    ],
  },
  {
    setting: { of: "smallestMl", label: "Smallest part", unit: "ml" },
    entries: [
      {
        name: "Remove small",
        key: "I",
        title: "Remove parts that are smaller than this",
        make: ({ segmentNumber, settings }) => ({
          kind: "islands",
          segmentNumber,
          action: "remove-small",
          minimumMl: settings.smallestMl,
        }),
      },
      {
        name: "Keep largest",
        key: "L",
        title: "Remove all parts but the largest",
        make: ({ segmentNumber }) => ({ kind: "islands", segmentNumber, action: "keep-largest" }),
      },
      {
        name: "Remove this part",
        key: "X",
        title: "Remove the part in which the crosshairs meet",
        make: ({ segmentNumber, cursor: at }) => ({
          kind: "islands",
          segmentNumber,
          action: "remove-selected",
          at,
          connectivity: 26,
        }),
      },
      {
        name: "Split this part",
        key: "P",
        title:
          "Cut the part in which the crosshairs meet in two where it is narrow; one becomes a new segment",
        make: ({ segmentNumber, cursor: at, segments }) => ({
          kind: "split",
          segmentNumber,
          at,
          into: [freeNumber(segments)],
        }),
        segments: ({ segments, segmentNumber }) => withSplitSegment(segments, segmentNumber),
      },
    ],
  },
  { takesOperand: true, entries: pairEntries },
  {
    entries: [
      {
        name: "Fill holes",
        key: "O",
        title: "Fill what the segment encloses on all sides",
        make: ({ segmentNumber }) => ({ kind: "fill-holes", segmentNumber }),
      },
      {
        name: "Fill holes on slices",
        key: "Q",
        title: "Fill what the segment encloses on a slice of the large pane, though it be open in the next",
        make: ({ segmentNumber, sliceAxis }) => ({ kind: "fill-holes", segmentNumber, sliceAxis }),
      },
      {
        name: "Fill between slices",
        key: "B",
        title: "Drawn on some slices of the large pane: fill those between",
        make: ({ segmentNumber, sliceAxis }) => ({ kind: "interpolate", segmentNumber, sliceAxis }),
      },
      {
        name: "Clear",
        key: "C",
        title: "Empty the segment",
        make: ({ segmentNumber }) => ({ kind: "relabel", from: [segmentNumber], to: 0 }),
      },
    ],
  },
];

/** Whether the operation could do anything now. */
export function canOperate(
  state: ViewerState,
  { operand: needed, startsEmpty = false, removes = false }: OperationEntry,
  operand: Operand | undefined,
): boolean {
  const { segments, activeSegment, run, threshold, isOperating } = state;
  const row = segments.find(({ segmentNumber }) => segmentNumber === activeSegment);
  if (!row || row.locked || !row.visible || run || threshold || isOperating) return false;
  if (removes && isLimited(state)) return false;
  if (row.volumeMl === 0 && !startsEmpty) return false;
  if (!needed) return true;
  return operand !== undefined && (needed === "any" || (operand.source === "here") === (needed === "here"));
}
