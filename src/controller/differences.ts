import { testOfMask } from "../regions/index.ts";
import { type Draft, draftMasks } from "../review/index.ts";
import type { Comparison } from "./comparison.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { Review } from "./review.ts";
import type { DifferenceFrom } from "./state-parts.ts";

/** Whether a voxel (linear index of the grid) belongs to the segment in what it is compared with. */
export type OtherVoxels = (index: number) => boolean;

/** Shows where the active segment differs from the reference or from the model's result. */
export class Differences {
  readonly #context: ControllerContext;
  readonly #review: Review;
  readonly #comparison: Comparison;
  #restored:
    | { readonly draft: Draft; readonly segmentNumber: number; readonly voxels: OtherVoxels }
    | undefined;

  constructor(context: ControllerContext, review: Review, comparison: Comparison) {
    this.#context = context;
    this.#review = review;
    this.#comparison = comparison;
  }

  /** Shows the difference from one of the two, or hides it if it is shown. */
  toggle(from: DifferenceFrom): void {
    const { state, store } = this.#context;
    const isThere = from === "reference" ? state.comparison : this.#review.draft;
    if (isThere) store.update({ differenceFrom: state.differenceFrom === from ? undefined : from });
  }

  /** Hides the difference, or shows it: from the reference if there is one, else from the model. */
  toggleAny(): void {
    const { differenceFrom, comparison } = this.#context.state;
    this.toggle(differenceFrom ?? (comparison ? "reference" : "model"));
  }

  /** What the active segment is compared with; undefined if nothing. */
  get other(): OtherVoxels | undefined {
    const { differenceFrom, activeSegment: segmentNumber } = this.#context.state;
    if (differenceFrom === "reference") {
      const counterpart = this.#comparison.counterpart(segmentNumber);
      if (!counterpart) return undefined;
      const { voxels } = counterpart.labelMap;
      return (index) => voxels[index] === counterpart.segment.segmentNumber;
    }
    const draft = differenceFrom && this.#review.draft;
    const session = this.#context.study?.session;
    if (!draft || !session) this.#restored = undefined;
    else if (this.#restored?.draft !== draft || this.#restored.segmentNumber !== segmentNumber) {
      const mask = draftMasks(draft, session)(segmentNumber);
      this.#restored = { draft, segmentNumber, voxels: testOfMask(mask, session.grid) };
    }
    return this.#restored?.voxels;
  }
}
