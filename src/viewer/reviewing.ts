import type { EditStep } from "../cornerstone/index.ts";
import {
  compareWithSnapshot,
  emptyReview,
  type LabelSnapshot,
  type ReviewList,
  type ReviewState,
  segmentState,
  takeSnapshot,
  updateReview,
  withFindingState,
  withSegmentState,
} from "../review/index.ts";
import type { Segment } from "../volume/index.ts";
import { type ReviewItem, toReviewItems } from "./review-items.ts";
import type { OpenStudy, Workspace } from "./workspace.ts";

/** Category of segments whose parts are findings of their own: (49755003, SCT, "Morphologically Abnormal Structure"). */
const abnormality = "49755003";
/** Edits that follow each other quickly are looked at together. */
const settleMs = 250;

/** What was found, what a person has said of it, and what was changed since the model drew it. */
export class Reviewing {
  readonly #workspace: Workspace;
  /** The list as of each step of the history, so that undo brings states back too. */
  #reviews = new WeakMap<object, ReviewList>();
  /** What the model left, by the step of its run. */
  #drafts = new WeakMap<EditStep, LabelSnapshot>();
  #review = emptyReview;
  #lastStep: EditStep | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    workspace.opened.subscribe((study) => this.#watch(study));
  }

  /** Marks what is being reviewed, and goes on to the next that nobody has looked at. */
  decide(state: ReviewState): void {
    const { activeItem } = this.#workspace.state;
    const item = this.#items().find(({ id }) => id === activeItem);
    if (item?.findingId !== undefined) this.#set(withFindingState(this.#review, item.findingId, state));
    else if (item) this.#set(withSegmentState(this.#review, item.segmentNumber, state));
    this.next();
  }

  /** Goes to the next item that nobody has looked at. */
  next(): void {
    const items = this.#items();
    const at = items.findIndex(({ id }) => id === this.#workspace.state.activeItem) + 1;
    const next = [...items.slice(at), ...items.slice(0, at)].find(({ state }) => state === "unseen");
    if (next) this.goTo(next);
  }

  goTo({ id, place, segmentNumber }: ReviewItem): void {
    const { view, study, store } = this.#workspace;
    if (!study || !view) return;
    view.goTo(place);
    study.session.activeSegment = segmentNumber;
    store.update({ activeItem: id });
  }

  /** Takes over what was said of the segmentation as it is now. */
  restore(review: ReviewList): void {
    this.#lastStep = this.#workspace.study?.session.history.nextUndo;
    this.#set(review);
  }

  /** What a person has changed since the model's last run, segment by segment. */
  compareWithDraft(): void {
    const { study, store } = this.#workspace;
    const draft = study && this.#draftOf(study);
    const numbers = study?.session.segments.map(({ segmentNumber }) => segmentNumber) ?? [];
    store.update({ changes: draft && compareWithSnapshot(draft, study.session.voxels, numbers) });
  }

  #items(): ReviewItem[] {
    return toReviewItems(this.#workspace.state);
  }

  #draftOf({ session }: OpenStudy): LabelSnapshot | undefined {
    const run = session.history.steps.findLast((step) => this.#drafts.has(step));
    return run && this.#drafts.get(run);
  }

  #watch(study: OpenStudy): void {
    clearTimeout(this.#timer);
    this.#reviews = new WeakMap();
    this.#drafts = new WeakMap();
    this.#lastStep = undefined;
    this.#set(emptyReview);
    this.#workspace.store.update({ activeItem: undefined, changes: undefined });
    const { history } = study.session;
    history.changed.subscribe(() => {
      const step = history.nextUndo;
      if (step?.kind === "run" && !this.#drafts.has(step))
        this.#drafts.set(step, takeSnapshot(study.session.voxels));
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#update(study), settleMs);
    });
  }

  #update(study: OpenStudy): void {
    const { session } = study;
    if (this.#workspace.study !== study || session.isEditing) return;
    const step = session.history.nextUndo;
    if (step !== this.#lastStep) {
      const known = this.#reviews.get(step ?? session);
      const isUndo = this.#lastStep !== undefined && session.history.nextRedo === this.#lastStep;
      const changed = isUndo ? this.#lastStep : step;
      const byHand = changed?.kind === "hand";
      const numbers = session.segments.filter(isLesion).map(({ segmentNumber }) => segmentNumber);
      const update = (): ReviewList => {
        const review = updateReview(this.#review, session.editTarget, numbers, byHand);
        return byHand ? withCorrected(review, changed, numbers) : review;
      };
      this.#lastStep = step;
      this.#set(known ?? update());
    }
    if (this.#workspace.state.showsChanges) this.compareWithDraft();
  }

  #set(review: ReviewList): void {
    const { study, store } = this.#workspace;
    this.#review = review;
    if (study) this.#reviews.set(this.#lastStep ?? study.session, review);
    store.update({ review });
  }
}

/** Segments without findings are corrected as a whole, where the step has touched them. */
function withCorrected(review: ReviewList, { runs }: EditStep, lesions: readonly number[]): ReviewList {
  const touched = new Set([...new Set(runs.before), ...new Set(runs.after)]);
  return [...touched]
    .filter((number) => number !== 0 && !lesions.includes(number))
    .filter((number) => segmentState(review, number) !== "rejected")
    .reduce((list, number) => withSegmentState(list, number, "corrected"), review);
}

function isLesion({ category }: Segment): boolean {
  return category.codeValue === abnormality;
}
