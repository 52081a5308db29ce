import * as v from "valibot";
import type { EditKind, Layers, MarkedRuns } from "../../editing/index.ts";
import { type Finding, type LabelSnapshot, type ReviewList, restoreSnapshot } from "../../review/index.ts";
import type { Segment, SegmentAlgorithmType } from "../../volume/index.ts";
import type { KeptFollowUp } from "../follow-up-state.ts";

/** Unfinished work as saved in this browser's database. */
export interface KeptWork {
  /** Key in the database: study and writer, so that pages do not overwrite each other's work. */
  readonly key: string;
  /** Identifies the images by series and first image, since a series may hold several volumes. */
  readonly study: string;
  /** As `StudyClaim.newWriter` returns it; "" for work of an earlier version. */
  readonly writer: string;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  /** The voxels, in consecutive parts. */
  readonly parts: readonly LabelSnapshot[];
  readonly segments: readonly Segment[];
  readonly types: ReadonlyMap<number, SegmentAlgorithmType>;
  /** Overlapping segments; undefined in work of an earlier version. */
  readonly layers?: Layers | undefined;
  readonly review: ReviewList;
  /** The reader's choices next to prior studies; undefined in work of an earlier version. */
  readonly followUps?: readonly KeptFollowUp[] | undefined;
  /** Voxels edited by hand; undefined in work of an earlier version. */
  readonly edited?: MarkedRuns | undefined;
  /** The edit in progress, which the review may not include yet; undefined if there was none. */
  readonly editing?: EditKind | undefined;
}

const segmentNumber = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(255));
const code = v.looseObject({
  codeValue: v.string(),
  codingSchemeDesignator: v.string(),
  codeMeaning: v.string(),
});
const state = v.picklist(["unseen", "accepted", "corrected", "rejected"]);
const ijk = v.tuple([v.number(), v.number(), v.number()]);

const line = v.tuple([ijk, ijk]);
const measured = v.object({
  sliceAxis: v.picklist([0, 1, 2]),
  long: line,
  short: v.optional(line),
  longMm: v.number(),
  shortMm: v.optional(v.number()),
});

const part = v.pipe(
  v.object({ voxelCount: v.number(), ends: v.instance(Uint32Array), labels: v.instance(Uint8Array) }),
  v.check(
    ({ voxelCount, ends, labels }) =>
      ends.length === labels.length &&
      (ends.at(-1) ?? 0) === voxelCount &&
      ends.every((end, run) => end > (ends[run - 1] ?? 0)),
    "Expected runs that follow each other",
  ),
);

const layer = v.pipe(
  v.object({ box: v.object({ from: ijk, to: ijk }), values: v.instance(Uint8Array) }),
  v.check(
    ({ box: { from, to }, values }) =>
      to.reduce((voxels, end, axis) => voxels * Math.max(0, end - from[axis]!), 1) === values.length,
    "Expected a value for every voxel",
  ),
);

const mark = v.object({ segmentNumber, place: ijk, trackingUID: v.optional(v.string()) });
const pair = { current: v.optional(mark), prior: v.optional(mark) };
const mm = v.optional(v.pipe(v.number(), v.finite()));

const followUp = v.object({
  priorSeriesUID: v.string(),
  offsetMm: ijk,
  sums: v.object({ baselineSumMm: mm, nadirSumMm: mm, nonTargetProgresses: v.boolean() }),
  matched: v.array(v.object({ ...pair, current: mark })),
  choices: v.array(v.object({ ...pair, what: v.picklist(["targets", "nodes", "news"]), is: v.boolean() })),
});

const runs = v.pipe(
  v.object({ start: v.instance(Uint32Array), length: v.instance(Uint32Array) }),
  v.check(({ start, length }) => start.length === length.length, "Expected a length for every start"),
);

const schema = v.pipe(
  v.looseObject({
    key: v.string(),
    savedAt: v.pipe(v.number(), v.finite()),
    parts: v.pipe(v.array(part), v.minLength(1)),
    segments: v.array(
      v.looseObject({
        segmentNumber,
        label: v.string(),
        category: code,
        type: code,
        color: v.tuple([v.number(), v.number(), v.number()]),
        algorithmType: v.picklist(["AUTOMATIC", "SEMIAUTOMATIC", "MANUAL"]),
      }),
    ),
    edited: v.optional(runs),
    followUps: v.optional(v.array(followUp)),
    layers: v.optional(v.map(segmentNumber, layer)),
    types: v.map(segmentNumber, v.picklist(["AUTOMATIC", "SEMIAUTOMATIC", "MANUAL"])),
    review: v.object({
      findings: v.array(
        v.looseObject({
          id: v.number(),
          segmentNumber,
          state,
          place: ijk,
          voxels: v.number(),
          measured: v.optional(measured),
        }),
      ),
      segments: v.map(segmentNumber, state),
      nextId: v.number(),
    }),
  }),
  v.check(({ parts, segments }) => {
    const numbers = segments.map((segment) => segment.segmentNumber);
    const known = new Set([0, ...numbers]);
    return (
      new Set(numbers).size === numbers.length &&
      parts.every(({ labels }) => labels.every((n) => known.has(n)))
    );
  }, "Expected a segment for every label"),
);

/** Validates a value from the database; undefined if it is damaged. */
export function parseKeptWork(value: unknown): KeptWork | undefined {
  if (!v.is(schema, value)) return undefined;
  const { study = value.key, writer = "", review, ...work } = value as unknown as KeptWork;
  return { ...work, study, writer, review: withNumbers(review) };
}

/** Work of earlier versions numbered findings by their order, and did not record who set their states. */
function withNumbers(review: ReviewList): ReviewList {
  const last = new Map(review.lastNumbers ?? []);
  const findings = review.findings.map((finding): Finding => {
    const number = finding.number ?? (last.get(finding.segmentNumber) ?? 0) + 1;
    last.set(finding.segmentNumber, Math.max(number, last.get(finding.segmentNumber) ?? 0));
    return { ...finding, number };
  });
  return { ...review, findings, decisions: review.decisions ?? new Map(), lastNumbers: last };
}

/** Number of voxels of the volume. */
export function voxelsOf({ parts }: KeptWork): number {
  return parts.reduce((sum, { voxelCount }) => sum + voxelCount, 0);
}

/** The labels of all parts, joined. */
export function restoreLabels(work: KeptWork): Uint8Array {
  const voxels = new Uint8Array(voxelsOf(work));
  let start = 0;
  for (const snapshot of work.parts) {
    voxels.set(restoreSnapshot(snapshot), start);
    start += snapshot.voxelCount;
  }
  return voxels;
}

/** JSON that a program can read back: typed arrays as base64, maps as lists of entries. */
export function toReadableJson(value: unknown): string {
  const replace = (_key: string, part: unknown): unknown => {
    if (part instanceof Map) return { type: "Map", entries: [...part] };
    if (ArrayBuffer.isView(part)) {
      const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
      return { type: part.constructor.name, base64: toBase64(bytes) };
    }
    return typeof part === "bigint" ? String(part) : part;
  };
  return `${JSON.stringify(value, replace, 2)}\n`;
}

function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let start = 0; start < bytes.length; start += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  return btoa(binary);
}
