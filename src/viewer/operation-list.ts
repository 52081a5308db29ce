import type { EditOperation } from "../editing/index.ts";
import type { Point } from "../geometry/index.ts";
import type { ViewerState } from "./viewer-state.ts";

/** What an operation on the active segment is made from. */
export interface OperationContext {
  readonly segmentNumber: number;
  readonly settings: OperationSettings;
  /** Where the panes meet. */
  readonly cursor: Point<"ijk">;
  /** The grid axis across the large pane. */
  readonly sliceAxis: 0 | 1 | 2;
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
  /** The setting that it goes by, which is shown beside it. */
  readonly setting?: keyof OperationSettings;
  readonly make: (context: OperationContext) => EditOperation;
}

export interface OperationGroup {
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
    ],
  },
  {
    entries: [
      {
        name: "Fill holes",
        key: "O",
        title: "Fill what the segment encloses",
        make: ({ segmentNumber }) => ({ kind: "fill-holes", segmentNumber }),
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

/** Whether an operation could do anything now. */
export function canOperate({ segments, activeSegment, run, threshold }: ViewerState): boolean {
  const row = segments.find(({ segmentNumber }) => segmentNumber === activeSegment);
  return row !== undefined && row.volumeMl > 0 && !row.locked && row.visible && !run && !threshold;
}
