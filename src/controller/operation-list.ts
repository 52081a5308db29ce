import type { ControllerState } from "./controller-state.ts";
import { isLimited } from "./limits.ts";
import { freeNumber, withSplitSegment } from "./new-segment.ts";
import type { Operand } from "./operands.ts";
import type { OperationEntry } from "./operation-entry.ts";
import { pairEntries } from "./pair-operations.ts";
import { toPropagation } from "./propagation.ts";
import type { OperationSettings } from "./state-parts.ts";

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
    setting: { of: "reachMm", unit: "mm" },
    entries: [
      {
        id: "refineBoundary",
        key: "K",
        previews: true,
        make: ({ segmentNumber, settings, painted }) => ({
          kind: "refine-boundary",
          segmentNumbers: [segmentNumber],
          reachMm: settings.reachMm,
          ...(painted && { kept: painted }),
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
        id: "keepPart",
        key: "W",
        previews: true,
        make: ({ segmentNumber, cursor: at }) => ({
          kind: "islands",
          segmentNumber,
          action: "keep-selected",
          at,
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
        id: "propagate",
        key: "E",
        previews: true,
        startsEmpty: true,
        make: toPropagation,
      },
      {
        id: "clear",
        key: "C",
        make: ({ segmentNumber }) => ({ kind: "relabel", from: [segmentNumber], to: 0 }),
      },
    ],
  },
];

/** Whether the operation is possible now. */
export function canOperate(
  state: ControllerState,
  { operand: needed, startsEmpty = false, removes = false }: OperationEntry,
  operand: Operand | undefined,
): boolean {
  const { segments, activeSegment, run, threshold, preview, isOperating } = state;
  const row = segments.find(({ segmentNumber }) => segmentNumber === activeSegment);
  if (!row || row.locked || !row.visible || run || threshold || preview || isOperating) return false;
  if (removes && isLimited(state)) return false;
  if (row.volumeMl === 0 && !startsEmpty) return false;
  if (!needed) return true;
  if (!operand || needed === "any") return operand !== undefined;
  return needed === "here" ? operand.source === "here" : operand.source !== "here" || operand.isOver;
}
