import { createSignal } from "../editing/index.ts";
import type { DrawnAxes } from "../regions/index.ts";

/** Axes of a finding as panes show them. */
export interface ShownAxes {
  /** Of the finding. */
  readonly id: number;
  readonly axes: DrawnAxes;
  /** It is the finding that is reviewed. */
  readonly isActive: boolean;
}

/** Axes that a person has drawn, and is drawing. */
export class MeasureDraft {
  /** What there is to see is another. */
  readonly changed = createSignal();
  /** Axes were drawn, or an end of them was moved; without an id they are new. */
  readonly drawn = createSignal<{ readonly id: number | undefined; readonly axes: DrawnAxes }>();
  #shown: readonly ShownAxes[] = [];
  #sketch: { readonly id: number | undefined; readonly axes: DrawnAxes } | undefined;

  get shown(): readonly ShownAxes[] {
    return this.#shown;
  }

  /** What is being drawn. */
  get sketch(): DrawnAxes | undefined {
    return this.#sketch?.axes;
  }

  /** All that there is to see: what is being drawn is seen in the place of what it was. */
  get visible(): readonly { readonly axes: DrawnAxes; readonly isActive: boolean }[] {
    const sketch = this.#sketch;
    if (!sketch) return this.#shown;
    return [...this.#shown.filter(({ id }) => id !== sketch.id), { axes: sketch.axes, isActive: true }];
  }

  show(shown: readonly ShownAxes[]): void {
    this.#shown = shown;
    this.changed.emit();
  }

  draw(sketch: { readonly id: number | undefined; readonly axes: DrawnAxes } | undefined): void {
    this.#sketch = sketch;
    this.changed.emit();
  }
}
