import { type Draft, measureUptake, nextUnseen, type ReviewState } from "../review/index.ts";
import type { ControllerContext, OpenStudy } from "./controller-context.ts";
import { type ReviewItem, type ReviewOrder, toReviewItems } from "./review-items.ts";

/** Going through what was found, saying what it is held to be, and what was changed since the model drew it. */
export class Review {
  readonly #context: ControllerContext;
  #stop: (() => void) | undefined;

  constructor(context: ControllerContext) {
    this.#context = context;
    context.opened.subscribe((study) => this.#watch(study));
  }

  /** Lesions, and segments without any, measured. They follow edits within a second. */
  get items(): ReviewItem[] {
    return toReviewItems(this.#context.state);
  }

  /** Sorts the items; undefined is the order in which they were found. */
  sort(reviewOrder: { readonly by: ReviewOrder; readonly descending: boolean } | undefined): void {
    this.#context.store.update({ reviewOrder });
  }

  /** Brings an item into view and makes its segment the one to draw into. @throws AutosegError `not-open`. */
  goTo({ id, place, segmentNumber }: ReviewItem): void {
    const { view, session } = this.#context.require();
    view.goTo(place);
    session.activeSegment = segmentNumber;
    this.#context.store.update({ activeItem: id });
    this.#measureUptake();
  }

  /** Goes to the first finding to be reviewed, else to the first finding; a segmentation without findings stays as it is shown. */
  goToFirst(): void {
    const findings = this.items.filter(({ findingId }) => findingId !== undefined);
    const first = nextUnseen({ findings }) ?? findings[0];
    if (first) this.goTo(first);
  }

  /** Goes to the next item that nobody has looked at. */
  next(): void {
    const next = nextUnseen({ findings: this.items }, this.#context.state.activeItem);
    if (next) this.goTo(next);
  }

  /**
   * Says what the active item is held to be, as a step that can be undone. What is rejected stays on screen, and is exported
   * as the organ that it lies in, or left out.
   * @throws AutosegError `not-open`, and `busy` while something is drawn.
   */
  decide(state: ReviewState): void {
    const { review } = this.#context.requireIdle();
    const item = this.items.find(({ id }) => id === this.#context.state.activeItem);
    if (item) review.decide(item, state);
  }

  /**
   * Says what the active item is held to be, and brings the next into view that nobody has looked at: the next in the list
   * as it was, since what is said may change its order. Without an active item it brings the first into view, and says
   * nothing: nobody has looked at anything then.
   * @throws AutosegError as {@link decide}.
   */
  decideAndGoOn(state: ReviewState): void {
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

  /** What the model's last run left; undefined before the first. */
  get draft(): Draft | undefined {
    return this.#context.study?.review.draft;
  }

  /** Whether it is to be known what a person has changed since the model's last run, segment by segment. */
  showChanges(showsChanges: boolean): void {
    this.#context.store.update({ showsChanges });
    this.#compareWithDraft();
  }

  /** On PET images: the highest uptake of the finding that is reviewed. */
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
