import type { Segment, SegmentAlgorithmType } from "../../volume/index.ts";
import type { VoxelRuns } from "../voxel-runs.ts";
import type { Described, EditKind } from "./edit-history.ts";
import { type Layers, noLayers } from "./layers.ts";
import { createSignal } from "./signal.ts";

/** How a segment is displayed and whether it may be changed; never exported. */
export interface SegmentDisplay {
  readonly visible: boolean;
  readonly locked: boolean;
  /** Opacity of the fill, 0..1; the outline is not affected. */
  readonly opacity: number;
  /** Drawing it removes nothing from other segments: they may overlap. */
  readonly overlaps: boolean;
}

const initialDisplay: SegmentDisplay = { visible: true, locked: false, opacity: 0.3, overlaps: false };

/** The segments of a session without their voxels: what each is, how it was made, how it is displayed, and which is active. */
export class DescribedSegments {
  /** Segments were added or removed, or their display changed. */
  readonly changed = createSignal();
  readonly #display = new Map<number, SegmentDisplay>();
  #all: readonly Segment[];
  #types: AlgorithmTypes = new Map();
  #active: number;
  #layers: Layers = noLayers;

  constructor(segments: readonly Segment[]) {
    this.#all = segments;
    this.#active = segments[0]?.segmentNumber ?? 0;
  }

  get all(): readonly Segment[] {
    return this.#all;
  }

  get types(): AlgorithmTypes {
    return this.#types;
  }

  get layers(): Layers {
    return this.#layers;
  }

  get active(): number {
    return this.#active;
  }

  set active(segmentNumber: number) {
    if (!this.find(segmentNumber)) return;
    this.#active = segmentNumber;
    this.changed.emit();
  }

  find(segmentNumber: number): Segment | undefined {
    return this.#all.find((segment) => segment.segmentNumber === segmentNumber);
  }

  /** A segment's name for the description of a step; `more` are segments that the step adds. */
  nameOf(segmentNumber: number, more: readonly Segment[] = []): string {
    const named = [...this.#all, ...more];
    return named.find((segment) => segment.segmentNumber === segmentNumber)?.label ?? "background";
  }

  display(segmentNumber: number): SegmentDisplay {
    return this.#display.get(segmentNumber) ?? initialDisplay;
  }

  setDisplay(segmentNumber: number, change: Partial<SegmentDisplay>): void {
    this.#display.set(segmentNumber, { ...this.display(segmentNumber), ...change });
    this.changed.emit();
  }

  /** Gives new segments in the list the default display, whatever had their number before. */
  showAnew(segments: readonly Segment[]): void {
    for (const { segmentNumber } of segments)
      if (!this.find(segmentNumber)) this.#display.delete(segmentNumber);
  }

  /** Locked segments and, for edits by hand, hidden ones: the user could not see what changes. */
  unchangeable(kind: EditKind): number[] {
    return this.#all
      .map(({ segmentNumber }) => segmentNumber)
      .filter((segmentNumber) => {
        const { locked, visible } = this.display(segmentNumber);
        return locked || (kind === "hand" && !visible);
      });
  }

  wouldRemove(segments: readonly Segment[]): boolean {
    return this.#all.some((segment) => !isOneOf(segments, segment));
  }

  /** How the segments were made, after changes by hand that may leave other segments in the list. */
  typesAfterHand(runs: VoxelRuns, segments: readonly Segment[] | undefined): AlgorithmTypes {
    const added = segments?.filter(({ segmentNumber }) => !this.find(segmentNumber));
    const types = typesAfterHand(
      this.#types,
      runs,
      added?.map(({ segmentNumber }) => segmentNumber),
    );
    if (segments)
      for (const segmentNumber of types.keys())
        if (!segments.some((segment) => segment.segmentNumber === segmentNumber)) types.delete(segmentNumber);
    return types;
  }

  /** Sets other segments; the active one may be removed, or become the one that was added. */
  describe({ segments, types, layers = noLayers }: Described, activatesAdded = false): void {
    const added = segments.filter((segment) => !isOneOf(this.#all, segment));
    this.#all = segments;
    this.#types = types;
    this.#layers = layers;
    if (activatesAdded && added.length === 1) this.#active = added[0]!.segmentNumber;
    if (!this.find(this.#active)) this.#active = segments[0]?.segmentNumber ?? 0;
    this.changed.emit();
  }
}

function isOneOf(segments: readonly Segment[], { segmentNumber }: Segment): boolean {
  return segments.some((segment) => segment.segmentNumber === segmentNumber);
}

/** How each segment was made; a segment without an entry was never touched. */
export type AlgorithmTypes = ReadonlyMap<number, SegmentAlgorithmType>;

/**
 * AUTOMATIC becomes SEMIAUTOMATIC for every segment that gained or lost a voxel by hand; one never touched before becomes
 * MANUAL, unless it is one of `parts`, which were made from others: then it is SEMIAUTOMATIC if one of those is not MANUAL.
 */
export function typesAfterHand(
  types: AlgorithmTypes,
  { before, after }: VoxelRuns,
  parts: readonly number[] = [],
): Map<number, SegmentAlgorithmType> {
  const changed = new Map(types);
  const lost = new Set(before);
  const isByModel = (label: number): boolean => (types.get(label) ?? "MANUAL") !== "MANUAL";
  for (const label of new Set([...lost, ...new Set(after)])) {
    if (label === 0) continue;
    const hasModelsPart = isByModel(label) || (parts.includes(label) && [...lost].some(isByModel));
    changed.set(label, hasModelsPart ? "SEMIAUTOMATIC" : "MANUAL");
  }
  return changed;
}

/** The segment as exported: one drawn by hand names no algorithm. */
export function withAlgorithmType(segment: Segment, types: AlgorithmTypes): Segment {
  const algorithmType = types.get(segment.segmentNumber) ?? "MANUAL";
  if (algorithmType !== "MANUAL") return { ...segment, algorithmType };
  const { algorithmName: _name, algorithmVersion: _version, ...description } = segment;
  return { ...description, algorithmType };
}
