import type { SegmentationSession } from "../editing/index.ts";
import { AutosegError } from "../errors.ts";
import { type LabelArray, labelArrayFor, type Segment } from "../volume/index.ts";
import { sameCode } from "./new-segment.ts";

/** Which number of the session each number of a model is, and back: 0 is 0, and no number of a model is over 255 there. */
export interface ModelNumbers {
  readonly toSession: Uint8Array;
  readonly toModel: LabelArray;
}

/**
 * A model's segments have the numbers of its manifest, unless something else was drawn under one of them, in a file that was
 * opened or by another program, or that number is over 255: then the model draws into the segment that is the same thing, or
 * into a number that is free.
 * @returns undefined where all numbers are the model's own.
 * @throws AutosegError `invalid-argument` where a number over 255 finds no free one.
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
    // Without any number left the model's own goes, as for a model that is run after another.
    if (number === undefined && fits) continue;
    if (number === undefined) throw tooMany(segments);
    taken.add(number);
    moved.set(segmentNumber, number);
  }
  return moved.size === 0 ? undefined : toTables(moved);
}

/** Labels of one byte but background: what is drawn on has no wider ones. */
const mostSegments = 255;

/** Nothing is drawn, or a model drew it, whose segments go where another one's come. */
function isFree(session: SegmentationSession, { segmentNumber, algorithmName }: Segment): boolean {
  return algorithmName !== undefined || session.volumeMl(segmentNumber) === 0;
}

function isSameThing(a: Segment, b: Segment): boolean {
  return sameCode(a.type, b.type) || a.label.toLowerCase() === b.label.toLowerCase();
}

function tooMany({ length }: readonly Segment[]): AutosegError {
  return new AutosegError(
    "invalid-argument",
    `The model draws ${length} segments, but a segmentation that is drawn on holds ${mostSegments} with those it has. Keep fewer classes, or segment with the command line.`,
    { argument: "classes" },
  );
}

function firstFree(taken: ReadonlySet<number>): number | undefined {
  for (let number = 1; number <= mostSegments; number++) if (!taken.has(number)) return number;
  return undefined;
}

/** Numbers that go elsewhere change places with those they go to: what is kept of a label that gives way comes back as itself. */
function toTables(moved: ReadonlyMap<number, number>): ModelNumbers {
  const highest = Math.max(...moved.keys());
  const toSession = Uint8Array.from({ length: highest > mostSegments ? 65536 : 256 }, (_, number) =>
    number > mostSegments ? 0 : number,
  );
  const toModel = new (labelArrayFor(highest))(256).map((_, number) => number);
  const targets = new Set(moved.values());
  // Numbers over 255 leave no place in the session.
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
