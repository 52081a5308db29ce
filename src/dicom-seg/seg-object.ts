import { type Dataset, number, type PixelFill, type SourceSeries, writePart10 } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";
import { type Grid, gridDistanceMm } from "../geometry/index.ts";
import type { Segment } from "../volume/index.ts";
import {
  type Equipment,
  implementationClassUID,
  implementationVersionName,
  ownEquipment,
} from "./equipment.ts";
import {
  dimensions,
  type Frame,
  perFrameGroups,
  referencedSeries,
  sharedGroups,
} from "./functional-groups.ts";
import { identify } from "./identity.ts";
import { toSegmentItem } from "./segment-items.ts";
import { lossyCompression, patientAndStudy } from "./source-attributes.ts";

/** What every segmentation object says of itself and its source, whatever its type. */
export interface SegmentationOptions {
  /** The series that was segmented; its grid is the segments'. */
  readonly source: SourceSeries;
  /** SeriesDescription, at most 64 characters. */
  readonly seriesDescription?: string;
  /** SeriesNumber; the source's plus 1000 if left out. */
  readonly seriesNumber?: number;
  readonly instanceNumber?: number;
  /** ContentLabel: at most 16 of A to Z, 0 to 9, space and underscore. */
  readonly contentLabel?: string;
  readonly contentDescription?: string;
  /** Who made it, as a DICOM person name: "Family^Given". */
  readonly contentCreatorName?: string;
  readonly equipment?: Partial<Equipment>;
  /** When it was made; now if left out. */
  readonly date?: Date;
  /** Deflated Explicit VR Little Endian: a tenth of the size and less, but not every system reads it. */
  readonly deflated?: boolean;
  /** Same input, same bytes: UIDs are derived from the content, and the date, unless given, is the study's. */
  readonly deterministic?: boolean;
}

/** What the segments and their type add to an object. */
export interface SegmentationContent {
  readonly sopClassUID: string;
  /** SegmentationType and all attributes that depend on it, those of the pixels among them. */
  readonly attributes: Dataset;
  /** In the order of their numbers. */
  readonly segments: readonly Segment[];
  /** In the order of the pixels. */
  readonly frames: readonly Frame[];
  readonly pixels: PixelFill;
  /** All that the object is made from, for UIDs that are derived from it. */
  readonly voxels: readonly Uint8Array[];
}

/** How far corners of the segments' and the source's grid may lie apart, in parts of the smallest voxel spacing. */
const gridTolerance = 0.01;

/**
 * A segmentation object as a Part 10 file (PS3.3 A.51).
 * @throws AutosegError `segmentation-not-writable` for segments, texts or more pixels than the standard allows.
 */
export function writeSegmentationObject(
  content: SegmentationContent,
  options: SegmentationOptions,
): Uint8Array<ArrayBuffer> {
  const { source } = options;
  const segmentItems = content.segments.map(toSegmentItem);
  const identity = identify(options, [content.attributes, ...segmentItems], content.voxels);
  const [columns, rows] = source.volume.grid.size;
  if (content.pixels.sizeBytes >= 0xfffffffe) {
    throw new AutosegError(
      "segmentation-not-writable",
      `${content.frames.length} frames of ${columns} x ${rows} are more than the 4 GiB that one object can hold. Write fewer segments at a time.`,
      {},
    );
  }
  return writePart10(
    {
      MediaStorageSOPClassUID: [content.sopClassUID],
      MediaStorageSOPInstanceUID: [identity.sopInstanceUID],
      TransferSyntaxUID: [options.deflated ? "1.2.840.10008.1.2.1.99" : "1.2.840.10008.1.2.1"],
      ImplementationClassUID: [implementationClassUID],
      ImplementationVersionName: [implementationVersionName],
      SpecificCharacterSet: ["ISO_IR 192"],
      InstanceCreationDate: [identity.date],
      InstanceCreationTime: [identity.time],
      SOPClassUID: [content.sopClassUID],
      SOPInstanceUID: [identity.sopInstanceUID],
      SeriesInstanceUID: [identity.seriesInstanceUID],
      SeriesDate: [identity.date],
      SeriesTime: [identity.time],
      ContentDate: [identity.date],
      ContentTime: [identity.time],
      ...patientAndStudy(source),
      ...seriesAndEquipment(options),
      ...image(options),
      ...lossyCompression(source.header),
      Rows: [rows],
      Columns: [columns],
      ...content.attributes,
      NumberOfFrames: [content.frames.length],
      SegmentSequence: segmentItems,
      ...referencedSeries(source),
      ...dimensions(identity.dimensionOrganizationUID, content.frames),
      SharedFunctionalGroupsSequence: [sharedGroups(source)],
      PerFrameFunctionalGroupsSequence: perFrameGroups(content.frames, source),
    },
    { pixels: content.pixels, ...(options.deflated && { deflated: true }) },
  );
}

