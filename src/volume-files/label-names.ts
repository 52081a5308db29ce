import { findTerm } from "../terminology/index.ts";
import { type Code, type Segment, sct, spareColor } from "../volume/index.ts";

/** A segment that a header names, and where its voxels are. */
export interface NamedSegment {
  readonly segment: Segment;
  /** Of the file, from zero. */
  readonly layer: number;
  /** The value of its voxels there. */
  readonly value: number;
}

const tissue = sct("85756007", "Tissue");

/** A label of which the file says no more than its number. */
export function namelessSegment(segmentNumber: number): Segment {
  return {
    segmentNumber,
    label: `Label ${segmentNumber}`,
    category: tissue,
    type: tissue,
    color: spareColor(segmentNumber),
    algorithmType: "MANUAL",
  };
}

/** The segments of the comment that `toNifti` writes: number, label, colour and code, a line each; none in other comments. */
export function parseSegmentComment(comment: string): NamedSegment[] {
  return comment.split("\n").flatMap((line) => {
    const [, number, label, color, scheme, value, meaning] =
      /^(\d+)\t([^\t]+)\t#([0-9a-f]{6})\t([^:\t]*):(\S+) (.+)$/i.exec(line) ?? [];
    if (number === undefined) return [];
    const type: Code = { codeValue: value!, codingSchemeDesignator: scheme!, codeMeaning: meaning! };
    const segment: Segment = {
      ...namelessSegment(Number(number)),
      label: label!,
      type,
      category: findTerm(type.codeValue)?.category ?? tissue,
      color: [0, 2, 4].map((at) =>
        Number.parseInt(color!.slice(at, at + 2), 16),
      ) as unknown as Segment["color"],
    };
    return { segment, layer: 0, value: segment.segmentNumber };
  });
}

/**
 * 3D Slicer's fields of a segmentation (.seg.nrrd): `Segment0_Name`, `Segment0_LabelValue` and so on. Colours are 0..1 there; a
 * segment without a label value has its place from 1.
 */
export function parseSegmentFields(fields: ReadonlyMap<string, string>): NamedSegment[] {
  const segments: NamedSegment[] = [];
  for (let index = 0; fields.has(`Segment${index}_ID`) || fields.has(`Segment${index}_Name`); index++) {
    const field = (name: string) => fields.get(`Segment${index}_${name}`);
    const value = Number(field("LabelValue") ?? index + 1);
    const color = (field("Color") ?? "").split(/\s+/).map((part) => Math.round(255 * Number(part)));
    const isColor = color.length === 3 && color.every((part) => part >= 0 && part <= 255);
    const [category, type, typeModifier, , anatomicRegion, anatomicRegionModifier] = codesOf(
      field("Tags") ?? "",
    );
    const plain = namelessSegment(value);
    const segment: Segment = {
      ...plain,
      label: field("Name") ?? plain.label,
      ...(isColor && { color: color as unknown as Segment["color"] }),
      ...(category && { category }),
      ...(type && { type }),
      ...(typeModifier && { typeModifier }),
      ...(anatomicRegion && { anatomicRegion }),
      ...(anatomicRegionModifier && { anatomicRegionModifier }),
    };
    segments.push({ segment, layer: Number(field("Layer") ?? 0), value });
  }
  return segments;
}

/**
 * The codes of Slicer's terminology entry, separated by "~", their parts by "^": the entry's own context, category, type, type
 * modifier, the context of anatomy, region, region modifier. @returns all but the first; undefined for those left empty.
 */
function codesOf(tags: string): (Code | undefined)[] {
  const entry = /TerminologyEntry:([^|]*)/.exec(tags)?.[1] ?? "";
  return entry
    .split("~")
    .slice(1)
    .map((part) => {
      const [codingSchemeDesignator, codeValue, codeMeaning] = part.split("^");
      return codingSchemeDesignator && codeValue && codeMeaning
        ? { codingSchemeDesignator, codeValue, codeMeaning }
        : undefined;
    });
}
