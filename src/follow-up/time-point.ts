import type { Layers } from "../editing/index.ts";
import { type Grid, ijkToLps, type Point } from "../geometry/index.ts";
import { wholeBlock } from "../regions/index.ts";
import { type Finding, type InstanceMap, mapInstances, type ReviewList } from "../review/index.ts";
import type { Segment } from "../volume/index.ts";

/** A study at one time with its findings. */
export interface TimePoint {
  readonly grid: Grid;
  /** One label for each voxel. */
  readonly labels: Uint8Array;
  /** Segments that overlap these. */
  readonly layers?: Layers;
  readonly segments: readonly Segment[];
  readonly review: ReviewList;
}

/** The findings that count, without rejected ones. */
export function findingsOf({ review }: TimePoint): readonly Finding[] {
  return review.findings.filter(({ state }) => state !== "rejected");
}

/** Maps each voxel to its finding. */
export function mapFindings({ grid, labels, layers, segments, review }: TimePoint): InstanceMap {
  return mapInstances({ grid, labels: wholeBlock(grid, labels), layers }, segments, review);
}

/** The centre of a finding, in mm (LPS). */
export function centreOf({ grid }: TimePoint, { centre }: Finding): Point<"lps"> {
  return ijkToLps(grid, centre);
}

/** Both axes of a finding: those measured by hand take precedence. */
export function axesOf({ measured, diameter }: Finding): {
  readonly longMm: number;
  readonly shortMm: number | undefined;
} {
  return measured ?? { longMm: diameter.lengthMm, shortMm: diameter.shortAxisMm };
}

/** SNOMED CT, Lymph node. */
const lymphNode = "59441001";

/** Whether a segment's parts are lymph nodes, by its codes or its label. */
export function isLymphNode({ label, type, anatomicRegion }: Segment): boolean {
  const codes = [type, ...(anatomicRegion ? [anatomicRegion] : [])];
  return (
    codes.some(({ codeValue, codeMeaning }) => codeValue === lymphNode || /lymph node/i.test(codeMeaning)) ||
    /lymph ?node|lymphknoten/i.test(label)
  );
}

/** What distinguishes organs: the anatomic region with its laterality, else the segment's label. */
export function organOf({ label, anatomicRegion, anatomicRegionModifier }: Segment): string {
  if (!anatomicRegion) return label;
  return [anatomicRegion.codeMeaning, anatomicRegionModifier?.codeMeaning].filter(Boolean).join(", ");
}
