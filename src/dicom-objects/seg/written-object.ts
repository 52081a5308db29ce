import {
  type Dataset,
  encodeRle,
  type PixelFill,
  part10Parts,
  type SourceSeries,
  writePart10,
} from "../../dicom/index.ts";
import { AutosegError } from "../../errors.ts";
import type { Segment } from "../../volume/index.ts";
import { toWrittenReference, withoutIdentity } from "../common/anonymity.ts";
import { cleanByNumber } from "../common/clean-labels.ts";
import { checkText, derivedAttributes, frameOfReference } from "../common/derived-object.ts";
import type { Anonymity, DerivedOptions } from "../common/derived-options.ts";
import { identify } from "../common/identity.ts";
import { referencedSeries } from "../common/references.ts";
import { lossyCompression } from "../common/source-attributes.ts";
import { checkHeader, describeBrokenRule } from "./check/check-dicom-seg.ts";
import { dimensions, type Frame, perFrameGroups, sharedGroups } from "./functional-groups.ts";
import { toPalette } from "./palette.ts";
import { type ProvenanceOptions, provenance } from "./provenance.ts";
import { type ReviewRecord, toReviewElements } from "./review-record.ts";
import { isUnusedNumber, toSegmentItem } from "./segment-items.ts";

/** Options of every segmentation object, whatever its type. */
export interface SegmentationOptions extends DerivedOptions, ProvenanceOptions {
  /** ContentLabel: at most 16 characters of A to Z, 0 to 9, space and underscore. */
  readonly contentLabel?: string;
  readonly contentDescription?: string;
  /** Who made it, as a DICOM person name: "Family^Given". */
  readonly contentCreatorName?: string;
  /** Decisions on segments and findings; omitted if written without the patient's identity. */
  readonly review?: ReviewRecord | undefined;
  /**
   * "deflated", Deflated Explicit VR Little Endian, takes a tenth of the size or less, but not every system reads it. "rle",
   * RLE Lossless, is only
   * for 8- and 16-bit pixels (PS3.5 8.2.2), so not for BINARY. By default uncompressed.
   */
  readonly compression?: "deflated" | "rle";
}

/** What the segments and their type contribute to an object. */
export interface SegmentationContent {
  readonly sopClassUID: string;
  /** SegmentationType and all attributes that depend on it, including those of the pixels. */
  readonly attributes: Dataset;
  readonly bitsAllocated: 1 | 8 | 16;
  /** Sorted by number. */
  readonly segments: readonly Segment[];
  /** Whether colours are a palette of the pixels instead of attributes of the segments. */
  readonly isPalette?: boolean;
  /** In the order of the pixels. */
  readonly frames: readonly Frame[];
  readonly pixels: PixelFill;
  /** All voxels that the object is made from, for UIDs derived from them. */
  readonly voxels: readonly (Uint8Array | Uint16Array)[];
}

/** A segmentation object that is about to be written. */
export interface PlannedObject {
  /** Bytes of pixels before any compression: almost all of the file, and of the work. */
  readonly pixelBytes: number;
  /** The source as the object describes it. */
  readonly source: SourceSeries;
  /** The file without its pixels, uncompressed, to be checked. */
  header(): Uint8Array<ArrayBuffer>;
  /** The file. */
  bytes(): Uint8Array<ArrayBuffer>;
  /** The same file in consecutive parts with at most 64 MB of pixels each. */
  parts(): Generator<Uint8Array<ArrayBuffer>>;
}

/**
 * Plans a segmentation object as a Part 10 file (PS3.3 A.51).
 * @throws AutosegError `segmentation-not-writable` for segments, texts or a number of pixels that the standard does not
 * allow; so do `bytes`
 * and `parts`.
 */
function planSegmentationObject(
  given: SegmentationContent,
  givenOptions: SegmentationOptions,
): PlannedObject {
  const [content, options] = toWritten(given, givenOptions);
  const dataset = toDataset(content, options);
  return {
    pixelBytes: content.pixels.sizeBytes,
    source: options.source,
    header: () => writePart10({ ...dataset, TransferSyntaxUID: [transferSyntaxUIDs.none] }),
    bytes: () => writePart10(dataset, { pixels: toPixels(content, options) }),
    parts: () => part10Parts(dataset, { pixels: toPixels(content, options) }),
  };
}

/** Content and options without the patient's identity, if this is requested. */
function toWritten(
  content: SegmentationContent,
  options: SegmentationOptions,
): [SegmentationContent, SegmentationOptions] {
  const { anonymous } = options;
  if (!anonymous) return [content, options];
  const { contentLabel: _, contentDescription: _d, contentCreatorName: _c, predecessor, ...rest } = options;
  return [
    { ...content, segments: cleanSegments(content.segments, anonymous) },
    {
      ...withoutIdentity<SegmentationOptions>(rest),
      ...(predecessor && { predecessor: toWrittenReference(predecessor, anonymous) }),
    },
  ];
}

/** Placeholders are recognised by their labels, which stay. */
function cleanSegments(segments: readonly Segment[], anonymous: Anonymity): readonly Segment[] {
  const clean = cleanByNumber(
    segments.filter((segment) => !isUnusedNumber(segment)),
    anonymous,
  );
  return segments.map((segment) => clean.get(segment.segmentNumber) ?? segment);
}

