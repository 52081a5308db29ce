import { type Dataset, type SourceSeries, sliceExtentsMm, writePart10 } from "../../dicom/index.ts";
import { AutosegError } from "../../errors.ts";
import { ijkToLps, offsetInGrid } from "../../geometry/index.ts";
import {
  boxSize,
  joinHoles,
  moveBox,
  type SegmentMask,
  segmentMasks,
  traceOutlines,
  voxelMlOfSlices,
} from "../../regions/index.ts";
import { checkSegments, type LabelMap16, type Segment } from "../../volume/index.ts";
import { withoutIdentity } from "../common/anonymity.ts";
import { withCleanSegments } from "../common/clean-labels.ts";
import { toCodeItem } from "../common/codes.ts";
import { checkText, derivedAttributes, frameOfReference } from "../common/derived-object.ts";
import type { DerivedOptions } from "../common/derived-options.ts";
import { identify } from "../common/identity.ts";
import { isReferable, referableSeries, toImageReference, toInstanceReference } from "../common/references.ts";
import { sourceStudyUID } from "../common/source-attributes.ts";
import { structureSetSopClassUID } from "../common/uid.ts";

/** Detached Study Management: retired, but required in the reference to a study (PS3.3 table C.8-41). */
const studyManagementSopClassUID = "1.2.840.10008.3.1.2.3.1";

/** Contours need 32-bit lengths, which only implicit VR has: in explicit VR, one of over 2,000 points would not fit. */
const transferSyntaxUID = "1.2.840.10008.1.2";

export interface WriteRtStructOptions extends DerivedOptions {
  /** StructureSetLabel: at most 16 characters. */
  readonly structureSetLabel?: string;
}

/**
 * Writes segments as an RT Structure Set (PS3.3 A.19): one region of interest each, with closed planar contours along the
 * edges of its voxels
 * in the plane of every image, which they reference. They enclose exactly the segment's area; holes are joined to the
 * outlines by channels. Numbers, labels, descriptions, colours and codes are the segments'.
 * @param labelMaps on the source's grid or parts of it. If that is an even grid over unevenly spaced images, the slices
 * closest to the images are outlined, as in a DICOM-SEG.
 * @throws AutosegError `invalid-segment`; `segmentation-not-writable` for a text that is longer than DICOM allows, and for a
 * segment that lies only on slices between images.
 */
export function writeRtStruct(
  labelMaps: readonly LabelMap16[],
  given: WriteRtStructOptions,
): Uint8Array<ArrayBuffer> {
  for (const { segments } of labelMaps) checkSegments(segments, 65535);
  const { anonymous } = given;
  const options = withoutIdentity(given);
  const { source } = options;
  const structureSetLabel = (!anonymous && options.structureSetLabel) || "AUTOSEG";
  const rois: Dataset[] = [];
  const contours: Dataset[] = [];
  const observations: Dataset[] = [];
  for (const { segment, mask } of segmentMasks(withCleanSegments(labelMaps, anonymous), 0)) {
    rois.push(toRoi(segment, mask, source));
    contours.push(toRoiContours(segment, mask, source));
    observations.push(toObservation(segment));
  }
  const identity = identify(options, JSON.stringify([rois, contours]));
  return writePart10({
    ...derivedAttributes(
      { sopClassUID: structureSetSopClassUID, modality: "RTSTRUCT", transferSyntaxUID },
      options,
      identity,
    ),
    ...frameOfReference(source),
    OperatorsName: [],
    StructureSetLabel: [checkText(structureSetLabel, "structureSetLabel").slice(0, 16)],
    StructureSetDate: [identity.date],
    StructureSetTime: [identity.time],
    ReferencedFrameOfReferenceSequence: [referencedFrameOfReference(source)],
    StructureSetROISequence: rois,
    ROIContourSequence: contours,
    RTROIObservationsSequence: observations,
    ApprovalStatus: ["UNAPPROVED"],
  });
}

function referencedFrameOfReference(source: SourceSeries): Dataset {
  const series = referableSeries(source);
  return {
    FrameOfReferenceUID: [source.frameOfReferenceUID],
    ...(series.length > 0 && {
      RTReferencedStudySequence: [
        {
          ReferencedSOPClassUID: [studyManagementSopClassUID],
          ReferencedSOPInstanceUID: [sourceStudyUID(source)],
          RTReferencedSeriesSequence: series.map(({ seriesInstanceUID, instances }) => ({
            SeriesInstanceUID: [seriesInstanceUID],
            ContourImageSequence: instances.map(toInstanceReference),
          })),
        },
      ],
    }),
  };
}

