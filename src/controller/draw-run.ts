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

/** How a model is run into a session. */
export interface DrawnRun {
  /** Of the step in the history. */
  readonly name: string;
  /** What the model draws. */
  readonly segments: readonly Segment[];
  /** One byte a voxel: those that are not 0 stay as they are. Locked segments do in any case. */
  readonly edited?: Uint8Array | undefined;
  /** What a person drew of segments that overlap stays, too. */
  readonly keepsEdits?: boolean;
  /** What the run is limited to; outside nothing changes. */
  readonly box?: Box | undefined;
  /** Starts the run; what it is given goes on to the segmenter. */
  readonly run: (options: Pick<RunOptions16, "keep" | "onSlice">) => Promise<RunResult<LabelMap16>>;
}

/**
 * The model draws into the segmentation, slice by slice, as one step of its history. What was drawn before a cancel or an
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
  // In a box, one that cannot come forward would be lost outside.
  const kept = box ? layered : keepsEdits ? layered.filter((number) => isByPerson(session, number)) : [];
  const keep = keptVoxels(session, { edited, kept }, numbers?.toModel);
  const edit = session.beginEdit("run", name, {
    owned: segments.map(({ segmentNumber }) => segmentNumber),
    ...{ kept, box },
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
 * Brings the model's segments forward that lie over others, so that those lie over them, whole, while the model draws.
 * @returns those that cannot come forward, since they overlap another of these.
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

/** What the run must leave alone; the labels are copied, since the run is drawn into the session meanwhile. */
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

/** Segments under the numbers of a table; without one, as they are. */
function renumbered(segments: readonly Segment[], numbers: LabelArray | undefined): readonly Segment[] {
  if (!numbers) return segments;
  return segments.map((segment) => ({ ...segment, segmentNumber: numbers[segment.segmentNumber]! }));
}

/** The model's labels under the numbers of the session, of one byte each. */
function drawnLabels<Memory extends ArrayBufferLike>(
  labels: LabelArray<Memory>,
  numbers: ModelNumbers | undefined,
): Uint8Array<Memory> | Uint8Array<ArrayBuffer> {
  if (numbers) return relabelled(labels, numbers.toSession);
  // Of a model with labels over 255, classes without one.
  return labels instanceof Uint8Array ? labels : Uint8Array.from(labels);
}

/** Labels under the numbers of a table, as wide as those. */
function relabelled<Table extends LabelArray>(labels: LabelArray, numbers: Table) {
  const made = new (labelArrayLike(numbers))(labels.length);
  for (let at = 0; at < labels.length; at++) made[at] = numbers[labels[at]!]!;
  return made as Table extends Uint8Array ? Uint8Array<ArrayBuffer> : LabelArray<ArrayBuffer>;
}

/** The model's segments are AUTOMATIC, SEMIAUTOMATIC where a person's part in them is kept, and what they were where locked. */
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
 * The model's segments, and those of the session that have other numbers. One of the same model that a person has renamed or
 * recoloured keeps that, as long as it stands for the same.
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
