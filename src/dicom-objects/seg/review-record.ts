import * as v from "valibot";
import { type Dataset, text } from "../../dicom/index.ts";
import type { Point } from "../../geometry/index.ts";
import type { RecordedFollowUp } from "../sr/follow-up.ts";

/** Who said something of a segmentation, and when; neither where it is not known. */
interface RecordedDecision {
  /** As people write the name. */
  readonly by?: string | undefined;
  /** ISO 8601, in UTC. */
  readonly at?: string | undefined;
}

/** What was said of one finding. */
export interface RecordedFinding extends RecordedDecision {
  readonly segmentNumber: number;
  /** Among the findings of its segment. */
  readonly number: number;
  readonly state: RecordedState;
  /** A voxel of it, in mm. */
  readonly place: Point<"lps">;
  readonly voxels: number;
  /** What it is tracked by: TrackingID and TrackingUID. */
  readonly tracking?: { readonly id: string; readonly uid: string } | undefined;
  /** The axes that a person has drawn. */
  readonly measured?: RecordedAxes | undefined;
}

/** Both ends in mm. */
export type RecordedLine = readonly [Point<"lps">, Point<"lps">];

/** Axes of a finding that a person has drawn on one slice, with their lengths in mm. */
export interface RecordedAxes {
  readonly long: RecordedLine;
  readonly longMm: number;
  readonly short?: RecordedLine | undefined;
  readonly shortMm?: number | undefined;
}

type RecordedState = "unseen" | "accepted" | "corrected" | "rejected";

/**
 * What a reader has said of a segmentation: DICOM has no place for it in a Segmentation object, so it is kept in two private
 * elements (docs/dicom-seg.md).
 */
export interface ReviewRecord {
  readonly findings: readonly RecordedFinding[];
  readonly segments: readonly (RecordedDecision & {
    readonly segmentNumber: number;
    readonly state: RecordedState;
  })[];
  /** How lesions have changed since a prior study; in measurement reports alone. */
  readonly followUp?: RecordedFollowUp | undefined;
  /** The voxels that a person decided, as runs on the grid of the source; undefined where that is not known. */
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

/** The private elements; none without a record. @param size of the source's volume. */
export function toReviewElements(record: ReviewRecord | undefined, size: Size): Dataset {
  if (!record) return {};
  const { findings, segments, edited } = record;
  // What nobody has looked at needs no record: validators warn of private elements.
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
 * @param size of the volume on which the object is read: the edited voxels are known only on the same one.
 * @returns also a sentence for the user where it cannot be read.
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

/** None where nothing is stated; undefined for runs that are out of order, or not of this volume. */
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
