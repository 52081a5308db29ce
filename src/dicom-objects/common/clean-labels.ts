import { type Code, type LabelMap16, numberedLabel, type Segment } from "../../volume/index.ts";
import { toWrittenUid } from "./anonymity.ts";
import type { Anonymity } from "./derived-options.ts";

/**
 * Segments without text that a person may have typed (Clean Descriptors Option, PS3.15 E.3.5): a label stays if it is known
 * or adds nothing to the codes; otherwise it is replaced by the codes' meanings, "Neoplasm of Liver", numbered if several are
 * the same. Descriptions are removed. Unchanged if the patient may be identified.
 */
function withCleanLabels(segments: readonly Segment[], anonymous: Anonymity | undefined): readonly Segment[] {
  if (!anonymous) return segments;
  const known = new Set(anonymous.labels);
  const given = new Map<string, number>();
  return segments.map(({ description: _description, ...segment }) => {
    const isClean = known.has(segment.label) || isSaidByCodes(segment);
    const plain = isClean ? segment.label : inWordsOfCodes(segment);
    const count = (given.get(plain) ?? 0) + 1;
    given.set(plain, count);
    const label = count === 1 ? plain : numberedLabel(plain, count);
    return {
      ...segment,
      label,
      ...(segment.trackingId !== undefined && { trackingId: label }),
      ...(segment.trackingUID !== undefined && { trackingUID: toWrittenUid(segment.trackingUID, anonymous) }),
    };
  });
}

/** Label maps of one object with {@link withCleanLabels}. */
export function withCleanSegments<Labels extends LabelMap16>(
  labelMaps: readonly Labels[],
  anonymous: Anonymity | undefined,
): readonly Labels[] {
  if (!anonymous) return labelMaps;
  const clean = cleanByNumber(
    labelMaps.flatMap(({ segments }) => segments),
    anonymous,
  );
  return labelMaps.map((labelMap) => ({
    ...labelMap,
    segments: labelMap.segments.map(({ segmentNumber }) => clean.get(segmentNumber)!),
  }));
}

/** Each segment once, by its number, with its label as from {@link withCleanLabels}. */
export function cleanByNumber(
  segments: readonly Segment[],
  anonymous: Anonymity | undefined,
): ReadonlyMap<number, Segment> {
  const unique = new Map(segments.map((segment) => [segment.segmentNumber, segment]));
  const clean = withCleanLabels([...unique.values()], anonymous);
  return new Map(clean.map((segment) => [segment.segmentNumber, segment]));
}

/** A number only distinguishes segments, and may stay. */
function isSaidByCodes(segment: Segment): boolean {
  const { category, type, typeModifier, anatomicRegion, anatomicRegionModifier } = segment;
  const codes = [category, type, typeModifier, anatomicRegion, anatomicRegionModifier];
  const said = new Set(codes.flatMap((code) => toWords(code?.codeMeaning ?? "")));
  return toWords(segment.label).every(
    (word) => said.has(word) || word === "of" || /^\p{N}{1,3}$/u.test(word),
  );
}

function inWordsOfCodes({ type, typeModifier, anatomicRegion, anatomicRegionModifier }: Segment): string {
  const phrase = (...codes: readonly (Code | undefined)[]) =>
    codes.flatMap((code) => code?.codeMeaning ?? []).join(" ");
  const what = phrase(typeModifier, type);
  return (anatomicRegion ? `${what} of ${phrase(anatomicRegionModifier, anatomicRegion)}` : what).slice(
    0,
    60,
  );
}

function toWords(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}
