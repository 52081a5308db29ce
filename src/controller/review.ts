import { type Draft, measureUptake, nextUnseen, type ReviewState } from "../review/index.ts";
import type { ControllerContext, OpenStudy } from "./controller-context.ts";
import { type ReviewItem, type ReviewOrder, toReviewItems } from "./review-items.ts";

/** Steps through the findings, sets their review states, and shows what was changed since the model's run. */
export class Review {
  readonly #context: ControllerContext;
  #stop: (() => void) | undefined;

  constructor(context: ControllerContext) {
    this.#context = context;
    context.opened.subscribe((study) => this.#watch(study));
  }

  /** Lesions, and segments without any, with their measurements. Updated within a second of an edit. */
  get items(): ReviewItem[] {
    return toReviewItems(this.#context.state);
  }

  /** Sorts the items; undefined for the order in which they were found. */
  sort(reviewOrder: { readonly by: ReviewOrder; readonly descending: boolean } | undefined): void {
    this.#context.store.update({ reviewOrder });
  }

  /** Brings an item into view and activates its segment. @throws AutosegError `not-open`. */
  goTo({ id, place, segmentNumber }: ReviewItem): void {
    const { view, session } = this.#context.require();
    view.goTo(place);
    session.activeSegment = segmentNumber;
    this.#context.store.update({ activeItem: id });
    this.#measureUptake();
  }

  /** Goes to the first finding that is still to be reviewed, else to the first finding, if there is one. */
  goToFirst(): void {
    this.#settle();
    const findings = this.items.filter(({ findingId }) => findingId !== undefined);
    const first = nextUnseen({ findings }) ?? findings[0];
    if (first) this.goTo(first);
  }

  /** Goes to the next unseen item. */
  next(): void {
    this.#settle();
    const next = nextUnseen({ findings: this.items }, this.#context.state.activeItem);
    if (next) this.goTo(next);
  }

  /**
   * Sets the review state of the active item as an undoable step. A rejected item stays on screen; exports assign its voxels to
   * the surrounding segment, or leave them out.
   * @throws AutosegError `not-open`; `busy` while something is being drawn.
   */
  decide(state: ReviewState): void {
    const { review } = this.#context.requireIdle();
    this.#settle();
    const item = this.items.find(({ id }) => id === this.#context.state.activeItem);
    if (item) review.decide(item, state);
  }

  /**
   * Sets the review state of the active item and goes to the next unseen one in the list's order before the change. Without an
   * active item it only goes to the first unseen item, so that nothing is decided that has not been looked at.
   * @throws AutosegError as {@link decide}.
   */
  decideAndGoOn(state: ReviewState): void {
    this.#settle();
    const { activeItem } = this.#context.state;
    const order = this.items.map(({ id }) => id);
    if (activeItem === undefined || !order.includes(activeItem)) {
      this.next();
      return;
    }
    this.decide(state);
    const items = this.items;
    const findings = order.flatMap((id) => items.find((item) => item.id === id) ?? []);
    const next = nextUnseen({ findings }, activeItem);
    if (next) this.goTo(next);
  }

  /** The result of the model's last run; undefined before the first. */
  get draft(): Draft | undefined {
    return this.#context.study?.review.draft;
  }

  /** Whether the state lists the changes made by hand since the model's last run. */
  showChanges(showsChanges: boolean): void {
    this.#context.store.update({ showsChanges });
    this.#compareWithDraft();
  }

  /**
   * Brings the list up to date with what was drawn a moment ago. The active item becomes the finding that it is now; a whole
   * segment stays active even if a run has just drawn it anew.
   */
  #settle(): void {
    const { study, state, store } = this.#context;
    study?.review.settle();
    const isStill = this.items.some(
      ({ id, findingId }) => id === state.activeItem && findingId === undefined,
    );
    if (isStill && this.#context.state.activeItem === undefined)
      store.update({ activeItem: state.activeItem });
  }

  /** On PET images, measures the highest uptake of the finding under review. */
  #measureUptake(): void {
    const { study, state, store } = this.#context;
    const suvFactor = state.study?.suvFactor;
    if (!study || suvFactor === undefined) return;
    const findingId = this.items.find(({ id }) => id === state.activeItem)?.findingId;
    const finding = state.review.findings.find(({ id }) => id === findingId);
    const uptake = finding && measureUptake(study.session.editTarget, finding);
    const activeUptake = uptake && { max: suvFactor * uptake.max, peak: suvFactor * uptake.peak };
    store.update({ activeUptake });
  }

  #compareWithDraft(): void {
    const { study, state, store } = this.#context;
    if (state.showsChanges) store.update({ changes: study?.review.compareWithDraft() });
  }

  #watch(study: OpenStudy | undefined): void {
    this.#stop?.();
    this.#stop = study?.review.changed.subscribe(() => {
      this.#compareWithDraft();
      this.#measureUptake();
    });
  }
}