const transferSyntaxUIDs = {
  none: "1.2.840.10008.1.2.1",
  deflated: "1.2.840.10008.1.2.1.99",
  rle: "1.2.840.10008.1.2.5",
} as const;

function toDataset(content: SegmentationContent, options: SegmentationOptions): Dataset {
  const { source, compression = "none" } = options;
  const isPalette = content.isPalette ?? false;
  const segmentItems = content.segments.map((segment) => toSegmentItem(segment, { isPalette }));
  const identity = identify(
    options,
    JSON.stringify([content.attributes, segmentItems]),
    ...content.voxels.map(toBytes),
  );
  const [columns, rows] = source.volume.grid.size;
  const { bitsAllocated } = content;
  return {
    ...derivedAttributes(
      {
        sopClassUID: content.sopClassUID,
        modality: "SEG",
        transferSyntaxUID: transferSyntaxUIDs[compression],
      },
      options,
      identity,
    ),
    ...frameOfReference(source),
    ContentDate: [identity.date],
    ContentTime: [identity.time],
    ...contentIdentification(options),
    ...provenance(options, content.segments),
    ImageType: ["DERIVED", "PRIMARY"],
    ...lossyCompression(source.header),
    SamplesPerPixel: [1],
    PixelRepresentation: [0],
    Rows: [rows],
    Columns: [columns],
    BitsAllocated: [bitsAllocated],
    BitsStored: [bitsAllocated],
    HighBit: [bitsAllocated - 1],
    ...(isPalette ? toPalette(content.segments) : { PhotometricInterpretation: ["MONOCHROME2"] }),
    ...content.attributes,
    NumberOfFrames: [content.frames.length],
    SegmentSequence: segmentItems,
    ...(!options.anonymous && toReviewElements(options.review, source.volume.grid.size)),
    ...referencedSeries(source, options.predecessor),
    ...dimensions(identity.uidFor("DimensionOrganizationUID"), content.frames),
    SharedFunctionalGroupsSequence: [sharedGroups(source)],
    PerFrameFunctionalGroupsSequence: perFrameGroups(content.frames, source),
  };
}

function toPixels(
  { pixels, frames, bitsAllocated }: SegmentationContent,
  { source, compression }: SegmentationOptions,
) {
  const [columns, rows] = source.volume.grid.size;
  if (pixels.sizeBytes >= 0xfffffffe)
    throw notWritable(
      `${frames.length} frames of ${columns} x ${rows} are more than the 4 GiB that one object can hold. Write fewer segments at a time.`,
    );
  if (compression !== "rle") return pixels;
  if (bitsAllocated === 1)
    throw notWritable(
      "RLE cannot hold pixels of one bit (PS3.5 8.2.2), which BINARY objects have. Write it deflated, or as a LABELMAP.",
    );
  const bytesPerSample = bitsAllocated === 16 ? 2 : 1;
  const frameBytes = columns * rows * bytesPerSample;
  return {
    *fragments() {
      for (let index = 0; index < frames.length; index++) {
        const frame = new Uint8Array(frameBytes);
        pixels.fill(frame, index * frameBytes);
        yield encodeRle(frame, columns, bytesPerSample);
      }
    },
  };
}

/** Content label, description and creator (PS3.3 C.8.20.2, table 10-12). */
function contentIdentification({
  contentLabel = "SEGMENTATION",
  contentDescription,
  contentCreatorName,
}: SegmentationOptions): Dataset {
  if (!/^[A-Z0-9 _]{1,16}$/.test(contentLabel))
    throw notWritable(
      `The content label "${contentLabel}" must be 1 to 16 characters from A to Z, 0 to 9, space and underscore.`,
    );
  const optional = (value: string | undefined, field: string) =>
    value === undefined || value === "" ? [] : [checkText(value, field)];
  return {
    ContentLabel: [contentLabel],
    ContentDescription: optional(contentDescription, "contentDescription"),
    ContentCreatorName: optional(contentCreatorName, "contentCreatorName"),
  };
}

function toBytes(voxels: Uint8Array | Uint16Array): Uint8Array {
  return new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength);
}

/** @param message what cannot be written, and what to do. */
export function notWritable(message: string): AutosegError<"segmentation-not-writable"> {
  return new AutosegError("segmentation-not-writable", message, {});
}

/**
 * Plans a segmentation object and checks its header against the standard; every object is written this way. The pixels are
 * made from labels that
 * were checked before.
 * @throws AutosegError `segmentation-not-writable` for an object that violates the standard, and as planSegmentationObject.
 */
export function planCheckedObject(content: SegmentationContent, options: SegmentationOptions): PlannedObject {
  const planned = planSegmentationObject(content, options);
  const broken = checkHeader(planned.header(), { source: planned.source }).find(
    ({ severity }) => severity === "error",
  );
  if (!broken) return planned;
  throw notWritable(
    `The segmentation was not written, since it would break the DICOM standard: ${describeBrokenRule(broken)}. Change what it describes.`,
  );
}
