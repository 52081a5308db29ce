import { createSignal } from "../editing/index.ts";
import type { Box } from "../regions/index.ts";

/** The box that the next run of a model is limited to, and how it is being drawn. */
export class RunBoxDraft {
  /** The box is another. */
  readonly chosen = createSignal();
  /** What there is to see is another. */
  readonly changed = createSignal();
  #box: Box | undefined;
  #sketch: Box | undefined;

  get box(): Box | undefined {
    return this.#box;
  }

  /** What is being drawn is seen in the place of what it was. */
  get visible(): Box | undefined {
    return this.#sketch ?? this.#box;
  }

  /** Undefined is the whole image. */
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
