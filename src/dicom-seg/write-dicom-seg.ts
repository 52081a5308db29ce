import { type Dataset, number, type SourceSeries, writePart10 } from "../dicom/index.ts";
import { AutosegError } from "../errors.ts";
import { gridDistanceMm } from "../geometry/index.ts";
import type { LabelMap } from "../volume/index.ts";
import { noFrame, packedSizeBytes, packSlice } from "./bits.ts";
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
import { findOccupied } from "./occupied-frames.ts";
import { toSegmentItem } from "./segment-items.ts";
import { lossyCompression, patientAndStudy } from "./source-attributes.ts";
import { createUid, deriveUid } from "./uid.ts";
import { fillUnusedNumbers } from "./unused-numbers.ts";

export interface WriteDicomSegOptions {
  /** The series that was segmented; its grid is the label map's. */
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
  /** Same input, same bytes: UIDs are derived from the content, and the date, unless given, is the study's. */
  readonly deterministic?: boolean;
}

export const segmentationSopClassUID = "1.2.840.10008.5.1.4.1.1.66.4";

/** How far corners of the label map's and the source's grid may lie apart, in parts of the smallest voxel spacing. */
const gridTolerance = 0.01;

/**
 * A DICOM Segmentation object (PS3.3 A.51) of type BINARY, uncompressed, as a Part 10 file: one frame for each segment
 * and slice in which it has voxels, in the order of segments and slices. Segments without voxels are described all the
 * same, and numbers are kept. An object needs a frame, so one without any voxel gets one empty frame: the first segment's in the first slice.
 * @throws AutosegError `segmentation-not-writable` when the label map has no segments, holds a label that none of them
 * describes, does not lie on the source's grid, or a text is longer than DICOM allows.
 */
export function writeDicomSeg(labelMap: LabelMap, options: WriteDicomSegOptions): Uint8Array<ArrayBuffer> {
  const { source } = options;
  checkGrid(labelMap, source);
  const occupied = findOccupied(labelMap);
  checkLabels(labelMap, occupied);
  const frames = listFrames(labelMap, occupied);
  const segments = fillUnusedNumbers(labelMap.segments).map(toSegmentItem);
  const [columns, rows] = labelMap.grid.size;
  const identity = identify(labelMap, options, segments);
  return writePart10(
    {
      MediaStorageSOPClassUID: [segmentationSopClassUID],
      MediaStorageSOPInstanceUID: [identity.sopInstanceUID],
      TransferSyntaxUID: ["1.2.840.10008.1.2.1"],
      ImplementationClassUID: [implementationClassUID],
      ImplementationVersionName: [implementationVersionName],
      ...patientAndStudy(source),
      ...seriesAndEquipment(options, identity),
      ...image(options),
      ...lossyCompression(source.header),
      SegmentationType: ["BINARY"],
      SegmentsOverlap: ["NO"],
      Rows: [rows],
      Columns: [columns],
      BitsAllocated: [1],
      BitsStored: [1],
      HighBit: [0],
      NumberOfFrames: [frames.length],
      SegmentSequence: segments,
      ...referencedSeries(source),
      ...dimensions(identity.dimensionOrganizationUID),
      SharedFunctionalGroupsSequence: [sharedGroups(source)],
      PerFrameFunctionalGroupsSequence: perFrameGroups(frames, source),
    },
    {
      pixels: {
        vr: "OB",
        sizeBytes: packedSizeBytes(frames.length, columns * rows),
        fill: (target) => packFrames(target, frames, labelMap),
      },
    },
  );
}

function checkGrid({ grid }: LabelMap, { volume, instances }: SourceSeries): void {
  const tolerance = gridTolerance * Math.min(...grid.spacingMm);
  const distance = gridDistanceMm(grid, volume.grid);
  if (distance <= tolerance && instances.length === grid.size[2]) return;
  const found = Number.isFinite(distance)
    ? `their corners lie ${distance.toFixed(2)} mm apart`
    : `it has ${grid.size.join(" x ")} voxels, the series ${volume.grid.size.join(" x ")}`;
  throw new AutosegError(
    "segmentation-not-writable",
    `The label map does not lie on the grid of the source series: ${found}. Resample it to the series first.`,
    {},
  );
}

function checkLabels({ segments }: LabelMap, occupied: Uint8Array): void {
  if (segments.length === 0) {
    throw new AutosegError(
      "segmentation-not-writable",
      "The label map has no segments, and a DICOM segmentation needs at least one. Add a segment.",
      {},
    );
  }
  const described = new Set(segments.map(({ segmentNumber }) => segmentNumber));
  for (let label = 1; label < 256; label++) {
    if (described.has(label)) continue;
    for (let row = 0; row < occupied.length; row += 256) {
      if (occupied[row + label] !== 1) continue;
      throw new AutosegError(
        "segmentation-not-writable",
        `Slice ${row / 256} holds the label ${label}, but no segment has that number. Describe it, or clear those voxels.`,
        {},
      );
    }
  }
}

