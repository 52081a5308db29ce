import { createUid } from "../dicom-objects/index.ts";
import {
  changesOf,
  createSignal,
  type EditStep,
  type SegmentationSession,
  writeRuns,
} from "../editing/index.ts";
import type { Point } from "../geometry/index.ts";
import { type Box, type DrawnAxes, inOrder, measureAxes } from "../regions/index.ts";
import {
  compareWithDraft,
  type Decision,
  type Draft,
  emptyReview,
  findRejected,
  type HandEdit,
  type NewTracking,
  type RejectedPart,
  type Rejection,
  type ReviewList,
  type ReviewState,
  type SegmentChange,
  segmentState,
  takeSnapshot,
  toHandEdit,
  updateReview,
  withCorrectedSegments,
  withCorrector,
  withFindingState,
  withMeasured,
  withSegmentState,
  withTracking,
} from "../review/index.ts";
import { t } from "../texts/index.ts";
import { isThing, type Segment } from "../volume/index.ts";
import type { ReviewItem } from "./review-items.ts";

/** Edits in quick succession update the list once. */
const settleMs = 250;

/** Who is reviewing, and which voxel they are looking at. */
export interface ReviewSurroundings {
  readonly reader: () => string;
  readonly cursor: () => Point<"ijk">;
}

/** The findings of a session, the decisions of its reader, and what was edited since the model ran. */
export class SessionReview {
  /** Emitted when the list or the voxels it describes have changed. */
  readonly changed = createSignal();
  readonly #session: SegmentationSession;
  /** The list after each step of the history, so that undo restores review states too. */
  readonly #reviews = new WeakMap<object, ReviewList>();
  /** Voxels as the model left them, by the step of its run. */
  readonly #drafts = new WeakMap<EditStep, Draft>();
  readonly #stop: () => void;
  readonly #surroundings: ReviewSurroundings;
  /** The voxel under the cursor when a step was made. */
  readonly #places = new WeakMap<EditStep, Point<"ijk">>();
  #list = emptyReview;
  #rejection: Rejection | undefined;
  #lastStep: EditStep | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: SegmentationSession, surroundings: ReviewSurroundings) {
    this.#session = session;
    this.#surroundings = surroundings;
    this.#reviews.set(session, emptyReview);
    this.#stop = session.history.changed.subscribe(() => this.#updateSoon());
  }

  /** Updated shortly after a step; {@link settle} updates it at once. */
  get list(): ReviewList {
    return this.#list;
  }

  /** The list, updated for the last step if it is not yet. */
  settle(): ReviewList {
    this.#update();
    return this.#list;
  }

  /** The rejected parts, and the segment that their voxels are exported as. */
  get rejected(): readonly RejectedPart[] {
    return this.#rejection?.parts ?? [];
  }

  /** Whether a voxel belongs to a rejected part. */
  isRejected(ijk: Point<"ijk">): boolean {
    return this.#rejection?.holds(ijk) ?? false;
  }

  dispose(): void {
    this.#stop();
    clearTimeout(this.#timer);
  }

  /**
   * Sets the review state of a finding, or of a segment without findings, as a step of the history.
   * @throws AutosegError `busy` while an edit is in progress.
   */
  decide({ findingId, segmentNumber, name }: ReviewItem, state: ReviewState): void {
    const list = this.settle();
    const finding = list.findings.find(({ id }) => id === findingId);
    const isGone = findingId !== undefined && !finding;
    if (isGone || (finding?.state ?? segmentState(list, segmentNumber)) === state) return;
    const decision = state === "unseen" ? undefined : this.#decision();
    this.#list =
      findingId === undefined
        ? withSegmentState(list, segmentNumber, state, decision)
        : withFindingState(list, findingId, state, decision);
    this.#lastStep = this.#session.recordDecision(t(`steps.review.${state}`, { name }));
    this.#set(this.#list);
  }

  /**
   * Sets the axes of a finding to those drawn by hand, or back to the automatic ones, as a step of the history.
   * @throws AutosegError `busy` while an edit is in progress.
   */
  measure({ findingId, name }: ReviewItem, axes: DrawnAxes | undefined): void {
    const list = this.settle();
    const finding = list.findings.find(({ id }) => id === findingId);
    if (!finding || (!axes && !finding.measured)) return;
    const { spacingMm } = this.#session.grid;
    const measured = axes && measureAxes(inOrder(axes, spacingMm), spacingMm);
    this.#lastStep = this.#session.recordDecision(
      t(measured ? "steps.measure" : "steps.measureAuto", { name }),
    );
    this.#set(withMeasured(list, finding.id, measured));
  }

  /**
   * Restores an earlier list for a segmentation that may have changed a little since.
   * @param byHand whether a person made the changes; those of a model must be reviewed again.
   */
  restore(list: ReviewList, byHand = true): void {
    this.#lastStep = this.#session.history.nextUndo;
    this.#set(this.#updated(list, byHand));
  }

  /** Takes over the review states stored in a file; whatever it does not mention is unseen. */
  adopt(list: ReviewList): void {
    this.#lastStep = this.#session.history.nextUndo;
    const nothing = toHandEdit([], () => false);
    this.#set(this.#updated(list, nothing));
  }

  /** Voxels as the last run of the model left them; undefined before the first. */
  get draft(): Draft | undefined {
    const run = this.#session.history.steps.findLast((step) => this.#drafts.has(step));
    return run && this.#drafts.get(run);
  }

  /** Changes made by hand since the draft, by segment; undefined without a draft. */
  compareWithDraft(): SegmentChange[] | undefined {
    const { draft } = this;
    const { segments, editTarget } = this.#session;
    const numbers = segments.map(({ segmentNumber }) => segmentNumber);
    return draft && compareWithDraft(draft, editTarget, numbers);
  }

  #updateSoon(): void {
    const step = this.#session.history.nextUndo;
    if (step && !this.#places.has(step)) this.#places.set(step, this.#surroundings.cursor());
    this.#keepDraft();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#update();
      this.changed.emit();
    }, settleMs);
  }

  /** Keeps the labels of the last run, without edits made after it. */
  #keepDraft(): void {
    const { history, appliedVoxels } = this.#session;
    const at = history.steps.findLastIndex(({ kind }) => kind === "run");
    const run = history.steps[at];
    if (!run || this.#drafts.has(run)) return;
    const later = history.steps.slice(at + 1);
    const voxels = later.length === 0 ? appliedVoxels : appliedVoxels.slice();
    for (const { runs } of later.toReversed()) writeRuns(voxels, runs, "before");
    this.#drafts.set(run, { labels: takeSnapshot(voxels), layers: run.after.layers ?? new Map() });
  }

  #update(): void {
    const session = this.#session;
    const step = session.history.nextUndo;
    if ((session.isEditing && !session.isPreviewing) || step === this.#lastStep) return;
    const known = this.#reviews.get(step ?? session);
    const isUndo = this.#lastStep !== undefined && session.history.nextRedo === this.#lastStep;
    const { steps } = session.history;
    // There may have been several steps since the last update.
    const changed = isUndo ? [this.#lastStep!] : steps.slice(steps.lastIndexOf(this.#lastStep!) + 1);
    this.#lastStep = step;
    this.#set(known ?? this.#after(this.#list, changed));
  }

  /** The list after some steps, for the voxels as they are now. */
  #after(last: ReviewList, steps: readonly EditStep[]): ReviewList {
    const { segments, editTarget } = this.#session;
    const things = this.#things();
    const numbers = things.map(({ segmentNumber }) => segmentNumber);
    let list = ofSegments(last, segments);
    if (steps.some(({ kind }) => kind === "run" || kind === "file")) list = this.#updated(list, false);
    const byHand = steps.filter(({ kind }) => kind === "hand");
    if (byHand.length === 0) return list;
    const cursors = byHand.map((step) => this.#places.get(step) ?? this.#surroundings.cursor());
    const isOnScreen = ({ from, to }: Box): boolean =>
      cursors.some((cursor) => cursor.some((at, axis) => at >= from[axis]! && at < to[axis]!));
    const edit = toHandEdit(
      byHand.map((step) => changesOf(step)),
      isOnScreen,
    );
    const updated = this.#updated(list, edit);
    return withCorrector(withCorrectedSegments(updated, editTarget, edit, numbers), this.#decision());
  }

  /** The list for the voxels as they are now. */
  #updated(list: ReviewList, by: boolean | HandEdit): ReviewList {
    return updateReview(list, this.#session.editTarget, this.#things(), by);
  }

  #decision(): Decision {
    return { by: this.#surroundings.reader(), at: Date.now() };
  }

  #things(): readonly Segment[] {
    return this.#session.segments.filter(isThing);
  }

  #set(found: ReviewList): void {
    const list = withTracking(found, this.#session.segments, newTracking);
    this.#list = list;
    this.#reviews.set(this.#lastStep ?? this.#session, list);
    this.#rejection = findRejected(this.#session.editTarget, this.#session.segments, list);
    this.changed.emit();
  }
}

/** Tracking identifier and UID for a new instance. */
export const newTracking: NewTracking = (_, id) => ({ id, uid: createUid() });

/** Drops the states of deleted segments, whose numbers may be in use again. */
function ofSegments(list: ReviewList, segments: readonly Segment[]): ReviewList {
  const isPresent = ([number]: readonly [number, unknown]): boolean =>
    segments.some(({ segmentNumber }) => segmentNumber === number);
  return {
    ...list,
    segments: new Map([...list.segments].filter(isPresent)),
    decisions: new Map([...list.decisions].filter(isPresent)),
    lastNumbers: new Map([...list.lastNumbers].filter(isPresent)),
  };
}
