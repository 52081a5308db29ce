import { type Grid, voxelVolumeMl } from "../geometry/index.ts";

/**
 * Voxels of every label but the background, in all and slice by slice along one grid axis, kept up to date as voxels change: neither a
 * volume in ml nor the slice strip ever looks at the whole volume again.
 */
export class LabelCounts {
  readonly sliceAxis: 0 | 1 | 2;
  readonly #voxelMl: number;
  readonly #total = new Float64Array(256);
  readonly #bySlice: Uint32Array;

  constructor(grid: Grid, sliceAxis: 0 | 1 | 2) {
    this.sliceAxis = sliceAxis;
    this.#voxelMl = voxelVolumeMl(grid);
    this.#bySlice = new Uint32Array(256 * grid.size[sliceAxis]);
  }

  /** `count` voxels with that index along {@link sliceAxis} went from one label to another. */
  move(sliceIndex: number, before: number, after: number, count: number): void {
    this.#total[before]! -= count;
    this.#total[after]! += count;
    this.#bySlice[sliceIndex * 256 + before]! -= count;
    this.#bySlice[sliceIndex * 256 + after]! += count;
  }

  voxels(label: number): number {
    return this.#total[label]!;
  }

  volumeMl(label: number): number {
    return this.#total[label]! * this.#voxelMl;
  }

  voxelsInSlice(label: number, sliceIndex: number): number {
    return this.#bySlice[sliceIndex * 256 + label]!;
  }
}
