import { type Hover, modifiersOf } from "./brush-cursor.ts";
import type { DrawingPane } from "./drawing-pane.ts";

interface Pointer {
  /** In CSS pixels of the viewport. */
  readonly x: number;
  readonly y: number;
  /** A button is down: the pointer belongs to the pane where it was pressed, wherever it moves. */
  readonly isDown: boolean;
  readonly modifiers: Pick<Hover, "erases" | "fromAll">;
}

/**
 * Where the pointer is, from its last event. When panes move under it, after a change of layout for instance, no event is sent;
 * its position in a pane is therefore computed on demand.
 */
export class HoveredPane<P extends DrawingPane> {
  readonly #panes: readonly P[];
  #pointer: Pointer | undefined;
  #last: P | undefined;

  constructor(panes: readonly P[]) {
    this.#panes = panes;
  }

  /** The pointer moved over a pane, or left it (undefined). */
  set(pane: P | undefined, event: MouseEvent): void {
    const { clientX: x, clientY: y, buttons } = event;
    this.#last = pane;
    this.#pointer = pane && { x, y, isDown: buttons !== 0, modifiers: modifiersOf(event) };
  }

  /** Shift or Alt was pressed or released. */
  modify(modifiers: Pointer["modifiers"]): void {
    if (this.#pointer) this.#pointer = { ...this.#pointer, modifiers };
  }

  /** The pane under the pointer. */
  get pane(): P | undefined {
    const pointer = this.#pointer;
    if (!pointer || pointer.isDown || (this.#last && isIn(pointer, this.#last))) return this.#last;
    return this.#panes.find((pane) => isIn(pointer, pane));
  }

  /** The pointer's position in a pane; undefined if it is elsewhere. */
  hoverOver(pane: P): Hover | undefined {
    if (!this.#pointer || this.pane !== pane) return undefined;
    const { left, top } = pane.element.getBoundingClientRect();
    return { point: [this.#pointer.x - left, this.#pointer.y - top], ...this.#pointer.modifiers };
  }
}

function isIn({ x, y }: Pointer, { element }: DrawingPane): boolean {
  const { left, top, right, bottom } = element.getBoundingClientRect();
  return x >= left && x < right && y >= top && y < bottom;
}
