import { findTerm } from "../terminology/index.ts";
import { type Code, type Segment, sct, spareColor } from "../volume/index.ts";

/** A segment named in a header, and where its voxels are. */
export interface NamedSegment {
  readonly segment: Segment;
  /** Layer in the file, from 0. */
  readonly layer: number;
  /** Value of its voxels in that layer. */
  readonly value: number;
}

const tissue = sct("85756007", "Tissue");

/** A segment for a label of which only the number is known. */
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

/**
 * Parses the segments from the comment that `toNifti` writes: number, label, colour and code, one per line; empty for
 * other comments.
 */
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
 * Parses 3D Slicer's segmentation fields (.seg.nrrd): `Segment0_Name`, `Segment0_LabelValue` and so on. Colours are 0..1; a
 * segment without a label value is numbered by its position, from 1.
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
 * Parses Slicer's terminology entry, separated by "~" and within a part by "^": the entry's own context, category, type, type
 * modifier, anatomic context, region, region modifier. @returns all but the first; undefined for empty parts.
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
