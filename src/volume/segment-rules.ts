import { AutosegError } from "../errors.ts";
import type { Code, Segment } from "./segment.ts";

/** Characters of a label in VR LO (PS3.5 6.2), which SEG, RTSTRUCT and SR share. */
const longestLabel = 64;
/**
 * Lengths of CodingSchemeDesignator (SH) and CodeMeaning (LO); there are attributes for code values of any length (PS3.3 8.8).
 */
const [longestScheme, longestMeaning] = [16, 64];
/** For codes whose file names no scheme; designators that begin with 99 are private (PS3.16 8.2). */
const unknownScheme = "99UNKNOWN";

/** Longest texts of a segment, by their VRs in PS3.3 C.8.20.2 and 10.16: LO, ST, LT. */
const textLimits = {
  label: longestLabel,
  algorithmName: 64,
  algorithmVersion: 64,
  description: 1024,
  algorithmParameters: 10240,
} as const;
type TextField = keyof typeof textLimits;
const textEntries = Object.entries(textLimits) as [TextField, number][];

const named: Readonly<Record<TextField, string>> = {
  label: "a label",
  algorithmName: "an algorithmName",
  algorithmVersion: "an algorithmVersion",
  description: "a description",
  algorithmParameters: "algorithmParameters",
};

/** Texts of VR LO, in which a backslash separates values and control characters are not allowed. */
const oneLineFields: ReadonlySet<string> = new Set(["label", "algorithmName", "algorithmVersion"]);
const unwritable = /[\\\p{Cc}]+/u;

const codeFields = [
  "category",
  "type",
  "typeModifier",
  "anatomicRegion",
  "anatomicRegionModifier",
  "algorithmFamily",
] as const;

/** What cannot be written of a segment. */
export interface SegmentFault {
  readonly field: keyof Segment;
  /** A clause that follows the segment's name, without a full stop: "has no label". */
  readonly found: string;
  readonly advice: string;
}

/**
 * Checks segments against what every format can hold (SEG, RTSTRUCT, SR, NIfTI and NRRD), wherever they are made,
 * changed or written.
 * @param largestNumber that a voxel can have.
 * @throws AutosegError `invalid-segment` for a number outside 1..`largestNumber` or used twice, for a label that is empty or
 * over 64 characters, and for any other text or code that DICOM cannot hold.
 */
export function checkSegments(segments: readonly Segment[], largestNumber: number): void {
  const numbers = new Set<number>();
  for (const segment of segments) {
    const fault = findNumberFault(segment, numbers, largestNumber) ?? findSegmentFault(segment);
    numbers.add(segment.segmentNumber);
    if (!fault) continue;
    const { segmentNumber, label } = segment;
    const { found, advice } = fault;
    throw new AutosegError(
      "invalid-segment",
      `Segment ${segmentNumber} ("${shortened(label, longestLabel)}") ${found}. ${advice}`,
      { segmentNumber, field: fault.field },
    );
  }
}

function findNumberFault(
  { segmentNumber }: Segment,
  taken: ReadonlySet<number>,
  largestNumber: number,
): SegmentFault | undefined {
  const field = "segmentNumber";
  if (!Number.isInteger(segmentNumber) || segmentNumber < 1 || segmentNumber > largestNumber)
    return { field, found: "has a number out of range", advice: `Use one from 1 to ${largestNumber}.` };
  if (taken.has(segmentNumber))
    return {
      field,
      found: "has the same number as another segment",
      advice: "Give each segment its own number.",
    };
  return undefined;
}

/** The fault as a sentence, if it is clear which segment is meant. */
export function describeFault({ found, advice }: SegmentFault): string {
  return `The segment ${found}. ${advice}`;
}