/**
 * Checks that `grid` is the source's.
 * @throws AutosegError `segmentation-not-writable`.
 */
export function checkGrid(grid: Grid, { volume, instances }: SourceSeries): void {
  const tolerance = gridTolerance * Math.min(...grid.spacingMm);
  const distance = gridDistanceMm(grid, volume.grid);
  if (distance <= tolerance && instances.length === grid.size[2]) return;
  const found = Number.isFinite(distance)
    ? `their corners lie ${distance.toFixed(2)} mm apart`
    : `it has ${grid.size.join(" x ")} voxels, the series ${volume.grid.size.join(" x ")}`;
  throw new AutosegError(
    "segmentation-not-writable",
    `The segments do not lie on the grid of the source series: ${found}. Resample them to the series first.`,
    {},
  );
}

/** Series, frame of reference, equipment (PS3.3 C.7.3.1, C.8.20.1, C.7.4.1, C.7.5.2). */
function seriesAndEquipment({
  source,
  seriesDescription,
  seriesNumber,
  equipment,
}: SegmentationOptions): Dataset {
  const maker = { ...ownEquipment, ...equipment };
  return {
    Modality: ["SEG"],
    SeriesNumber: [seriesNumber ?? 1000 + Math.max(0, number(source.header, "SeriesNumber") ?? 0)],
    ...(seriesDescription !== undefined && {
      SeriesDescription: [fits(seriesDescription, "seriesDescription")],
    }),
    FrameOfReferenceUID: [source.frameOfReferenceUID],
    PositionReferenceIndicator: source.header.PositionReferenceIndicator ?? [],
    Manufacturer: [fits(maker.manufacturer, "manufacturer")],
    ManufacturerModelName: [fits(maker.manufacturerModelName, "manufacturerModelName")],
    DeviceSerialNumber: [fits(maker.deviceSerialNumber, "deviceSerialNumber")],
    SoftwareVersions: [fits(maker.softwareVersions, "softwareVersions")],
  };
}

/** The Segmentation Image module's own attributes (PS3.3 C.8.20.2), but for what the type decides. */
function image(options: SegmentationOptions): Dataset {
  const contentLabel = options.contentLabel ?? "SEGMENTATION";
  if (!/^[A-Z0-9 _]{1,16}$/.test(contentLabel)) {
    throw new AutosegError(
      "segmentation-not-writable",
      `The content label "${contentLabel}" is not 1 to 16 of A to Z, 0 to 9, space and underscore. Change it.`,
      {},
    );
  }
  const optional = (value: string | undefined, field: string) =>
    value === undefined || value === "" ? [] : [fits(value, field)];
  return {
    ImageType: ["DERIVED", "PRIMARY"],
    InstanceNumber: [options.instanceNumber ?? 1],
    ContentLabel: [contentLabel],
    ContentDescription: optional(options.contentDescription, "contentDescription"),
    ContentCreatorName: optional(options.contentCreatorName, "contentCreatorName"),
    SamplesPerPixel: [1],
    PhotometricInterpretation: ["MONOCHROME2"],
    PixelRepresentation: [0],
  };
}

/** The text itself, if DICOM can hold it: VRs LO and PN have 64 characters and no backslash. */
function fits(value: string, field: string): string {
  if (value.length <= 64 && !value.includes("\\")) return value;
  throw new AutosegError(
    "segmentation-not-writable",
    `The ${field} "${value}" is longer than 64 characters or holds a backslash. Change it.`,
    {},
  );
}
