import type { CanvasPoint } from "./drawing-pane.ts";

/** A move of one of two fingers: the image pans with their midpoint and is enlarged by `factor`. */
export interface Pinch {
  readonly from: CanvasPoint;
  readonly to: CanvasPoint;
  readonly factor: number;
}

/** The fingers on the screen, by pointer id. */
export class Fingers {
  readonly #places = new Map<number, CanvasPoint>();

  get count(): number {
    return this.#places.size;
  }

  has(id: number): boolean {
    return this.#places.has(id);
  }

  put(id: number, point: CanvasPoint): void {
    this.#places.set(id, point);
  }

  /** @returns the pinch with the other finger; undefined unless there are two. */
  move(id: number, point: CanvasPoint): Pinch | undefined {
    const last = this.#places.get(id);
    this.#places.set(id, point);
    const [other] = [...this.#places].filter(([otherId]) => otherId !== id).map(([, place]) => place);
    if (!last || !other || this.count !== 2) return undefined;
    const factor = distance(point, other) / Math.max(1, distance(last, other));
    return { from: middle(last, other), to: middle(point, other), factor };
  }

  /** @returns whether it was down. */
  lift(id: number): boolean {
    return this.#places.delete(id);
  }
}

export function distance(a: CanvasPoint, b: CanvasPoint): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

function middle(a: CanvasPoint, b: CanvasPoint): CanvasPoint {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}