/** The first text or code of a segment that DICOM cannot hold; undefined if it can be written. */
export function findSegmentFault(segment: Segment): SegmentFault | undefined {
  if (segment.label.trim() === "") return { field: "label", found: "has no label", advice: "Enter one." };
  for (const [field, limit] of textEntries) {
    const text = segment[field] ?? "";
    if (text.length > limit) return tooLong(field, named[field], text, limit);
    if (oneLineFields.has(field) && unwritable.test(text)) {
      const found = `has a backslash or a control character in its ${field}`;
      return { field, found, advice: "Remove it." };
    }
  }
  for (const field of codeFields) {
    const code = segment[field];
    if (!code) continue;
    const { codeValue, codingSchemeDesignator: scheme, codeMeaning } = code;
    if (!codeValue || !scheme || !codeMeaning) {
      const found = `has a ${field} code without a value, scheme or meaning`;
      return { field, found, advice: "Complete it." };
    }
    if (scheme.length > longestScheme) return tooLong(field, `a ${field} scheme`, scheme, longestScheme);
    if (codeMeaning.length > longestMeaning)
      return tooLong(field, `a ${field} meaning`, codeMeaning, longestMeaning);
  }
  return undefined;
}

function tooLong(field: keyof Segment, what: string, text: string, limit: number): SegmentFault {
  const found = `has ${what} of ${text.length} characters; DICOM allows ${limit}`;
  return { field, found, advice: "Shorten it." };
}

/**
 * Adapts a segment from another program's file to what every format can hold: long texts are shortened, and a code without a
 * scheme gets a private one. The full text of a shortened label goes to the beginning of the description.
 * @returns the segment, and a sentence for each change.
 */
export function toWritableSegment(given: Segment): { readonly segment: Segment; readonly notes: string[] } {
  let segment = given;
  const notes: string[] = [];
  // Repairs one fault at a time, so that rules and repairs stay consistent.
  for (let fault = findSegmentFault(segment); fault; fault = findSegmentFault(segment)) {
    segment = repaired(segment, fault.field);
    notes.push(`Segment ${given.segmentNumber} ${fault.found}. ${describeRepair(segment, fault.field)}`);
  }
  return { segment, notes };
}

function repaired(segment: Segment, field: keyof Segment): Segment {
  const value = segment[field];
  if (typeof value === "object" && "codeValue" in value) return { ...segment, [field]: writableCode(value) };
  const text = String(value);
  if (field !== "label") {
    const kept = oneLineFields.has(field) ? onOneLine(text) : text;
    return { ...segment, [field]: shortened(kept, textLimits[field as TextField]) };
  }
  const label = onOneLine(text) || onOneLine(segment.type.codeMeaning) || `Segment ${segment.segmentNumber}`;
  if (label.length <= longestLabel) return { ...segment, label };
  const description = [label, segment.description ?? []].flat().join("\n");
  return { ...segment, label: shortened(label, longestLabel), description };
}

function describeRepair(segment: Segment, field: keyof Segment): string {
  const value = segment[field];
  if (field === "label") {
    const isCut = segment.label.endsWith("...");
    return `It is called "${segment.label}" here${isCut ? "; the full label is kept in its description" : ""}.`;
  }
  if (typeof value !== "object" || !("codeValue" in value)) return "The text is shortened.";
  return `The code is kept as (${value.codeValue}, ${value.codingSchemeDesignator}, "${value.codeMeaning}").`;
}

function writableCode({ codeValue, codingSchemeDesignator, codeMeaning }: Code): Code {
  return {
    codeValue: codeValue || "unknown",
    codingSchemeDesignator: cut(codingSchemeDesignator || unknownScheme, longestScheme),
    codeMeaning: shortened(codeMeaning || codeValue || "Unknown", longestMeaning),
  };
}

/** Such as "Lesion 2"; a long label is shortened to make room for the number. */
export function numberedLabel(label: string, number: number): string {
  const suffix = ` ${number}`;
  return `${cut(label, longestLabel - suffix.length).trimEnd()}${suffix}`;
}

function onOneLine(text: string): string {
  return text.replace(new RegExp(unwritable, "gu"), " ").trim();
}

function shortened(text: string, limit: number): string {
  return text.length <= limit ? text : `${cut(text, limit - 3)}...`;
}

/** The first characters of a text, without splitting one. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}
