import type { Segment } from "../volume/index.ts";

/** A segment and the one of a reference that stands for the same. */
export interface SegmentPair<Reference> {
  readonly found: Segment;
  readonly reference: Reference;
}

/**
 * Finds the segments that stand for the same in a reference, which another program may have numbered otherwise: by the
 * same label, else by the same coded type (SegmentedPropertyTypeCodeSequence) where one segment on each side has it. A
 * segment of the reference is taken once.
 */
export function pairSegments<Reference extends { readonly segment: Segment }>(
  found: readonly Segment[],
  references: readonly Reference[],
): SegmentPair<Reference>[] {
  const pairs = new Map<Segment, Reference>();
  const left = new Set(references);
  const pairBy = (key: (segment: Segment) => string): void => {
    for (const segment of found) {
      if (pairs.has(segment)) continue;
      const alike = [...left].filter((reference) => key(reference.segment) === key(segment));
      const rivals = found.filter((other) => !pairs.has(other) && key(other) === key(segment));
      if (alike.length !== 1 || rivals.length !== 1) continue;
      pairs.set(segment, alike[0]!);
      left.delete(alike[0]!);
    }
  };
  pairBy(({ label }) => label.trim().toLowerCase());
  pairBy(({ type }) => `${type.codingSchemeDesignator} ${type.codeValue}`);
  return [...pairs].map(([segment, reference]) => ({ found: segment, reference }));
}
