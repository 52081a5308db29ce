import type { SegmentationSession } from "../editing/index.ts";
import type { Segment } from "../volume/index.ts";
import { sameCode } from "./new-segment.ts";

/** Which number of the session each number of a model is, and back: every number has one, 0 is 0. */
export interface ModelNumbers {
  readonly toSession: Uint8Array;
  readonly toModel: Uint8Array;
}

/**
 * A model's segments have the numbers of its manifest, unless something else was drawn under one of them, in a file that was
 * opened or by another program: then the model draws into the segment that is the same thing, or into a number that is free.
 * @returns undefined where all numbers are the model's own.
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
    if (!present || isFree(session, present) || isSameThing(present, segment)) continue;
    const same = session.segments.find(
      (other) =>
        isSameThing(other, segment) &&
        !segments.some((one) => one.segmentNumber === other.segmentNumber) &&
        ![...moved.values()].includes(other.segmentNumber),
    );
    const number = same?.segmentNumber ?? firstFree(taken);
    // Without any number left the model's own goes, as for a model that is run after another.
    if (number === undefined) continue;
    taken.add(number);
    moved.set(segmentNumber, number);
  }
  return moved.size === 0 ? undefined : toTables(moved);
}

/** Nothing is drawn, or a model drew it, whose segments go where another one's come. */
function isFree(session: SegmentationSession, { segmentNumber, algorithmName }: Segment): boolean {
  return algorithmName !== undefined || session.volumeMl(segmentNumber) === 0;
}

function isSameThing(a: Segment, b: Segment): boolean {
  return sameCode(a.type, b.type) || a.label.toLowerCase() === b.label.toLowerCase();
}

function firstFree(taken: ReadonlySet<number>): number | undefined {
  for (let number = 1; number <= 255; number++) if (!taken.has(number)) return number;
  return undefined;
}

/** Numbers that go elsewhere, made a permutation: what is kept of a label that gives way comes back as itself. */
function toTables(moved: ReadonlyMap<number, number>): ModelNumbers {
  const toSession = Uint8Array.from({ length: 256 }, (_, number) => moved.get(number) ?? number);
  const targets = new Set(moved.values());
  const free = [...moved.keys()].filter((number) => !targets.has(number));
  for (const target of targets) if (!moved.has(target)) toSession[target] = free.shift()!;
  const toModel = new Uint8Array(256);
  for (const [number, target] of toSession.entries()) toModel[target] = number;
  return { toSession, toModel };
}
