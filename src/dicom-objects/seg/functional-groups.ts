import { type Dataset, dictionary, numbers, type SourceSeries } from "../../dicom/index.ts";
import type { Grid } from "../../geometry/index.ts";
import { dcm, sourceImage, toCodeItem } from "../common/codes.ts";
import { isReferable, toImageReference } from "../common/references.ts";

/** One frame to write: one slice of one segment or, in a LABELMAP, of all. */
export interface Frame {
  readonly segmentNumber?: number;
  /** Slice of the source series: position and reference are those of `instances[sliceIndex]`. */
  readonly sliceIndex: number;
}

const derivedBySegmentation = dcm("113076", "Segmentation");
/** Tolerance between a rounded direction cosine in the header and the grid's unit vector. */
const directionTolerance = 1e-4;

/** The groups shared by all frames: spacing and orientation (PS3.3 C.7.6.16.2.1, .4). */
export function sharedGroups({ volume, header, slicePlaces }: SourceSeries): Dataset {
  const [columnSpacing, rowSpacing, sliceSpacing] = volume.grid.spacingMm;
  const thickness = numbers(header, "SliceThickness")[0];
  return {
    PixelMeasuresSequence: [
      {
        SliceThickness: [thickness !== undefined && thickness > 0 ? thickness : sliceSpacing],
        // Unevenly spaced frames have no single spacing.
        ...(slicePlaces === undefined && { SpacingBetweenSlices: [sliceSpacing] }),
        PixelSpacing: [rowSpacing, columnSpacing],
      },
    ],
    PlaneOrientationSequence: [
      { ImageOrientationPatient: toOrientation(volume.grid, numbers(header, "ImageOrientationPatient")) },
    ],
  };
}

/** The source's own direction cosines, digit for digit, if they are the grid's: readers compare them. */
function toOrientation({ directionsLps }: Grid, own: readonly number[]): number[] {
  const cosines = [...directionsLps[0], ...directionsLps[1]];
  const isSame =
    own.length === 6 && own.every((cosine, index) => Math.abs(cosine - cosines[index]!) < directionTolerance);
  return isSame ? [...own] : cosines;
}

/** The groups of each frame: its source image, position and segment, and the dimension indices of these. */
export function perFrameGroups(frames: readonly Frame[], source: SourceSeries): Dataset[] {
  const ranks = {
    segment: toRanks(frames.flatMap(({ segmentNumber }) => segmentNumber ?? [])),
    slice: toRanks(frames.map(({ sliceIndex }) => sliceIndex)),
  };
  const derivationCode = [toCodeItem(derivedBySegmentation)];
  const purpose = [toCodeItem(sourceImage)];
  const bySlice = new Map<number, Dataset>();
  const sliceGroups = (sliceIndex: number): Dataset => {
    const instance = source.instances[sliceIndex]!;
    const derivation = {
      DerivationCodeSequence: derivationCode,
      SourceImageSequence: [
        {
          ...toImageReference(instance),
          SpatialLocationsPreserved: ["YES"],
          PurposeOfReferenceCodeSequence: purpose,
        },
      ],
    };
    return {
      ...(isReferable(instance) && { DerivationImageSequence: [derivation] }),
      PlanePositionSequence: [{ ImagePositionPatient: [...instance.imagePositionPatient] }],
    };
  };
  return frames.map(({ segmentNumber, sliceIndex }) => {
    const groups = bySlice.get(sliceIndex) ?? sliceGroups(sliceIndex);
    bySlice.set(sliceIndex, groups);
    const sliceRank = ranks.slice.get(sliceIndex)!;
    if (segmentNumber === undefined)
      return { ...groups, FrameContentSequence: [{ DimensionIndexValues: [sliceRank] }] };
    return {
      ...groups,
      FrameContentSequence: [{ DimensionIndexValues: [ranks.segment.get(segmentNumber)!, sliceRank] }],
      SegmentIdentificationSequence: [{ ReferencedSegmentNumber: [segmentNumber] }],
    };
  });
}

/** The dimensions by which frames are indexed: segment (if they have one), then position (PS3.3 C.7.6.17). */
export function dimensions(dimensionOrganizationUID: string, frames: readonly Frame[]): Dataset {
  const organization = { DimensionOrganizationUID: [dimensionOrganizationUID] };
  const bySegment = {
    ...organization,
    DimensionIndexPointer: [dictionary.ReferencedSegmentNumber[0]],
    FunctionalGroupPointer: [dictionary.SegmentIdentificationSequence[0]],
    DimensionDescriptionLabel: ["Segment Number"],
  };
  const byPlace = {
    ...organization,
    DimensionIndexPointer: [dictionary.ImagePositionPatient[0]],
    FunctionalGroupPointer: [dictionary.PlanePositionSequence[0]],
    DimensionDescriptionLabel: ["Image Position Patient"],
  };
  return {
    DimensionOrganizationSequence: [organization],
    DimensionIndexSequence: frames[0]?.segmentNumber === undefined ? [byPlace] : [bySegment, byPlace],
  };
}

/** Rank of each distinct value, from 1: dimension indices have no gaps. */
function toRanks(values: readonly number[]): ReadonlyMap<number, number> {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  return new Map(sorted.map((value, index) => [value, index + 1]));
}
