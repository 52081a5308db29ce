import type { EditOperation, LogicOperand } from "../editing/index.ts";
import type { Point } from "../geometry/index.ts";
import type { TextKey } from "../texts/index.ts";
import type { Segment } from "../volume/index.ts";
import type { ControllerState } from "./controller-state.ts";
import { isLimited } from "./limits.ts";
import { freeNumber } from "./new-segment.ts";
import type { Operand } from "./operands.ts";
import { pairEntries } from "./pair-operations.ts";
import { withSplitSegment } from "./split-segment.ts";

/** What an operation on the active segment is made from. */
export interface OperationContext {
  readonly segmentNumber: number;
  readonly settings: OperationSettings;
  /** Voxel that the user looks at. */
  readonly cursor: Point<"ijk">;
  /** The grid axis across the slice that the user works on. */
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

type NameOf<Key> = Key extends `operations.${infer Name}.title` ? Name : never;
export type OperationId = NameOf<TextKey>;

/** A change of the whole segment by a button, or by a key together with Alt. */
export interface OperationEntry {
  /** The one of its texts. */
  readonly id: OperationId;
  readonly key: string;
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
  readonly setting?: { readonly of: keyof OperationSettings; readonly unit: string };
  readonly entries: readonly OperationEntry[];
}

export const operationGroups: readonly OperationGroup[] = [
  {
    setting: { of: "marginMm", unit: "mm" },
    entries: [
      {
        id: "grow",
        key: "G",
        make: ({ segmentNumber, settings }) => ({
          kind: "margin",
          segmentNumber,
          marginMm: settings.marginMm,
        }),
      },
      {
        id: "shrink",
        key: "S",
        make: ({ segmentNumber, settings }) => ({
          kind: "margin",
          segmentNumber,
          marginMm: -settings.marginMm,
        }),
      },
      {
        id: "hollow",
        key: "H",
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
    setting: { of: "smoothMm", unit: "mm" },
    entries: [
      {
        id: "median",
        key: "M",
        make: ({ segmentNumber, settings }) => ({
          kind: "smooth-median",
          segmentNumber,
          kernelMm: settings.smoothMm,
        }),
      },
      {
        id: "gaussian",
        key: "R",
        make: ({ segmentNumber, settings }) => ({
          kind: "smooth-gaussian",
          segmentNumber,
          sigmaMm: settings.smoothMm,
        }),
      },
      {
        id: "joint",
        key: "T",
        make: ({ changeable, settings }) => ({
          kind: "smooth-joint",
          segmentNumbers: changeable,
          sigmaMm: settings.smoothMm,
        }),
      },
    ],
  },
  {
    setting: { of: "smallestMl", unit: "ml" },
    entries: [
      {
        id: "removeSmall",
        key: "I",
        make: ({ segmentNumber, settings }) => ({
          kind: "islands",
          segmentNumber,
          action: "remove-small",
          minimumMl: settings.smallestMl,
        }),
      },
      {
        id: "keepLargest",
        key: "L",
        make: ({ segmentNumber }) => ({ kind: "islands", segmentNumber, action: "keep-largest" }),
      },
      {
        id: "removePart",
        key: "X",
        make: ({ segmentNumber, cursor: at }) => ({
          kind: "islands",
          segmentNumber,
          action: "remove-selected",
          at,
          connectivity: 26,
        }),
      },
      {
        id: "splitPart",
        key: "P",
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
        id: "fillHoles",
        key: "O",
        make: ({ segmentNumber }) => ({ kind: "fill-holes", segmentNumber }),
      },
      {
        id: "fillHolesOnSlices",
        key: "Q",
        make: ({ segmentNumber, sliceAxis }) => ({ kind: "fill-holes", segmentNumber, sliceAxis }),
      },
      {
        id: "interpolate",
        key: "B",
        make: ({ segmentNumber, sliceAxis }) => ({ kind: "interpolate", segmentNumber, sliceAxis }),
      },
      {
        id: "clear",
        key: "C",
        make: ({ segmentNumber }) => ({ kind: "relabel", from: [segmentNumber], to: 0 }),
      },
    ],
  },
];

/** Whether the operation could do anything now. */
export function canOperate(
  state: ControllerState,
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
