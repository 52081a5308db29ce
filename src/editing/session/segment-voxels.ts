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
 * Each segment with its own voxels as they are applied, wherever it lies: among the labels, or in a layer over them. What a person
 * sees, measures or compares of a segment is read here.
 */
export class SegmentVoxels {
  readonly #grid: Grid;
  readonly #counts: LabelCounts;
  readonly #described: DescribedSegments;
  readonly #edits: EditsInProgress;
  readonly #sliceExtentsMm: readonly number[] | undefined;
  /** By segment number: the volume that a file states on a finer grid, and the voxels that show it here. */
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

  /** How many there are. */
  count(segmentNumber: number): number {
    return this.#layer(segmentNumber)?.voxels ?? this.#edits.appliedCounts.voxels(segmentNumber);
  }

  /** How many there are on a slice across a grid axis, as what is shown is: with what is only previewed. */
  countInSlice(segmentNumber: number, sliceIndex: number, axis: GridAxis): number {
    const layer = this.#layer(segmentNumber);
    return layer
      ? (layer.bySlice[axis][sliceIndex] ?? 0)
      : this.#counts.voxelsInSlice(segmentNumber, sliceIndex, axis);
  }

  /** The volume in ml: theirs, or what a file has stated of just those. */
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

  /** A box that holds them all; empty where there are none. */
  box(segmentNumber: number): Box {
    return this.#described.layers.get(segmentNumber)?.box ?? this.#edits.appliedCounts.box(segmentNumber);
  }

  /** 1 for each of them in a box of the grid, else 0. Copied. */
  mask(segmentNumber: number, box = this.box(segmentNumber)): Block<Uint8Array> {
    const target: EditTarget = {
      grid: this.#grid,
      labels: wholeBlock(this.#grid, this.#edits.appliedVoxels),
      layers: this.#described.layers,
    };
    return { box, values: segmentMask(target, segmentNumber, box) };
  }

  /** A test of whether a voxel (linear index of the grid) is one of them, as they are now and, among the labels, while they are drawn. */
  test(segmentNumber: number, labels: Uint8Array): (index: number) => boolean {
    const layer = this.#described.layers.get(segmentNumber);
    return layer ? testOfMask(layer, this.#grid) : (index) => labels[index] === segmentNumber;
  }

  /** Numbers of the segments that hold a voxel: those in layers, which lie over the others, first. */
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
