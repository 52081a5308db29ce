import type { Grid } from "../../geometry/index.ts";
import { type Box, emptyBox, type GridAxis, voxelMlOfSlices } from "../../regions/index.ts";

/**
 * Voxels of every label but the background, in all and slice by slice along each grid axis, kept up to date as voxels change:
 * neither a volume in ml, nor the slice strip, nor the box around a segment ever looks at the whole volume again.
 */
export class LabelCounts {
  /** The axis along which the slice strip counts. */
  readonly sliceAxis: GridAxis;
  readonly #grid: Grid;
  readonly #sliceExtentsMm: readonly number[] | undefined;
  readonly #size: Grid["size"];
  readonly #voxelMlOf: (sliceIndex: number) => number;
  readonly #isEven: boolean;
  readonly #total = new Float64Array(256);
  readonly #bySlice: readonly [Uint32Array, Uint32Array, Uint32Array];

  /** `sliceExtentsMm`: what each slice along k stands for, where that is not the grid's spacing. */
  constructor(grid: Grid, sliceAxis: GridAxis, sliceExtentsMm?: readonly number[]) {
    const { size } = grid;
    this.#grid = grid;
    this.#sliceExtentsMm = sliceExtentsMm;
    this.sliceAxis = sliceAxis;
    this.#size = size;
    this.#voxelMlOf = voxelMlOfSlices(grid, sliceExtentsMm);
    this.#isEven = sliceExtentsMm === undefined;
    const countsAlong = (axis: GridAxis) => new Uint32Array(256 * size[axis]);
    this.#bySlice = [countsAlong(0), countsAlong(1), countsAlong(2)];
  }

  /** `count` voxels within a row, from that with the linear index `start` on, went from one label to another. */
  move(start: number, count: number, before: number, after: number): void {
    const [byI, byJ, byK] = this.#bySlice;
    const [columns, rows] = this.#size;
    const row = Math.floor(start / columns);
    const i = start - row * columns;
    const k = Math.floor(row / rows);
    const j = row - k * rows;
    this.#total[before]! -= count;
    this.#total[after]! += count;
    byJ[j * 256 + before]! -= count;
    byJ[j * 256 + after]! += count;
    byK[k * 256 + before]! -= count;
    byK[k * 256 + after]! += count;
    for (let at = i * 256; at < (i + count) * 256; at += 256) {
      byI[at + before]!--;
      byI[at + after]!++;
    }
  }

  /** The same counts, which no longer follow. */
  copy(): LabelCounts {
    const copy = new LabelCounts(this.#grid, this.sliceAxis, this.#sliceExtentsMm);
    copy.#total.set(this.#total);
    for (const axis of [0, 1, 2] as const) copy.#bySlice[axis].set(this.#bySlice[axis]);
    return copy;
  }

  voxels(label: number): number {
    return this.#total[label]!;
  }

  volumeMl(label: number): number {
    if (this.#isEven) return this.#total[label]! * this.#voxelMlOf(0);
    let ml = 0;
    for (let k = 0; k < this.#size[2]; k++) ml += this.voxelsInSlice(label, k, 2) * this.#voxelMlOf(k);
    return ml;
  }

  voxelsInSlice(label: number, sliceIndex: number, axis: GridAxis = this.sliceAxis): number {
    return this.#bySlice[axis][sliceIndex * 256 + label]!;
  }

  /** The smallest box with all voxels of the label; an empty one while it has none. Not for the background. */
  box(label: number): Box {
    if (!(this.#total[label]! > 0)) return emptyBox;
    const range = (axis: GridAxis): [number, number] => {
      let [first, last] = [0, this.#size[axis] - 1];
      while (this.voxelsInSlice(label, first, axis) === 0) first++;
      while (this.voxelsInSlice(label, last, axis) === 0) last--;
      return [first, last + 1];
    };
    const [[i0, i1], [j0, j1], [k0, k1]] = [range(0), range(1), range(2)];
    return { from: [i0, j0, k0], to: [i1, j1, k1] };
  }
}
