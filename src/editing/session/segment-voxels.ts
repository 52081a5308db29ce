import type { Grid } from "../../geometry/index.ts";
import {
  type Block,
  type Box,
  type GridAxis,
  isInBox,
  offsetIn,
  type Triple,
  testOfMask,
  wholeBlock,
} from "../../regions/index.ts";
import { type EditTarget, segmentMask } from "../operations/edit-target.ts";
import type { CountedLabels } from "./counted-labels.ts";
import type { DescribedSegments } from "./described-segments.ts";
import type { EditsInProgress } from "./edits-in-progress.ts";
import type { LabelCounts } from "./label-counts.ts";
import { measureLayer } from "./layers.ts";

/**
 * The applied voxels of each segment, whether among the labels or in a layer. What the user sees, measures or compares of a
 * segment is read here.
 */
export class SegmentVoxels {
  readonly #grid: Grid;
  readonly #counts: LabelCounts;
  readonly #described: DescribedSegments;
  readonly #edits: EditsInProgress;
  readonly #sliceExtentsMm: readonly number[] | undefined;
  /** By segment number: the volume on the finer grid of a file, and the number of voxels that represent it here. */
  #stated: ReadonlyMap<number, { readonly ml: number; readonly voxels: number }> = new Map();

  constructor(
    { grid, counts }: CountedLabels,
    described: DescribedSegments,
    edits: EditsInProgress,
    sliceExtentsMm: readonly number[] | undefined,
  ) {
    this.#grid = grid;
    this.#counts = counts;
    this.#described = described;
    this.#edits = edits;
    this.#sliceExtentsMm = sliceExtentsMm;
  }

  /** Number of voxels of a segment. */
  count(segmentNumber: number): number {
    return this.#layer(segmentNumber)?.voxels ?? this.#edits.appliedCounts.voxels(segmentNumber);
  }

  /** Number of voxels on a slice across a grid axis, as shown: including a preview. */
  countInSlice(segmentNumber: number, sliceIndex: number, axis: GridAxis): number {
    const layer = this.#layer(segmentNumber);
    return layer
      ? (layer.bySlice[axis][sliceIndex] ?? 0)
      : this.#counts.voxelsInSlice(segmentNumber, sliceIndex, axis);
  }

  /** Volume in ml: that of the voxels, or the one a file stated if the segment still has the same number of voxels. */
  volumeMl(segmentNumber: number): number {
    const voxels = this.count(segmentNumber);
    const stated = this.#stated.get(segmentNumber);
    if (voxels > 0 && stated?.voxels === voxels) return stated.ml;
    return this.#layer(segmentNumber)?.ml ?? this.#edits.appliedCounts.volumeMl(segmentNumber);
  }

  /** As `SegmentationSession.stateVolumes`. */
  stateVolumes(volumesMl: ReadonlyMap<number, number>): void {
    this.#stated = new Map(
      [...volumesMl].map(([number, ml]) => [number, { ml, voxels: this.count(number) }]),
    );
    this.#described.changed.emit();
  }

  /** A box that holds all its voxels; empty if there are none. */
  box(segmentNumber: number): Box {
    return this.#described.layers.get(segmentNumber)?.box ?? this.#edits.appliedCounts.box(segmentNumber);
  }

  /** A mask: 1 for each of its voxels in a box of the grid, else 0. A copy. */
  mask(segmentNumber: number, box = this.box(segmentNumber)): Block<Uint8Array> {
    const target: EditTarget = {
      grid: this.#grid,
      labels: wholeBlock(this.#grid, this.#edits.appliedVoxels),
      layers: this.#described.layers,
    };
    return { box, values: segmentMask(target, segmentNumber, box) };
  }

  /** A test of whether a voxel (linear index in the grid) belongs to the segment; it follows changes of `labels`. */
  test(segmentNumber: number, labels: Uint8Array): (index: number) => boolean {
    const layer = this.#described.layers.get(segmentNumber);
    return layer ? testOfMask(layer, this.#grid) : (index) => labels[index] === segmentNumber;
  }

  /** Numbers of the segments that hold a voxel, those in layers first, since they lie over the others. */
  at(place: Triple): number[] {
    const over = [...this.#described.layers].filter(
      ([, { box, values }]) => isInBox(box, place) && values[offsetIn(box, ...place)] === 1,
    );
    const [columns, rows] = this.#grid.size;
    const label = this.#edits.appliedVoxels[place[0] + columns * (place[1] + rows * place[2])]!;
    return [...over.map(([number]) => number), ...(label > 0 ? [label] : [])];
  }

  #layer(segmentNumber: number) {
    const layer = this.#described.layers.get(segmentNumber);
    return layer && measureLayer(layer, this.#grid, this.#sliceExtentsMm);
  }
}