function listFrames({ grid, segments }: LabelMap, occupied: Uint8Array): Frame[] {
  const numbers = segments.map(({ segmentNumber }) => segmentNumber).sort((a, b) => a - b);
  const frames: Frame[] = [];
  for (const segmentNumber of numbers) {
    for (let sliceIndex = 0; sliceIndex < grid.size[2]; sliceIndex++)
      if (occupied[sliceIndex * 256 + segmentNumber] === 1) frames.push({ segmentNumber, sliceIndex });
  }
  return frames.length > 0 ? frames : [{ segmentNumber: numbers[0]!, sliceIndex: 0 }];
}

function packFrames(target: Uint8Array, frames: readonly Frame[], { grid, voxels }: LabelMap): void {
  const [columns, rows, slices] = grid.size;
  const frameSize = columns * rows;
  const framesOfSlice = new Int32Array(slices * 256).fill(noFrame);
  frames.forEach(({ segmentNumber, sliceIndex }, frameIndex) => {
    framesOfSlice[sliceIndex * 256 + segmentNumber] = frameIndex;
  });
  for (let k = 0; k < slices; k++) {
    packSlice(
      target,
      voxels.subarray(k * frameSize, (k + 1) * frameSize),
      framesOfSlice.subarray(k * 256, (k + 1) * 256),
    );
  }
}

interface Identity {
  readonly sopInstanceUID: string;
  readonly seriesInstanceUID: string;
  readonly dimensionOrganizationUID: string;
  readonly date: string;
  readonly time: string;
}

/** UIDs and date of the object: new ones, or, where the bytes are to be the same every time, made from its content. */
function identify(labelMap: LabelMap, options: WriteDicomSegOptions, segments: readonly Dataset[]): Identity {
  const { source, deterministic, date } = options;
  if (!deterministic) {
    return {
      sopInstanceUID: createUid(),
      seriesInstanceUID: createUid(),
      dimensionOrganizationUID: createUid(),
      ...toDateAndTime(date ?? new Date()),
    };
  }
  const { source: _, ...described } = options;
  const content = deriveUid(
    source.seriesInstanceUID,
    ...source.instances.map(({ sopInstanceUID }) => sopInstanceUID),
    JSON.stringify([described, segments]),
    labelMap.voxels,
  );
  const [studyDate, studyTime] = [source.header.StudyDate?.[0], source.header.StudyTime?.[0]];
  return {
    sopInstanceUID: deriveUid("SOPInstanceUID", content),
    seriesInstanceUID: deriveUid("SeriesInstanceUID", content),
    dimensionOrganizationUID: deriveUid("DimensionOrganizationUID", content),
    ...(date
      ? toDateAndTime(date)
      : { date: String(studyDate ?? "19000101"), time: String(studyTime ?? "000000") }),
  };
}

/** DA and TM of the local time. */
function toDateAndTime(date: Date): { date: string; time: string } {
  const digits = (value: number, width = 2) => String(value).padStart(width, "0");
  return {
    date: `${digits(date.getFullYear(), 4)}${digits(date.getMonth() + 1)}${digits(date.getDate())}`,
    time: `${digits(date.getHours())}${digits(date.getMinutes())}${digits(date.getSeconds())}`,
  };
}

/** Series, frame of reference, equipment (PS3.3 C.7.3.1, C.8.20.1, C.7.4.1, C.7.5.2). */
function seriesAndEquipment(options: WriteDicomSegOptions, identity: Identity): Dataset {
  const { source, seriesDescription } = options;
  const equipment = { ...ownEquipment, ...options.equipment };
  const seriesNumber = options.seriesNumber ?? 1000 + Math.max(0, number(source.header, "SeriesNumber") ?? 0);
  return {
    SpecificCharacterSet: ["ISO_IR 192"],
    InstanceCreationDate: [identity.date],
    InstanceCreationTime: [identity.time],
    SOPClassUID: [segmentationSopClassUID],
    SOPInstanceUID: [identity.sopInstanceUID],
    Modality: ["SEG"],
    SeriesInstanceUID: [identity.seriesInstanceUID],
    SeriesNumber: [seriesNumber],
    SeriesDate: [identity.date],
    SeriesTime: [identity.time],
    ContentDate: [identity.date],
    ContentTime: [identity.time],
    ...(seriesDescription !== undefined && {
      SeriesDescription: [fits(seriesDescription, "seriesDescription")],
    }),
    FrameOfReferenceUID: [source.frameOfReferenceUID],
    PositionReferenceIndicator: source.header.PositionReferenceIndicator ?? [],
    Manufacturer: [fits(equipment.manufacturer, "manufacturer")],
    ManufacturerModelName: [fits(equipment.manufacturerModelName, "manufacturerModelName")],
    DeviceSerialNumber: [fits(equipment.deviceSerialNumber, "deviceSerialNumber")],
    SoftwareVersions: [fits(equipment.softwareVersions, "softwareVersions")],
  };
}

/** The Segmentation Image module's own attributes (PS3.3 C.8.20.2), but for what the pixels decide. */
function image(options: WriteDicomSegOptions): Dataset {
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