/** StructureSetROISequence (PS3.3 C.8.8.5); the volume is in cubic centimetres. */
function toRoi(segment: Segment, mask: SegmentMask | undefined, source: SourceSeries): Dataset {
  const { algorithmName, algorithmVersion } = segment;
  return {
    ROINumber: [segment.segmentNumber],
    ReferencedFrameOfReferenceUID: [source.frameOfReferenceUID],
    ROIName: [segment.label],
    ...(segment.description && { ROIDescription: [segment.description] }),
    ROIVolume: [mask ? roiVolumeMl(mask, source) : 0],
    ROIGenerationAlgorithm: [segment.algorithmType],
    ...(algorithmName && {
      ROIGenerationDescription: [[algorithmName, algorithmVersion].join(" ").trim().slice(0, 64)],
    }),
  };
}

/** Computed with slices as thick as the images that they show. */
function roiVolumeMl({ grid, box, values }: SegmentMask, source: SourceSeries): number {
  const whole = source.volume.grid;
  const voxelMlOf = voxelMlOfSlices(whole, sliceExtentsMm(source));
  const first = box.from[2] + offsetInGrid(grid, whole)[2];
  const [columns, rows, slices] = boxSize(box);
  let ml = 0;
  for (let k = 0; k < slices; k++) {
    const slice = values.subarray(k * columns * rows, (k + 1) * columns * rows);
    ml += voxelMlOf(first + k) * slice.reduce((count, inside) => count + inside, 0);
  }
  return ml;
}

/** ROIContourSequence (PS3.3 C.8.8.6). */
function toRoiContours(segment: Segment, mask: SegmentMask | undefined, source: SourceSeries): Dataset {
  const contours = mask ? toContours(mask, source) : [];
  return {
    ROIDisplayColor: [...segment.color],
    ...(contours.length > 0 && { ContourSequence: contours }),
    ReferencedROINumber: [segment.segmentNumber],
  };
}

function toContours({ segment, grid, box, values }: SegmentMask, source: SourceSeries): Dataset[] {
  const [columns, rows, slices] = boxSize(box);
  const whole = source.volume.grid;
  const [left, top, first] = moveBox(box, offsetInGrid(grid, whole)).from;
  const contours: Dataset[] = [];
  source.instances.forEach((instance, index) => {
    const place = source.slicePlaces?.[index] ?? index;
    const k = Math.round(place) - first;
    if (k < 0 || k >= slices) return;
    const slice = values.subarray(k * columns * rows, (k + 1) * columns * rows);
    const isInside = (x: number, y: number) =>
      x >= 0 && y >= 0 && x < columns && y < rows && slice[x + columns * y] === 1;
    for (const outline of joinHoles(traceOutlines(isInside, [columns, rows]))) {
      // Pixel corners are half a voxel before the centres, which have integer ijk.
      const points = outline.flatMap(([x, y]) => ijkToLps(whole, [x + left - 0.5, y + top - 0.5, place]));
      contours.push({
        ...(isReferable(instance) && { ContourImageSequence: [toImageReference(instance)] }),
        ContourGeometricType: ["CLOSED_PLANAR"],
        NumberOfContourPoints: [points.length / 3],
        ContourNumber: [contours.length + 1],
        ContourData: points.map(rounded),
      });
    }
  });
  if (contours.length === 0)
    throw new AutosegError(
      "segmentation-not-writable",
      `"${segment.label}" lies only on slices between the images, but a contour must lie in the plane of an image. Draw it on an image as well.`,
      {},
    );
  return contours;
}

/** Millimetres rounded to four decimals: finer than any scanner, and short. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}

/** RTROIObservationsSequence (PS3.3 C.8.8.8): the meaning of the region, from its segment. */
function toObservation({ segmentNumber, type }: Segment): Dataset {
  return {
    ObservationNumber: [segmentNumber],
    ReferencedROINumber: [segmentNumber],
    RTROIIdentificationCodeSequence: [toCodeItem(type)],
    RTROIInterpretedType: [],
    ROIInterpreter: [],
  };
}
