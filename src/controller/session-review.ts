import { createSignal, type EditStep, type SegmentationSession } from "../editing/index.ts";
import {
  compareWithSnapshot,
  emptyReview,
  findRejected,
  type LabelSnapshot,
  type RejectedPart,
  type ReviewList,
  type ReviewState,
  type SegmentChange,
  segmentState,
  takeSnapshot,
  updateReview,
  withFindingState,
  withSegmentState,
} from "../review/index.ts";
import { t } from "../texts/index.ts";
import { isAbnormality, type Segment } from "../volume/index.ts";
import type { ReviewItem } from "./review-items.ts";

/** Edits that follow each other quickly are looked at together. */
const settleMs = 250;

/** What was found in a session, what a person has said of it, and what was changed since the model drew it. */
export class SessionReview {
  /** The list is another, or what is drawn is. */
  readonly changed = createSignal();
  readonly #session: SegmentationSession;
  /** The list as of each step of the history, so that undo brings states back too. */
  readonly #reviews = new WeakMap<object, ReviewList>();
  /** What the model left, by the step of its run. */
  readonly #drafts = new WeakMap<EditStep, LabelSnapshot>();
  readonly #stop: () => void;
  #list = emptyReview;
  #rejected: readonly RejectedPart[] = [];
  #lastStep: EditStep | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: SegmentationSession) {
    this.#session = session;
    this.#reviews.set(session, emptyReview);
    this.#stop = session.history.changed.subscribe(() => this.#updateSoon());
  }

  /** It follows a step within a second; see {@link settle}. */
  get list(): ReviewList {
    return this.#list;
  }

  /** The list as of the last step, also where that has just been done. */
  settle(): ReviewList {
    this.#update();
    return this.#list;
  }

  /** What was rejected, and what its voxels are exported as. */
  get rejected(): readonly RejectedPart[] {
    return this.#rejected;
  }

  dispose(): void {
    this.#stop();
    clearTimeout(this.#timer);
  }

  /**
   * Says of a finding, or of a segment without findings, what it is held to be: a step of the history.
   * @throws AutosegError `busy` while an edit is in progress.
   */
  decide({ findingId, segmentNumber, name }: ReviewItem, state: ReviewState): void {
    const list = this.settle();
    const finding = list.findings.find(({ id }) => id === findingId);
    const isGone = findingId !== undefined && !finding;
    if (isGone || (finding?.state ?? segmentState(list, segmentNumber)) === state) return;
    this.#list =
      findingId === undefined
        ? withSegmentState(list, segmentNumber, state)
        : withFindingState(list, findingId, state);
    this.#lastStep = this.#session.recordDecision(t(`steps.review.${state}`, { name }));
    this.#set(this.#list);
  }

  /**
   * Takes over what was said of the segmentation, which may have changed a little since.
   * @param byHand whether by a person; what a model has changed is to be looked at anew.
   */
  restore(list: ReviewList, byHand = true): void {
    this.#lastStep = this.#session.history.nextUndo;
    this.#set(updateReview(list, this.#session.editTarget, this.#lesionSegments(), byHand));
  }

  /** What the model's last run left; undefined before the first. */
  get draft(): LabelSnapshot | undefined {
    const run = this.#session.history.steps.findLast((step) => this.#drafts.has(step));
    return run && this.#drafts.get(run);
  }

  /** What a person has changed since the draft, segment by segment; undefined without one. */
  compareWithDraft(): SegmentChange[] | undefined {
    const { draft } = this;
    const { segments, voxels } = this.#session;
    const numbers = segments.map(({ segmentNumber }) => segmentNumber);
    return draft && compareWithSnapshot(draft, voxels, numbers);
  }

  #updateSoon(): void {
    const step = this.#session.history.nextUndo;
    if (step?.kind === "run" && !this.#drafts.has(step))
      this.#drafts.set(step, takeSnapshot(this.#session.voxels));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#update();
      this.changed.emit();
    }, settleMs);
  }

  #update(): void {
    const session = this.#session;
    const step = session.history.nextUndo;
    if (session.isEditing || step === this.#lastStep) return;
    const known = this.#reviews.get(step ?? session);
    const isUndo = this.#lastStep !== undefined && session.history.nextRedo === this.#lastStep;
    const changed = isUndo ? this.#lastStep : step;
    const byHand = changed?.kind === "hand";
    const isDecision = changed?.kind === "review";
    const numbers = this.#lesionSegments();
    const update = (): ReviewList => {
      const present = ofSegments(this.#list, session.segments);
      const list = updateReview(present, session.editTarget, numbers, byHand);
      return byHand ? withCorrected(list, changed, numbers) : list;
    };
    this.#lastStep = step;
    this.#set(known ?? (isDecision ? this.#list : update()));
  }

  #lesionSegments(): number[] {
    return this.#session.segments.filter(isAbnormality).map(({ segmentNumber }) => segmentNumber);
  }

  #set(list: ReviewList): void {
    this.#list = list;
    this.#reviews.set(this.#lastStep ?? this.#session, list);
    this.#rejected = findRejected(this.#session.editTarget, this.#session.segments, list).parts;
    this.changed.emit();
  }
}

/** Without what was said of segments that were deleted: another may have their number now. */
function ofSegments(list: ReviewList, segments: readonly Segment[]): ReviewList {
  const isPresent = (number: number): boolean =>
    segments.some(({ segmentNumber }) => segmentNumber === number);
  return { ...list, segments: new Map([...list.segments].filter(([number]) => isPresent(number))) };
}

/** Segments without findings are corrected as a whole, where the step has touched them. */
function withCorrected(list: ReviewList, { runs }: EditStep, lesions: readonly number[]): ReviewList {
  const touched = new Set([...new Set(runs.before), ...new Set(runs.after)]);
  return [...touched]
    .filter((number) => number !== 0 && !lesions.includes(number))
    .filter((number) => segmentState(list, number) !== "rejected")
    .reduce((changed, number) => withSegmentState(changed, number, "corrected"), list);
}
