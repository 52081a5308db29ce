import type { SegmentationSession } from "../editing/index.ts";
import type { Box } from "../regions/index.ts";
import type { KeptVoxels, RunOptions16, RunReport, RunResult } from "../segmentation/index.ts";
import {
  createLabelMap16,
  type LabelArray,
  type LabelMap16,
  labelArrayLike,
  type Segment,
} from "../volume/index.ts";
import { isByPerson } from "./edited-voxels.ts";
import { type ModelNumbers, modelNumbers } from "./model-numbers.ts";
import { sameCode } from "./new-segment.ts";

/** A model's run, to be drawn into a session. */
export interface DrawnRun {
  /** Name of the step in the history. */
  readonly name: string;
  /** The segments that the model draws. */
  readonly segments: readonly Segment[];
  /** One byte per voxel: non-zero voxels stay as they are. Locked segments do so in any case. */
  readonly edited?: Uint8Array | undefined;
  /** Whether to keep what was drawn by hand in overlapping segments. */
  readonly keepsEdits?: boolean;
  /** Limits the run; nothing changes outside. */
  readonly box?: Box | undefined;
  /** Starts the run; the options are for the segmenter. */
  readonly run: (options: Pick<RunOptions16, "keep" | "onSlice">) => Promise<RunResult<LabelMap16>>;
}

/**
 * Lets a model draw into the segmentation, slice by slice, as one step of its history. What was drawn before a cancel or an
 * error stays, and can be undone.
 * @throws what `run` throws.
 */
export async function drawRun(
  session: SegmentationSession,
  { name, segments: ownSegments, edited, keepsEdits = edited !== undefined, box, run }: DrawnRun,
): Promise<RunReport> {
  const numbers = modelNumbers(session, ownSegments);
  const segments = renumbered(ownSegments, numbers?.toSession);
  const layered = bringForward(session, segments);
  // With a box, a layer that cannot be brought forward would be lost outside the box.
  const kept = box ? layered : keepsEdits ? layered.filter((number) => isByPerson(session, number)) : [];
  const keep = keptVoxels(session, { edited, kept }, numbers?.toModel);
  const edit = session.beginEdit("run", name, {
    owned: segments.map(({ segmentNumber }) => segmentNumber),
    kept,
    box,
  });
  edit.segments = mergeSegments(session.segments, segments);
  edit.types = typesAfter(segments, session, { keepsEdits: keepsEdits || box !== undefined, kept });
  if (layered.length > kept.length)
    edit.layers = new Map(
      [...session.layers].filter(([number]) => !layered.includes(number) || kept.includes(number)),
    );
  let hasSlices = false;
  try {
    const { labelMap, labelledBox, report } = await run({
      ...(keep && { keep }),
      onSlice: (slice) => {
        hasSlices = true;
        edit.writeSlice({ ...slice, labels: drawnLabels(slice.labels, numbers) });
      },
    });
    edit.writeAll(drawnLabels(labelMap.voxels, numbers), labelledBox);
    return report;
  } finally {
    if (hasSlices) edit.commit();
    else edit.cancel();
  }
}

/**
 * Brings the model's own overlapping segments into the base labels, so that other segments lie over them, whole, while the
 * model draws.
 * @returns those that cannot be brought forward, because they overlap another of these.
 */
function bringForward(session: SegmentationSession, segments: readonly Segment[]): number[] {
  const locked = new Set(session.editLimits("run").locked);
  const layered = (): number[] =>
    segments
      .map(({ segmentNumber }) => segmentNumber)
      .filter((number) => session.layers.has(number) && !locked.has(number));
  for (const number of layered()) session.bringForward(number);
  return layered();
}

/** What the run must not change. The labels are copied, since the run is drawn into the session meanwhile. */
function keptVoxels(
  session: SegmentationSession,
  { edited, kept }: { readonly edited: Uint8Array | undefined; readonly kept: readonly number[] },
  toModel: LabelArray | undefined,
): KeptVoxels | undefined {
  const locked = [...(session.editLimits("run").locked ?? []), ...kept];
  if (!edited && locked.length === 0) return undefined;
  const segments = renumbered(session.segments, toModel);
  const voxels = toModel ? relabelled(session.voxels, toModel) : session.voxels.slice();
  const labelMap = createLabelMap16({ grid: session.grid, segments, voxels });
  const lockedSegments = locked.map((number) => toModel?.[number] ?? number);
  return { labelMap, lockedSegments, ...(edited && { edited }) };
}

/** Segments renumbered by a table; unchanged without one. */
function renumbered(segments: readonly Segment[], numbers: LabelArray | undefined): readonly Segment[] {
  if (!numbers) return segments;
  return segments.map((segment) => ({ ...segment, segmentNumber: numbers[segment.segmentNumber]! }));
}

/** The model's labels under the session's numbers, one byte each. */
function drawnLabels<Memory extends ArrayBufferLike>(
  labels: LabelArray<Memory>,
  numbers: ModelNumbers | undefined,
): Uint8Array<Memory> | Uint8Array<ArrayBuffer> {
  if (numbers) return relabelled(labels, numbers.toSession);
  // Labels may be 16-bit although none of the classes that were run is above 255.
  return labels instanceof Uint8Array ? labels : Uint8Array.from(labels);
}

/** Labels mapped by a table, in the table's type. */
function relabelled<Table extends LabelArray>(labels: LabelArray, numbers: Table) {
  const made = new (labelArrayLike(numbers))(labels.length);
  for (let at = 0; at < labels.length; at++) made[at] = numbers[labels[at]!]!;
  return made as Table extends Uint8Array ? Uint8Array<ArrayBuffer> : LabelArray<ArrayBuffer>;
}

/** The model's segments become AUTOMATIC, or SEMIAUTOMATIC if edits in them are kept; locked segments keep their type. */
function typesAfter(
  segments: readonly Segment[],
  session: SegmentationSession,
  { keepsEdits, kept }: { readonly keepsEdits: boolean; readonly kept: readonly number[] },
) {
  const types = new Map(session.algorithmTypes);
  for (const { segmentNumber: value } of segments) {
    if (session.display(value).locked || kept.includes(value)) continue;
    const isMended = keepsEdits && (types.get(value) ?? "AUTOMATIC") !== "AUTOMATIC";
    types.set(value, isMended ? "SEMIAUTOMATIC" : "AUTOMATIC");
  }
  return types;
}

/**
 * The model's segments, and the session's segments with other numbers. A segment of the same model keeps the label and colour
 * that the user gave it, as long as it means the same.
 */
function mergeSegments(present: readonly Segment[], drawn: readonly Segment[]): Segment[] {
  const kept = present.filter(
    ({ segmentNumber }) => !drawn.some((segment) => segment.segmentNumber === segmentNumber),
  );
  const described = drawn.map((segment) => {
    const known = present.find(({ segmentNumber }) => segmentNumber === segment.segmentNumber);
    if (!known || known.algorithmName !== segment.algorithmName) return segment;
    return sameCode(known.type, segment.type)
      ? { ...segment, label: known.label, color: known.color }
      : segment;
  });
  return [...kept, ...described].sort((a, b) => a.segmentNumber - b.segmentNumber);
}
