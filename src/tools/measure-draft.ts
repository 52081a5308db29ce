import { createSignal } from "../editing/index.ts";
import type { DrawnAxes } from "../regions/index.ts";

/** Axes of a finding, as panes show them. */
export interface ShownAxes {
  /** Id of the finding. */
  readonly id: number;
  readonly axes: DrawnAxes;
  /** The finding is under review. */
  readonly isActive: boolean;
}

/** Manual axes: those of findings, and those being drawn. */
export class MeasureDraft {
  /** What is shown has changed. */
  readonly changed = createSignal();
  /** Axes were drawn, or an end of them was moved; without an id they are new. */
  readonly drawn = createSignal<{ readonly id: number | undefined; readonly axes: DrawnAxes }>();
  #shown: readonly ShownAxes[] = [];
  #sketch: { readonly id: number | undefined; readonly axes: DrawnAxes } | undefined;

  get shown(): readonly ShownAxes[] {
    return this.#shown;
  }

  /** The axes being drawn. */
  get sketch(): DrawnAxes | undefined {
    return this.#sketch?.axes;
  }

  /** All axes to show; those being drawn replace the ones they came from. */
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
