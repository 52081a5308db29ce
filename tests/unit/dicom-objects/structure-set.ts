import { type Dataset, type SourceSeries, writePart10 } from "../../../src/dicom/index.ts";
import { ijkToLps, type Point } from "../../../src/geometry/index.ts";

/** A region as a planning system would write it; points in ijk of the series' grid. */
export interface DrawnRegion {
  readonly name?: string;
  readonly roiNumber?: number;
  readonly frameOfReferenceUID?: string;
  readonly contours: readonly (readonly Point<"ijk">[])[];
  readonly geometricType?: string;
  readonly observation?: Dataset;
}

/** An RT Structure Set of the regions, made by hand, overridden by `change`. */
export function structureSet(
  source: SourceSeries,
  regions: readonly DrawnRegion[],
  change: Dataset = {},
): Uint8Array<ArrayBuffer> {
  const { grid } = source.volume;
  const numberOf = ({ roiNumber }: DrawnRegion, index: number) => roiNumber ?? index + 1;
  return writePart10({
    TransferSyntaxUID: ["1.2.840.10008.1.2"],
    MediaStorageSOPClassUID: ["1.2.840.10008.5.1.4.1.1.481.3"],
    MediaStorageSOPInstanceUID: ["2.25.9"],
    SOPClassUID: ["1.2.840.10008.5.1.4.1.1.481.3"],
    SOPInstanceUID: ["2.25.9"],
    Modality: ["RTSTRUCT"],
    StudyInstanceUID: [source.studyInstanceUID],
    StructureSetROISequence: regions.map((region, index) => ({
      ROINumber: [numberOf(region, index)],
      ReferencedFrameOfReferenceUID: [region.frameOfReferenceUID ?? source.frameOfReferenceUID],
      ROIName: [region.name ?? "Region"],
      ROIGenerationAlgorithm: [],
    })),
    ROIContourSequence: regions.map((region, index) => ({
      ROIDisplayColor: [255, 0, index],
      ReferencedROINumber: [numberOf(region, index)],
      ContourSequence: region.contours.map((points) => ({
        ContourGeometricType: [region.geometricType ?? "CLOSED_PLANAR"],
        NumberOfContourPoints: [points.length],
        ContourData: points.flatMap((point) => ijkToLps(grid, point)),
      })),
    })),
    RTROIObservationsSequence: regions.map((region, index) => ({
      ObservationNumber: [index + 1],
      ReferencedROINumber: [numberOf(region, index)],
      ...region.observation,
    })),
    ...change,
  });
}

/** The corners of a rectangle on slice k. */
export function rectangle(
  k: number,
  [left, top]: readonly [number, number],
  [right, bottom]: readonly [number, number],
): Point<"ijk">[] {
  return [
    [left, top, k],
    [right, top, k],
    [right, bottom, k],
    [left, bottom, k],
  ];
}
