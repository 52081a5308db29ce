import { AutosegError } from "../errors.ts";
import type { Term } from "../terminology/index.ts";
import { messageText } from "../texts/index.ts";
import { type Code, describeFault, findSegmentFault, numberedLabel, type Segment } from "../volume/index.ts";

/** What the user enters for a new or an existing segment. */
export interface SegmentDraft {
  /** SegmentLabel: 1 to 64 characters. */
  readonly label: string;
  readonly term: Term;
  /** Laterality, for structures that exist on both sides. */
  readonly typeModifier?: Code;
  /** sRGB, 0..255 each; by default a colour unlike the others. */
  readonly color?: Segment["color"];
}

/** The default term of a segment; 3D Slicer and dcmqi use the same. */
export const anyTissue: Term = {
  type: { codeValue: "85756007", codingSchemeDesignator: "SCT", codeMeaning: "Tissue" },
  category: { codeValue: "85756007", codingSchemeDesignator: "SCT", codeMeaning: "Tissue" },
};

/** Colours that colour-blind people can tell apart (Okabe and Ito, Color Universal Design, 2008). */
const palette: readonly Segment["color"][] = [
  [230, 159, 0],
  [86, 180, 233],
  [0, 158, 115],
  [240, 228, 66],
  [0, 114, 178],
  [213, 94, 0],
  [204, 121, 167],
];
/** Colours nearer than this (distance in sRGB) are hard to tell apart. */
const nearestColor = 60;

/** A new, empty segment with a free number. @throws AutosegError as {@link freeNumber}. */
export function newSegment(segments: readonly Segment[], draft: SegmentDraft, reserved?: number): Segment {
  const { label, term, typeModifier, color = farthestColor(segments) } = draft;
  return {
    segmentNumber: freeNumber(segments, reserved),
    label: label.trim(),
    category: term.category,
    type: term.type,
    ...(typeModifier && { typeModifier }),
    color,
    algorithmType: "MANUAL",
  };
}

/** The segment with another description. Its algorithm stays, and its anatomic region if the term stays the same. */
export function changedSegment(segment: Segment, draft: SegmentDraft): Segment {
  const { anatomicRegion, anatomicRegionModifier, partOf, typeModifier: _side, ...rest } = segment;
  const { label, term, typeModifier, color = segment.color } = draft;
  const isSame = sameCode(term.type, segment.type);
  return {
    ...rest,
    ...(isSame && anatomicRegion && { anatomicRegion }),
    ...(isSame && anatomicRegionModifier && { anatomicRegionModifier }),
    ...(isSame && partOf !== undefined && { partOf }),
    label: label.trim(),
    category: term.category,
    type: term.type,
    ...(typeModifier && { typeModifier }),
    color,
  };
}

/** Why a draft cannot become a segment, as a sentence; undefined if every format can hold it. */
export function draftFault(draft: SegmentDraft): string | undefined {
  const fault = findSegmentFault(newSegment([], draft));
  return fault && messageText(describeFault(fault));
}

export function sameCode(a: Code, b: Code): boolean {
  return a.codeValue === b.codeValue && a.codingSchemeDesignator === b.codingSchemeDesignator;
}

/**
 * The next number after all that are taken.
 * @param reserved numbers up to this one are left to models.
 * @throws AutosegError `invalid-argument` when all 255 are taken.
 */
export function freeNumber(segments: readonly Segment[], reserved = 0): number {
  const taken = new Set(segments.map(({ segmentNumber }) => segmentNumber));
  const next = Math.max(reserved, 0, ...taken) + 1;
  if (next <= 255) return next;
  for (let number = 255; number > 0; number--) if (!taken.has(number)) return number;
  throw new AutosegError(
    "invalid-argument",
    "A segmentation holds at most 255 segments. Delete one, or merge two, before you add another.",
    { argument: "segments" },
  );
}

/** The label, or "Liver tumour 2" if it is taken, with the first free number. */
export function freeLabel(segments: readonly Pick<Segment, "label">[], label: string): string {
  const isFree = (candidate: string): boolean => segments.every((segment) => segment.label !== candidate);
  if (isFree(label)) return label;
  const stem = label.replace(/ \d+$/, "");
  for (let number = 2; ; number++) {
    const numbered = numberedLabel(stem, number);
    if (isFree(numbered)) return numbered;
  }
}

/** The colour farthest from those of the segments; from the palette while it lasts. */
export function farthestColor(segments: readonly Pick<Segment, "color">[]): Segment["color"] {
  const distance = (color: Segment["color"]): number =>
    Math.min(...segments.map((segment) => Math.hypot(...color.map((part, n) => part - segment.color[n]!))));
  const farthest = (colors: readonly Segment["color"][]): Segment["color"] =>
    colors.reduce((best, color) => (distance(color) > distance(best) ? color : best));
  const chosen = farthest(palette);
  return distance(chosen) >= nearestColor ? chosen : farthest(brightColors());
}

/** Colours in even steps, without those too dark to be seen on an image. */
function brightColors(): Segment["color"][] {
  const steps = [0, 64, 128, 192, 255];
  const all = steps.flatMap((r) => steps.flatMap((g) => steps.map((b): Segment["color"] => [r, g, b])));
  return all.filter((color) => Math.max(...color) >= 192 && Math.min(...color) < 255);
}

/**
 * The segments with one more for the part that is split off: the same description with the next label, number and a
 * colour of its own.
 */
export function withSplitSegment(segments: readonly Segment[], segmentNumber: number): Segment[] {
  const { trackingUID: _uid, ...whole } = segments.find(
    (segment) => segment.segmentNumber === segmentNumber,
  )!;
  const added: Segment = {
    ...whole,
    segmentNumber: freeNumber(segments),
    label: freeLabel(segments, whole.label),
    color: farthestColor(segments),
  };
  return [...segments, added];
}
