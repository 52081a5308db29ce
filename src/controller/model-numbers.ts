import type { SegmentationSession } from "../editing/index.ts";
import { AutosegError } from "../errors.ts";
import { type LabelArray, labelArrayFor, type Segment } from "../volume/index.ts";
import { sameCode } from "./new-segment.ts";

/** Maps a model's segment numbers to the session's, and back. Background stays 0; the session has no number above 255. */
export interface ModelNumbers {
  readonly toSession: Uint8Array;
  readonly toModel: LabelArray;
}

/**
 * A model's segments keep the numbers of its manifest, unless the session already uses a number for something else (from an
 * opened file or another model), or the number is above 255. Such a segment is drawn into the session's segment of the same
 * meaning, or gets a free number.
 * @returns undefined if all numbers stay the same.
 * @throws AutosegError `invalid-argument` if no number is free for one above 255.
 */
export function modelNumbers(
  session: SegmentationSession,
  segments: readonly Segment[],
): ModelNumbers | undefined {
  const moved = new Map<number, number>();
  const taken = new Set([...session.segments, ...segments].map(({ segmentNumber }) => segmentNumber));
  for (const segment of segments) {
    const { segmentNumber } = segment;
    const present = session.findSegment(segmentNumber);
    const fits = segmentNumber <= mostSegments;
    if (fits && (!present || isFree(session, present) || isSameThing(present, segment))) continue;
    const same = session.segments.find(
      (other) =>
        isSameThing(other, segment) &&
        !segments.some((one) => one.segmentNumber === other.segmentNumber) &&
        ![...moved.values()].includes(other.segmentNumber),
    );
    const number = same?.segmentNumber ?? firstFree(taken);
    // When no number is free the model's own is used, and what was there is replaced, as when another model is run.
    if (number === undefined && fits) continue;
    if (number === undefined) throw tooMany(segments);
    taken.add(number);
    moved.set(segmentNumber, number);
  }
  return moved.size === 0 ? undefined : toTables(moved);
}

/** Labels of one byte without background; the session's labels are no wider. */
const mostSegments = 255;

/** The number's segment is empty, or was drawn by a model, whose segments are replaced by those of the next one. */
function isFree(session: SegmentationSession, { segmentNumber, algorithmName }: Segment): boolean {
  return algorithmName !== undefined || session.volumeMl(segmentNumber) === 0;
}

function isSameThing(a: Segment, b: Segment): boolean {
  return sameCode(a.type, b.type) || a.label.toLowerCase() === b.label.toLowerCase();
}

function tooMany({ length }: readonly Segment[]): AutosegError {
  return new AutosegError(
    "invalid-argument",
    `The model draws ${length} segments, but an editable segmentation holds at most ${mostSegments}, including those it already has. Keep fewer classes, or use the command line.`,
    { argument: "classes" },
  );
}

function firstFree(taken: ReadonlySet<number>): number | undefined {
  for (let number = 1; number <= mostSegments; number++) if (!taken.has(number)) return number;
  return undefined;
}

/**
 * Numbers are swapped with those they map to, so that the labels of a displaced segment survive the way to the model and back.
 */
function toTables(moved: ReadonlyMap<number, number>): ModelNumbers {
  const highest = Math.max(...moved.keys());
  const toSession = Uint8Array.from({ length: highest > mostSegments ? 65536 : 256 }, (_, number) =>
    number > mostSegments ? 0 : number,
  );
  const toModel = new (labelArrayFor(highest))(256).map((_, number) => number);
  const targets = new Set(moved.values());
  // A number above 255 vacates none in the session.
  const left = [...moved.keys()].filter((number) => number <= mostSegments && !targets.has(number));
  const entered = [...targets].filter((target) => !moved.has(target));
  for (const [index, number] of left.entries()) {
    toSession[entered[index]!] = number;
    toModel[number] = entered[index]!;
  }
  for (const [number, target] of moved) {
    toSession[number] = target;
    toModel[target] = number;
  }
  return { toSession, toModel };
}
