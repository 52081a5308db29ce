import { createSignal } from "../editing/index.ts";
import type { Box } from "../regions/index.ts";

/** The box that the next run is limited to, and its state while being drawn. */
export class RunBoxDraft {
  /** The box was changed. */
  readonly chosen = createSignal();
  /** What is shown has changed. */
  readonly changed = createSignal();
  #box: Box | undefined;
  #sketch: Box | undefined;

  get box(): Box | undefined {
    return this.#box;
  }

  /** The box to show; one being drawn replaces the one before. */
  get visible(): Box | undefined {
    return this.#sketch ?? this.#box;
  }

  /** Undefined for the whole image. */
  choose(box: Box | undefined): void {
    this.#box = box;
    this.#sketch = undefined;
    this.chosen.emit();
    this.changed.emit();
  }

  draw(sketch: Box | undefined): void {
    this.#sketch = sketch;
    this.changed.emit();
  }
}
