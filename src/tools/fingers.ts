import type { CanvasPoint } from "./drawing-pane.ts";

/** One of two fingers has moved: the image pans with their midpoint and is scaled by `factor`. */
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

  /** @returns whether the finger was down. */
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

/** Distance of a point from a line segment. */
export function distanceToSegment(point: CanvasPoint, from: CanvasPoint, to: CanvasPoint): number {
  const [x, y] = [to[0] - from[0], to[1] - from[1]];
  const square = x * x + y * y;
  const along = square === 0 ? 0 : ((point[0] - from[0]) * x + (point[1] - from[1]) * y) / square;
  const part = Math.max(0, Math.min(1, along));
  return distance(point, [from[0] + part * x, from[1] + part * y]);
}
