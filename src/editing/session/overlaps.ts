import { wholeBlock } from "../../regions/index.ts";
import { filterRuns, type VoxelRuns } from "../voxel-runs.ts";
import type { CountedLabels } from "./counted-labels.ts";
import type { DescribedSegments } from "./described-segments.ts";
import { forEachLayerRun, joinRuns, layerOf } from "./layers.ts";
import type { OpenEdit } from "./open-edit.ts";

/**
 * Segments that may overlap. Each voxel has only one label, so when a segment that may overlap is drawn over another, that
 * one is moved into a layer of its own, complete; it comes back to the labels when it is edited.
 */
export class Overlaps {
  readonly #labels: CountedLabels;
  readonly #described: DescribedSegments;

  constructor(labels: CountedLabels, described: DescribedSegments) {
    this.#labels = labels;
    this.#described = described;
  }

  /** Whether any segment may overlap others. */
  get isPossible(): boolean {
    return this.#described.all.some(({ segmentNumber }) => this.#mayOverlap(segmentNumber));
  }

  /** Whether these changes involve layers: a segment must not lose its voxels, or one in a layer gains some. */
  concern({ before, after }: VoxelRuns): boolean {
    const { layers } = this.#described;
    if (!this.#areThere) return false;
    return after.some(
      (label, n) => layers.has(label) || (label !== 0 && before[n] !== 0 && this.#mayOverlap(label)),
    );
  }

  /** Takes a segment out of its layer; segments that it overlaps move into layers. Written into the edit. */
  bringForward(segmentNumber: number, edit: OpenEdit): void {
    const { grid, voxels } = this.#labels;
    const layer = this.#described.layers.get(segmentNumber);
    if (!layer) return;
    const layers = new Map(this.#described.layers);
    layers.delete(segmentNumber);
    const below = new Set<number>();
    forEachLayerRun(layer, grid, (start, length) => {
      for (let at = start; at < start + length; at++) if (voxels[at]) below.add(voxels[at]!);
    });
    for (const label of below) layers.set(label, this.#takeOut(label, edit));
    forEachLayerRun(layer, grid, (start, length) => edit.setRun(start, length, 0, segmentNumber));
    edit.layers = layers;
  }

  /**
   * Sorts out what an edit by hand has written: voxels that it took for a segment that may overlap are given back, in layers,
   * and voxels of a segment in a layer are moved there.
   */
  settle(edit: OpenEdit): void {
    if (!this.#areThere) return;
    const runs = edit.changes;
    if (!this.concern(runs)) return;
    const types = new Map(edit.types ?? this.#described.typesAfterHand(runs, edit.segments));
    this.#intoLayers(runs, edit);
    for (const label of this.#giveBack(runs, edit)) {
      const type = this.#described.types.get(label);
      if (type) types.set(label, type);
      else types.delete(label);
    }
    edit.types = types;
  }

  /** @returns the segments that lost nothing. */
  #giveBack(runs: VoxelRuns, edit: OpenEdit): ReadonlySet<number> {
    const layers = new Map(edit.layers ?? this.#described.layers);
    const isTaken = (n: number): boolean => {
      const [before, after] = [runs.before[n]!, runs.after[n]!];
      return before !== 0 && after !== 0 && !layers.has(after) && this.#mayOverlap(after);
    };
    const taken = new Set([...runs.before].filter((_, n) => isTaken(n)));
    if (taken.size === 0) return taken;
    for (const label of taken) {
      const lost = filterRuns(runs, (n) => runs.before[n] === label && isTaken(n));
      layers.set(label, this.#takeOut(label, edit, lost));
    }
    edit.layers = layers;
    return taken;
  }

  #intoLayers(runs: VoxelRuns, edit: OpenEdit): void {
    const layers = new Map(this.#described.layers);
    const written = new Set([...runs.after].filter((label) => layers.has(label)));
    if (written.size === 0) return;
    for (const label of written) {
      const won = filterRuns(runs, (n) => runs.after[n] === label);
      layers.set(label, joinRuns(layers.get(label)!, won, this.#labels.grid));
      const keepsOthers = this.#mayOverlap(label);
      for (let n = 0; n < won.start.length; n++)
        edit.setRun(won.start[n]!, won.length[n]!, label, keepsOthers ? won.before[n]! : 0);
    }
    edit.layers = layers;
  }

  /** Moves a segment into a layer, with the voxels that runs have taken from it; its labels become background. */
  #takeOut(label: number, edit: OpenEdit, lost?: VoxelRuns) {
    const { grid, voxels, counts } = this.#labels;
    const own = layerOf(wholeBlock(grid, voxels), label, counts.box(label));
    const layer = lost ? joinRuns(own, lost, grid) : own;
    forEachLayerRun(own, grid, (start, length) => edit.setRun(start, length, label, 0));
    return layer;
  }

  /** Whether there are any layers or overlapping segments; without them no edit needs to be examined. */
  get #areThere(): boolean {
    return this.#described.layers.size > 0 || this.isPossible;
  }

  #mayOverlap(segmentNumber: number): boolean {
    return this.#described.display(segmentNumber).overlaps;
  }
}
