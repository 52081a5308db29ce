import { AutosegError } from "../errors.ts";
import { createGrid, type Grid, voxelCount, voxelVolumeMl } from "../geometry/index.ts";
import { createLabelSearch } from "./label-search.ts";
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
  /** Label value in the voxels and, in DICOM-SEG, SegmentNumber: from 1. */
  readonly segmentNumber: number;
  /** SegmentLabel: what the user reads. */
  readonly label: string;
  /** SegmentDescription: more than the label says, at most 1024 characters. */
  readonly description?: string;
  /** SegmentedPropertyCategoryCodeSequence. */
  readonly category: Code;
  /** SegmentedPropertyTypeCodeSequence. */
  readonly type: Code;
  /** SegmentedPropertyTypeModifierCodeSequence, laterality for instance. */
  readonly typeModifier?: Code;
  /** AnatomicRegionSequence: where a thing that is no anatomy itself lies. */
  readonly anatomicRegion?: Code;
  /** AnatomicRegionModifierSequence: the side of the anatomic region, for instance. */
  readonly anatomicRegionModifier?: Code;
  /**
   * Number of the segment that this one is a part of: an organ's, for a lesion of it. Its voxels go there when it is
   * rejected. Nothing of it is written to files.
   */
  readonly partOf?: number;
  /** sRGB, 0..255 each. */
  readonly color: readonly [red: number, green: number, blue: number];
  readonly algorithmType: SegmentAlgorithmType;
  /** SegmentAlgorithmName; required unless MANUAL. */
  readonly algorithmName?: string;
  readonly algorithmVersion?: string;
  /** AlgorithmFamilyCodeSequence; (123110, DCM, "Artificial Intelligence") if left out. */
  readonly algorithmFamily?: Code;
  /** AlgorithmParameters: what else tells one run from another, such as the SHA-256 of a model's weights. */
  readonly algorithmParameters?: string;
  readonly trackingId?: string;
  readonly trackingUID?: string;
}

/**
 * Labels on a grid, one value a voxel in the order `i + columns * (j + rows * k)`: 0 is background, any other value the
 * `segmentNumber` of one of `segments`, up to 65535. What is drawn and shown are {@link LabelMap}s; files may hold more.
 */
export interface WideLabelMap {
  readonly grid: Grid;
  readonly voxels: Uint8Array | Uint16Array;
  readonly segments: readonly Segment[];
}

/** A {@link WideLabelMap} of one byte a voxel: segment numbers up to 255. The voxels may be edited in place. */
export interface LabelMap extends WideLabelMap {
  readonly voxels: Uint8Array;
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
  checkNumbers(parts.segments, 255);
  return { grid, voxels, segments: parts.segments };
}

/**
 * A checked {@link WideLabelMap}.
 * @throws AutosegError as {@link createLabelMap}, for segment numbers that the voxels cannot hold.
 */
export function createWideLabelMap({ grid, voxels, segments }: WideLabelMap): WideLabelMap {
  createGrid(grid);
  checkVoxelCount(grid, voxels.length);
  checkNumbers(segments, voxels instanceof Uint8Array ? 255 : 65535);
  return { grid, voxels, segments };
}

function checkNumbers(segments: readonly Segment[], largest: number): void {
  const numbers = new Set<number>();
  for (const { segmentNumber, label } of segments) {
    if (!Number.isInteger(segmentNumber) || segmentNumber < 1 || segmentNumber > largest) {
      throw new AutosegError(
        "invalid-argument",
        `Segment "${label}" has the number ${segmentNumber}; label maps hold 1 to ${largest}.`,
        { argument: "segments" },
      );
    }
    if (numbers.has(segmentNumber)) {
      throw new AutosegError(
        "invalid-argument",
        `Two segments have the number ${segmentNumber}; each needs its own.`,
        { argument: "segments" },
      );
    }
    numbers.add(segmentNumber);
  }
}

/** Voxels of every label value, by value (0..255). */
export function countLabels(voxels: Uint8Array): Float64Array {
  const counts = new Float64Array(256);
  const nextLabelled = createLabelSearch(voxels);
  let labelled = 0;
  for (let index = 0; ; ) {
    index = nextLabelled(index, voxels.length);
    if (index === voxels.length) break;
    for (; index < voxels.length && voxels[index] !== 0; index++, labelled++) counts[voxels[index]!]!++;
  }
  counts[0] = voxels.length - labelled;
  return counts;
}

/** Volume of each segment in millilitres, in the order of `segments`. */
export function segmentVolumesMl(labelMap: LabelMap): number[] {
  const counts = countLabels(labelMap.voxels);
  const voxelMl = voxelVolumeMl(labelMap.grid);
  return labelMap.segments.map(({ segmentNumber }) => counts[segmentNumber]! * voxelMl);
}
