import * as v from "valibot";
import { type Dataset, text } from "../../dicom/index.ts";
import type { Point } from "../../geometry/index.ts";
import type { RecordedFollowUp } from "../sr/follow-up.ts";

/** Who decided something about a segmentation, and when; undefined if unknown. */
interface RecordedDecision {
  /** The name in readable form. */
  readonly by?: string | undefined;
  /** ISO 8601, in UTC. */
  readonly at?: string | undefined;
}

/** The decisions on one finding. */
export interface RecordedFinding extends RecordedDecision {
  readonly segmentNumber: number;
  /** Its number among the findings of its segment. */
  readonly number: number;
  readonly state: RecordedState;
  /** A voxel of it, in LPS millimetres. */
  readonly place: Point<"lps">;
  readonly voxels: number;
  /** TrackingID and TrackingUID. */
  readonly tracking?: { readonly id: string; readonly uid: string } | undefined;
  /** The axes that the user drew. */
  readonly measured?: RecordedAxes | undefined;
}

/** Both ends, in LPS millimetres. */
export type RecordedLine = readonly [Point<"lps">, Point<"lps">];

/** Axes of a finding that the user drew on one slice, with their lengths in mm. */
export interface RecordedAxes {
  readonly long: RecordedLine;
  readonly longMm: number;
  readonly short?: RecordedLine | undefined;
  readonly shortMm?: number | undefined;
}

type RecordedState = "unseen" | "accepted" | "corrected" | "rejected";

/**
 * A reader's decisions on a segmentation. A Segmentation object has no standard attributes for them, so they are stored in
 * two private elements
 * (docs/dicom-seg.md).
 */
export interface ReviewRecord {
  readonly findings: readonly RecordedFinding[];
  readonly segments: readonly (RecordedDecision & {
    readonly segmentNumber: number;
    readonly state: RecordedState;
  })[];
  /** How lesions have changed since a prior study; only in measurement reports. */
  readonly followUp?: RecordedFollowUp | undefined;
  /** The voxels that the user decided, as runs on the source's grid; undefined if unknown. */
  readonly edited?: { readonly start: Uint32Array; readonly length: Uint32Array } | undefined;
}

const state = v.picklist(["unseen", "accepted", "corrected", "rejected"]);
const segmentNumber = v.pipe(v.number(), v.integer(), v.minValue(1));
const decision = {
  by: v.optional(v.pipe(v.string(), v.maxLength(256))),
  at: v.optional(v.pipe(v.string(), v.isoTimestamp())),
};
const finite = v.pipe(v.number(), v.finite());

const point = v.tuple([finite, finite, finite]);
const line = v.tuple([point, point]);

const schema = v.object({
  version: v.literal(1),
  /** Columns, rows and slices of the source's volume. */
  size: v.tuple([v.number(), v.number(), v.number()]),
  findings: v.array(
    v.object({
      segmentNumber,
      number: v.pipe(v.number(), v.integer(), v.minValue(1)),
      state,
      place: point,
      voxels: finite,
      measured: v.optional(
        v.object({ long: line, longMm: finite, short: v.optional(line), shortMm: v.optional(finite) }),
      ),
      tracking: v.optional(
        v.object({
          id: v.pipe(v.string(), v.nonEmpty(), v.maxLength(128)),
          uid: v.pipe(v.string(), v.regex(/^[0-9.]{1,64}$/)),
        }),
      ),
      ...decision,
    }),
  ),
  segments: v.array(v.object({ segmentNumber, state, ...decision })),
});

type Size = readonly [number, number, number];

/** The private elements; empty without a record. @param size of the source's volume. */
export function toReviewElements(record: ReviewRecord | undefined, size: Size): Dataset {
  if (!record) return {};
  const { findings, segments, edited } = record;
  // Write nothing if nothing was decided: validators warn about private elements.
  const isSaid =
    [...findings, ...segments].some((one) => one.state !== "unseen") ||
    findings.some(({ measured }) => measured);
  if (!isSaid && !edited?.start.length) return {};
  return {
    AutosegReview: [JSON.stringify({ version: 1, size, findings, segments })],
    ...(edited && edited.start.length > 0 && { AutosegEditedVoxels: toBytes(edited) }),
  };
}

/**
 * The record of an object, if it has one.
 * @param size of the volume on which the object is read: the edited voxels apply only to a volume of the same size.
 * @returns also a sentence for the user if it cannot be read.
 */
export function parseReviewRecord(
  dataset: Dataset,
  size: Size,
): { readonly review?: ReviewRecord; readonly notes: readonly string[] } {
  const json = text(dataset, "AutosegReview");
  if (json === undefined) return { notes: [] };
  const parsed = v.safeParse(schema, parseJson(json));
  if (!parsed.success)
    return { notes: ["The review in the file is damaged. All findings are to be reviewed again."] };
  const { findings, segments, size: written } = parsed.output;
  const isSameSize = written.every((count, axis) => count === size[axis]);
  const edited = isSameSize ? toRuns(dataset.AutosegEditedVoxels, size[0] * size[1] * size[2]) : undefined;
  return { review: { findings, segments, edited }, notes: [] };
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function toBytes({ start, length }: NonNullable<ReviewRecord["edited"]>): Uint8Array {
  const bytes = new Uint8Array(8 * start.length);
  const view = new DataView(bytes.buffer);
  for (let n = 0; n < start.length; n++) {
    view.setUint32(8 * n, start[n]!, true);
    view.setUint32(8 * n + 4, length[n]!, true);
  }
  return bytes;
}

/** Empty if there are none; undefined for runs that are out of order, or not of this volume. */
function toRuns(value: Dataset["AutosegEditedVoxels"], voxels: number): ReviewRecord["edited"] {
  if (!(value instanceof Uint8Array)) return { start: new Uint32Array(), length: new Uint32Array() };
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  const count = value.length >> 3;
  const [start, length] = [new Uint32Array(count), new Uint32Array(count)];
  let end = 0;
  for (let n = 0; n < count; n++) {
    start[n] = view.getUint32(8 * n, true);
    length[n] = view.getUint32(8 * n + 4, true);
    if (start[n]! < end || length[n] === 0) return undefined;
    end = start[n]! + length[n]!;
  }
  return end <= voxels ? { start, length } : undefined;
}
