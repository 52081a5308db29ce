import { AutosegError } from "../errors.ts";
import { gridDistanceMm, voxelVolumeMl } from "../geometry/index.ts";
import { toMask } from "../regions/index.ts";
import type { LabelMap, Segment } from "../volume/index.ts";
import { compareMasks, type MaskComparison } from "./compare-masks.ts";

/** How one segment of a label map agrees with the same segment of a reference; distances are in millimetres. */
export interface SegmentAgreement extends MaskComparison {
  readonly segmentNumber: number;
  readonly label: string;
  readonly foundMl: number;
  readonly referenceMl: number;
  /** Found minus reference. */
  readonly differenceMl: number;
}

/** Corners of the same grid may differ by the rounding of DICOM's decimal strings. */
const sameGridMm = 0.1;

/**
 * Compares the segments that both label maps have, matched by number, in the order of `found`.
 * @param toleranceMm of the surface Dice: how far apart the outlines of two careful readers may lie.
 * @throws AutosegError `invalid-geometry` if the grids differ.
 */
export function compareLabelMaps(
  found: LabelMap,
  reference: LabelMap,
  toleranceMm: number,
): SegmentAgreement[] {
  const apartMm = gridDistanceMm(found.grid, reference.grid);
  if (!(apartMm <= sameGridMm)) {
    throw new AutosegError(
      "invalid-geometry",
      `The segmentations cannot be compared: their grids of ${found.grid.size.join(" x ")} and ${reference.grid.size.join(" x ")} voxels are not the same. ` +
        "Open a reference that was drawn on the same series.",
      {},
    );
  }
  const inReference = new Set(reference.segments.map(({ segmentNumber }) => segmentNumber));
  const voxelMl = voxelVolumeMl(found.grid);
  return found.segments
    .filter(({ segmentNumber }) => inReference.has(segmentNumber))
    .map(({ segmentNumber, label }) => {
      const [mask, referenceMask] = [found, reference].map(({ voxels }) =>
        toMask(voxels, found.grid, [segmentNumber]),
      );
      const comparison = compareMasks(mask!, referenceMask!, toleranceMm);
      const [foundMl, referenceMl] = [comparison.foundVoxels * voxelMl, comparison.referenceVoxels * voxelMl];
      return {
        ...comparison,
        segmentNumber,
        label,
        foundMl,
        referenceMl,
        differenceMl: foundMl - referenceMl,
      };
    });
}

/** A segment and its counterpart in a reference. */
export interface SegmentPair<Reference> {
  readonly found: Segment;
  readonly reference: Reference;
}

/**
 * Pairs segments with those of a reference, which another program may have numbered differently: by equal labels, else by the
 * same coded type (SegmentedPropertyTypeCodeSequence) if exactly one segment on each side has it. Each segment of the
 * reference is used at most once.
 */
export function pairSegments<Reference extends { readonly segment: Segment }>(
  found: readonly Segment[],
  references: readonly Reference[],
): SegmentPair<Reference>[] {
  const pairs = new Map<Segment, Reference>();
  const left = new Set(references);
  const pairBy = (key: (segment: Segment) => string): void => {
    for (const segment of found) {
      if (pairs.has(segment)) continue;
      const alike = [...left].filter((reference) => key(reference.segment) === key(segment));
      const rivals = found.filter((other) => !pairs.has(other) && key(other) === key(segment));
      if (alike.length !== 1 || rivals.length !== 1) continue;
      pairs.set(segment, alike[0]!);
      left.delete(alike[0]!);
    }
  };
  pairBy(({ label }) => label.trim().toLowerCase());
  pairBy(({ type }) => `${type.codingSchemeDesignator} ${type.codeValue}`);
  return [...pairs].map(([segment, reference]) => ({ found: segment, reference }));
}
