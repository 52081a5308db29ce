import { AutosegError } from "../errors.ts";
import { createGrid, type Grid, voxelCount, voxelVolumeMl } from "../geometry/index.ts";
import { checkVoxelCount } from "./volume.ts";

/** A coded concept: (code value, coding scheme designator, "code meaning"), PS3.3 8.8. */
export interface Code {
  readonly codeValue: string;
  readonly codingSchemeDesignator: string;
  readonly codeMeaning: string;
}

/** How a segment came to be (SegmentAlgorithmType, PS3.3 C.8.20.2): SEMIAUTOMATIC once a person has edited what a model drew. */
export type SegmentAlgorithmType = "AUTOMATIC" | "SEMIAUTOMATIC" | "MANUAL";

/** What a label value stands for: the description that travels with it into DICOM-SEG. */
export interface Segment {
  /** Label value in the voxels and, in DICOM-SEG, SegmentNumber: 1..255. */
  readonly segmentNumber: number;
  /** SegmentLabel: what the user reads. */
  readonly label: string;
  /** SegmentedPropertyCategoryCodeSequence. */
  readonly category: Code;
  /** SegmentedPropertyTypeCodeSequence. */
  readonly type: Code;
  /** SegmentedPropertyTypeModifierCodeSequence, laterality for instance. */
  readonly typeModifier?: Code;
  /** AnatomicRegionSequence: where a thing that is no anatomy itself lies. */
  readonly anatomicRegion?: Code;
  /** sRGB, 0..255 each. */
  readonly color: readonly [red: number, green: number, blue: number];
  readonly algorithmType: SegmentAlgorithmType;
  /** SegmentAlgorithmName; required unless MANUAL. */
  readonly algorithmName?: string;
  readonly algorithmVersion?: string;
  readonly trackingId?: string;
  readonly trackingUID?: string;
}

/**
 * Labels on a grid, one byte a voxel in the order `i + columns * (j + rows * k)`: 0 is background, any other value the
 * `segmentNumber` of one of `segments`. The voxels may be edited in place.
 */
export interface LabelMap {
  readonly grid: Grid;
  readonly voxels: Uint8Array;
  readonly segments: readonly Segment[];
}

/**
 * A checked {@link LabelMap}; without `voxels` an empty one.
 * @throws AutosegError `invalid-geometry` for a bad grid or voxel count, `invalid-argument` for segment numbers outside
 * 1..255 or used twice.
 */
export function createLabelMap(parts: {
  grid: Grid;
  segments: readonly Segment[];
  voxels?: Uint8Array;
}): LabelMap {
  const grid = createGrid(parts.grid);
  const voxels = parts.voxels ?? new Uint8Array(voxelCount(grid));
  checkVoxelCount(grid, voxels.length);
  const numbers = new Set<number>();
  for (const { segmentNumber, label } of parts.segments) {
    if (!Number.isInteger(segmentNumber) || segmentNumber < 1 || segmentNumber > 255) {
      throw new AutosegError(
        "invalid-argument",
        `Segment "${label}" has the number ${segmentNumber}; label maps hold 1 to 255.`,
        {},
      );
    }
    if (numbers.has(segmentNumber)) {
      throw new AutosegError(
        "invalid-argument",
        `Two segments have the number ${segmentNumber}; each needs its own.`,
        {},
      );
    }
    numbers.add(segmentNumber);
  }
  return { grid, voxels, segments: parts.segments };
}

/** Voxels of every label value, by value (0..255). */
export function countLabels(voxels: Uint8Array): Float64Array {
  const counts = new Float64Array(256);
  for (let index = 0; index < voxels.length; index++) counts[voxels[index]!]!++;
  return counts;
}

/** Volume of each segment in millilitres, in the order of `segments`. */
export function segmentVolumesMl(labelMap: LabelMap): number[] {
  const counts = countLabels(labelMap.voxels);
  const voxelMl = voxelVolumeMl(labelMap.grid);
  return labelMap.segments.map(({ segmentNumber }) => counts[segmentNumber]! * voxelMl);
}
