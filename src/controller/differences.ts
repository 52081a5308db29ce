import { type LabelSnapshot, restoreSnapshot } from "../review/index.ts";
import type { Comparison } from "./comparison.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { Review } from "./review.ts";
import type { DifferenceFrom } from "./state-parts.ts";

/** Labels beside what is drawn, in the order of the volume, and the number that stands for the segment there. */
export interface OtherLabels {
  readonly voxels: ArrayLike<number>;
  readonly label: number;
}

/** The map of where the active segment differs. */
export class Differences {
  readonly #context: ControllerContext;
  readonly #review: Review;
  readonly #comparison: Comparison;
  #restored: { readonly draft: LabelSnapshot; readonly voxels: Uint8Array } | undefined;

  constructor(context: ControllerContext, review: Review, comparison: Comparison) {
    this.#context = context;
    this.#review = review;
    this.#comparison = comparison;
  }

  /** Shows the difference from the one, or hides it when it is shown already. */
  toggle(from: DifferenceFrom): void {
    const { state, store } = this.#context;
    const isThere = from === "reference" ? state.comparison : this.#review.draft;
    if (isThere) store.update({ differenceFrom: state.differenceFrom === from ? undefined : from });
  }

  /** By key: hides the map, or shows the difference from the reference, else from the model. */
  toggleAny(): void {
    const { differenceFrom, comparison } = this.#context.state;
    this.toggle(differenceFrom ?? (comparison ? "reference" : "model"));
  }

  /** What the active segment is compared with now. */
  get other(): OtherLabels | undefined {
    const { differenceFrom, activeSegment } = this.#context.state;
    if (differenceFrom === "reference") {
      const counterpart = this.#comparison.counterpart(activeSegment);
      return counterpart && { voxels: counterpart.labelMap.voxels, label: counterpart.segment.segmentNumber };
    }
    const draft = differenceFrom && this.#review.draft;
    if (!draft) this.#restored = undefined;
    else if (this.#restored?.draft !== draft) this.#restored = { draft, voxels: restoreSnapshot(draft) };
    return this.#restored && { voxels: this.#restored.voxels, label: activeSegment };
  }
}
