import { createSignal } from "../editing/index.ts";
import type { Point } from "../geometry/index.ts";
import type { GridAxis } from "../regions/index.ts";

/** A slice of a grid: the axis it lies across, and its index along that axis. */
export interface GridPlace {
  readonly axis: GridAxis;
  readonly index: number;
}

/** A prompt drawn in a pane. Points are fractional voxel indices on its slice; a box has two opposite corners. */
export interface PromptMark {
  readonly kind: "click" | "box" | "lasso" | "scribble";
  /** It marks the object, rather than what is not part of it. */
  readonly adds: boolean;
  readonly points: readonly Point<"ijk">[];
  readonly slice: GridPlace;
  /** For a lasso: it is the exact outline of the object in its slice, as drawn before. */
  readonly isExact?: boolean;
}

/** One slice of a mask: 1 inside, the lower axis of the slice first. Unchanged masks keep their identity. */
export interface SliceMask {
  readonly size: readonly [number, number];
  readonly labels: Uint8Array;
}

/** An object as outlined so far. */
export interface PromptPreview {
  /** Undefined if the object does not reach the slice. */
  slice(place: GridPlace): SliceMask | undefined;
}

/** Prompt marks and the outline made from them, before it is added to the segmentation. */
export class PromptDraft {
  /** What is shown has changed. */
  readonly changed = createSignal();
  /** The marks have changed, so the outline has to be updated. */
  readonly marksChanged = createSignal();
  /** The pointer is over a slice while the tool is active. */
  readonly hovered = createSignal<GridPlace>();
  #marks: readonly PromptMark[] = [];
  #sketch: PromptMark | undefined;
  #preview: PromptPreview | undefined;

  /** In the order they were made. */
  get marks(): readonly PromptMark[] {
    return this.#marks;
  }

  /** The mark being drawn. */
  get sketch(): PromptMark | undefined {
    return this.#sketch;
  }

  get preview(): PromptPreview | undefined {
    return this.#preview;
  }

  add(mark: PromptMark): void {
    this.set([...this.#marks, mark]);
  }

  /** Does nothing if there is no mark at that index. */
  removeAt(at: number): void {
    if (at in this.#marks) this.set(this.#marks.filter((_, n) => n !== at));
  }

  removeLast(): void {
    this.removeAt(this.#marks.length - 1);
  }

  /** Replaces all marks; an empty list also removes the preview. */
  set(marks: readonly PromptMark[]): void {
    this.#marks = marks;
    if (marks.length === 0) this.#preview = undefined;
    this.changed.emit();
    this.marksChanged.emit();
  }

  draw(sketch: PromptMark | undefined): void {
    this.#sketch = sketch;
    this.changed.emit();
  }

  show(preview: PromptPreview | undefined): void {
    this.#preview = preview;
    this.changed.emit();
  }
}
