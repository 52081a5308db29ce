import { AutosegError } from "../errors.ts";
import type { Code, Segment } from "./segment.ts";

/** Characters of a label: those of VR LO (PS3.5 6.2), which SEG, RTSTRUCT and SR have in common. */
const longestLabel = 64;
/** Of CodingSchemeDesignator (SH) and CodeMeaning (LO); a code value of any length has an attribute (PS3.3 8.8). */
const [longestScheme, longestMeaning] = [16, 64];
/** Of a code whose file names no scheme: designators that begin with 99 are private (PS3.16 8.2). */
const unknownScheme = "99UNKNOWN";

/** Most characters of a segment's texts, by their VRs in PS3.3 C.8.20.2 and 10.16: LO, ST, LT. */
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

/** Of VR LO, in which a backslash divides values and no control character is allowed. */
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

/** What of a segment cannot be written. */
export interface SegmentFault {
  readonly field: keyof Segment;
  /** After the segment's name, without a full stop: "has no label". */
  readonly found: string;
  readonly advice: string;
}

/**
 * Holds segments to what every form can hold, wherever they are made, set or written: SEG, RTSTRUCT, SR, NIfTI and NRRD.
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

/** A fault in words, where it is clear which segment is meant. */
export function describeFault({ found, advice }: SegmentFault): string {
  return `The segment ${found}. ${advice}`;
}

/** The first text or code of a segment that DICOM cannot hold; undefined for a segment that can be written. */
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
 * A segment of someone else's file as every form can hold it: what is too long is shortened, and a code without a scheme gets
 * a private one. The whole of a label that was shortened stands at the beginning of the description.
 * @returns the segment, and a sentence for each change.
 */
export function toWritableSegment(given: Segment): { readonly segment: Segment; readonly notes: string[] } {
  let segment = given;
  const notes: string[] = [];
  // Each fault is put right by itself, so that rule and repair cannot drift apart.
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

/** "Lesion 2", with as much of a long label as leaves room for the number. */
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

/** The first characters of a text, none of them halved. */
function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
}
