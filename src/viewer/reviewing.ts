import { nextUnseenItem, type ReviewItem, SessionReview, toReviewItems } from "../controller/index.ts";
import { emptyReview, type LabelSnapshot, type ReviewList, type ReviewState } from "../review/index.ts";
import { t } from "../texts/index.ts";
import type { OpenStudy, Workspace } from "./workspace.ts";

/** What was found, what a person has said of it, and what was changed since the model drew it. */
export class Reviewing {
  readonly #workspace: Workspace;
  #review: SessionReview | undefined;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    workspace.opened.subscribe((study) => this.#watch(study));
  }

  /** Marks what is being reviewed, and goes on to the next that nobody has looked at. */
  decide(state: ReviewState): void {
    const { notices, study } = this.#workspace;
    const { activeItem } = this.#workspace.state;
    if (study?.session.isEditing) {
      notices.notify("info", t("review.notNow"));
      return;
    }
    const item = this.#items().find(({ id }) => id === activeItem);
    if (item) this.#review?.decide(item, state);
    this.next();
  }

  /** Goes to the next item that nobody has looked at. */
  next(): void {
    const next = nextUnseenItem(this.#items(), this.#workspace.state.activeItem);
    if (next) this.goTo(next);
  }

  goTo({ id, place, segmentNumber }: ReviewItem): void {
    const { view, study, store } = this.#workspace;
    if (!study || !view) return;
    view.goTo(place);
    study.session.activeSegment = segmentNumber;
    store.update({ activeItem: id });
  }

  /** Takes over what was said of the segmentation; see `SessionReview.restore`. */
  restore(review: ReviewList, byHand: boolean): void {
    this.#review?.restore(review, byHand);
  }

  /** What was said of the segmentation as it is now. */
  settle(): ReviewList {
    return this.#review?.settle() ?? emptyReview;
  }

  /** What the model's last run left; undefined before the first. */
  get draft(): LabelSnapshot | undefined {
    return this.#review?.draft;
  }

  /** What a person has changed since the model's last run, segment by segment. */
  compareWithDraft(): void {
    this.#workspace.store.update({ changes: this.#review?.compareWithDraft() });
  }

  #items(): ReviewItem[] {
    return toReviewItems(this.#workspace.state);
  }

  #watch({ session }: OpenStudy): void {
    this.#review?.dispose();
    const review = new SessionReview(session);
    this.#review = review;
    const { store } = this.#workspace;
    store.update({ review: emptyReview, rejected: [], activeItem: undefined, changes: undefined });
    review.changed.subscribe(() => {
      store.update({ review: review.list, rejected: review.rejected });
      if (this.#workspace.state.showsChanges) this.compareWithDraft();
    });
  }
}
