import { createSignal } from "../editing/index.ts";
import type { Point } from "../geometry/index.ts";
import type { GridAxis } from "../regions/index.ts";

/** A slice of a grid: the axis across which it lies, and its index along that. */
export interface GridPlace {
  readonly axis: GridAxis;
  readonly index: number;
}

/** What a user pointed at in a pane. Points are fractional voxels of its slice: of a box two opposite corners. */
export interface PromptMark {
  readonly kind: "click" | "box" | "lasso" | "scribble";
  /** It points at the object, rather than beside it. */
  readonly adds: boolean;
  readonly points: readonly Point<"ijk">[];
  readonly slice: GridPlace;
  /** Of a lasso: it is the object in its slice, as somebody has drawn it. */
  readonly isExact?: boolean;
}

/** One slice of a mask: 1 inside, the lower axis of the slice first. The same object as long as it is the same mask. */
export interface SliceMask {
  readonly size: readonly [number, number];
  readonly labels: Uint8Array;
}

/** An object as far as it is outlined. */
export interface PromptPreview {
  /** Undefined where nothing of it lies in the slice. */
  slice(place: GridPlace): SliceMask | undefined;
}

/** What a user points at and what is outlined there, before it is taken into the segmentation. */
export class PromptDraft {
  /** What there is to see is another. */
  readonly changed = createSignal();
  /** The marks are others: the outline has to follow. */
  readonly marksChanged = createSignal();
  /** The pointer is over a slice with the tool in hand. */
  readonly hovered = createSignal<GridPlace>();
  #marks: readonly PromptMark[] = [];
  #sketch: PromptMark | undefined;
  #preview: PromptPreview | undefined;

  /** In the order in which they were made. */
  get marks(): readonly PromptMark[] {
    return this.#marks;
  }

  /** The mark that is being drawn. */
  get sketch(): PromptMark | undefined {
    return this.#sketch;
  }

  get preview(): PromptPreview | undefined {
    return this.#preview;
  }

  add(mark: PromptMark): void {
    this.set([...this.#marks, mark]);
  }

  /** Does nothing where there is none at that place of the list. */
  removeAt(at: number): void {
    if (at in this.#marks) this.set(this.#marks.filter((_, n) => n !== at));
  }

  removeLast(): void {
    this.removeAt(this.#marks.length - 1);
  }

  /** Other marks in the place of all that there are; none takes the preview away, too. */
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
