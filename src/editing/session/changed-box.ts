import type { Box } from "../../regions/index.ts";

/** The smallest box around runs of voxels that are added one by one, in many: made without garbage. */
export class ChangedBox {
  readonly #low = new Int32Array(3);
  readonly #end = new Int32Array(3);

  /** Columns `i` to `end - 1` of row (j, k). */
  add(i: number, end: number, j: number, k: number): void {
    const [low, high] = [this.#low, this.#end];
    if (high[0] === 0) low.fill(0x7fffffff);
    if (i < low[0]!) low[0] = i;
    if (j < low[1]!) low[1] = j;
    if (k < low[2]!) low[2] = k;
    if (end > high[0]!) high[0] = end;
    if (j >= high[1]!) high[1] = j + 1;
    if (k >= high[2]!) high[2] = k + 1;
  }

  /** The box, which is empty again from then on; undefined when nothing was added. */
  take(): Box | undefined {
    if (this.#end[0] === 0) return undefined;
    const [i0, j0, k0] = this.#low;
    const [i1, j1, k1] = this.#end;
    this.#end.fill(0);
    return { from: [i0!, j0!, k0!], to: [i1!, j1!, k1!] };
  }
}
