import type { Grid, Point } from "../../geometry/index.ts";
import { forEachBrushedRow } from "../strokes/brush.ts";
import type { Stroke } from "../strokes/strokes.ts";
import { createSignal } from "./signal.ts";

/** A stroke that says what is there, as drawn; it changes no voxel until it is used. */
export interface Scribble {
  /** 0 is background. */
  readonly label: number;
  readonly slice: { readonly axis: 0 | 1 | 2; readonly index: number };
  readonly points: readonly Point<"ijk">[];
  readonly radiusMm: number;
}

/** The scribbles that were drawn but not used yet: seeds to grow from, or input for a repair. */
export class Scribbles {
  readonly changed = createSignal();
  #drawn: readonly Scribble[] = [];

  get drawn(): readonly Scribble[] {
    return this.#drawn;
  }

  add(stroke: Scribble): void {
    this.#drawn = [...this.#drawn, stroke];
    this.changed.emit();
  }

  /** Adds points to the last one. */
  extend(points: readonly Point<"ijk">[]): void {
    const last = this.#drawn.at(-1);
    if (!last) return;
    this.#drawn = [...this.#drawn.slice(0, -1), { ...last, points: [...last.points, ...points] }];
    this.changed.emit();
  }

  removeLast(): void {
    this.#drawn = this.#drawn.slice(0, -1);
    this.changed.emit();
  }

  clear(): void {
    this.#drawn = [];
    this.changed.emit();
  }

  /** The voxels of all scribbles, one entry for each stroke. */
  toStrokes(grid: Grid): Stroke[] {
    const [columns, rows] = grid.size;
    return this.#drawn.map(({ label, slice, points, radiusMm }) => {
      const voxels = new Set<number>();
      for (const [n, to] of points.entries()) {
        const from = points[Math.max(0, n - 1)]!;
        forEachBrushedRow(grid, { from, to, radiusMm, slice }, (first, end, j, k) => {
          for (let i = first; i < end; i++) voxels.add(i + columns * (j + rows * k));
        });
      }
      return { label, voxels: Uint32Array.from(voxels) };
    });
  }
}
