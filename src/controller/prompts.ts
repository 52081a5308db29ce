import type { EditStep } from "../editing/index.ts";
import { throwIfCancelled } from "../errors.ts";
import { voxelVolumeMl } from "../geometry/index.ts";
import { applyPrompt, type Prompter, type PromptResult } from "../prompting/index.ts";
import type { Block } from "../regions/index.ts";
import { t } from "../texts/index.ts";
import { clickAt, type GridPlace, type PromptDraft, type PromptMark } from "../tools/index.ts";
import type { ControllerContext, OpenStudy } from "./controller-context.ts";
import { marksOfSlice, partAt, planeAcross, requireChangeable, toPrompt } from "./drawn-parts.ts";
import type { Models } from "./models.ts";
import { anyTissue, freeLabel, newSegment } from "./new-segment.ts";
import { PromptEngine } from "./prompt-engine.ts";
import { inGroups, OutlinePreview } from "./prompt-preview.ts";
import type { ReviewItem } from "./review-items.ts";

/** The pointer counts as resting after this time. */
const restMs = 200;

export interface TakeOptions {
  /** Where the object goes; by default as in the tool settings. */
  readonly into?: "active" | "new" | undefined;
}

/**
 * Outlines the object that the user points at: a preview follows the prompt marks until it is accepted, as one step, or
 * discarded. Until then the segmentation does not change.
 */
export class Prompts {
  readonly #context: ControllerContext;
  readonly #models: Models;
  readonly #engine: PromptEngine;
  #abort: AbortController | undefined;
  #preparing: AbortController | undefined;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  /** The marks being outlined. */
  #asked: readonly PromptMark[] = [];
  /** The marks outlined last, and the result. */
  #answered: { readonly marks: readonly PromptMark[]; readonly result: PromptResult } | undefined;
  #work: Promise<void> | undefined;
  #taking = false;
  /** The finding that the outline will replace. */
  #replaced: { readonly segmentNumber: number; readonly part: Block<Uint8Array> } | undefined;
  #prepared: { readonly study: OpenStudy; readonly key: string } | undefined;

  constructor(context: ControllerContext, models: Models) {
    this.#context = context;
    this.#models = models;
    this.#engine = new PromptEngine(() => this.#start());
    const { toolBox } = context;
    toolBox.prompts.marksChanged.subscribe(() => this.#follow());
    toolBox.prompts.hovered.subscribe((slice) => this.#prepareSoon(slice));
    toolBox.changed.subscribe(() => {
      const { study } = context;
      if (toolBox.tool === "prompt" && study) this.#prepareSoon(study.view.slice);
    });
  }

  get #draft(): PromptDraft {
    return this.#context.toolBox.prompts;
  }

  /** Places a mark at the voxel in view. @throws AutosegError `not-open`, `busy`. */
  clickAtCursor({ adds = true }: { readonly adds?: boolean } = {}): void {
    const { view } = this.#context.requireIdle();
    clickAt(this.#draft, view.cursor, view.slice, adds);
  }

  /**
   * Outlines a finding of the review list again, starting from its centre; the result replaces the finding.
   * @throws AutosegError `not-open`, `busy`; `invalid-argument` if its segment is locked or hidden.
   */
  again({ segmentNumber, place }: Pick<ReviewItem, "segmentNumber" | "place">): void {
    const { session, view } = this.#context.requireIdle();
    requireChangeable(session, segmentNumber);
    session.activeSegment = segmentNumber;
    view.goTo(place);
    this.#takeTool();
    this.#draft.set([]);
    this.#replaced = { segmentNumber, part: partAt(session, place) };
    const { axis } = view.slice;
    clickAt(this.#draft, place, { axis, index: place[axis] }, true);
  }

  /**
   * Propagates the active segment's outline in the slice in view through the neighbouring slices.
   * @throws AutosegError `not-open`, `busy`; `invalid-argument` if the segment is locked or hidden, or not in that slice.
   */
  followDrawnSlice(): void {
    const { session, view } = this.#context.requireIdle();
    requireChangeable(session, session.activeSegment);
    const marks = marksOfSlice(session, view.slice);
    this.#takeTool();
    this.#draft.set(marks);
  }

  /** Activates the prompt tool, set to draw into the active segment. */
  #takeTool(): void {
    const { toolBox } = this.#context;
    toolBox.configure({ promptInto: "active" });
    toolBox.tool = "prompt";
  }

  remove(at: number): void {
    this.#draft.removeAt(at);
  }

  removeLast(): void {
    this.#draft.removeLast();
  }

  /** Discards the marks and the outline; the segmentation stays as it was. */
  discard(): void {
    this.#draft.set([]);
  }

  /** Resolves when the outline is up to date with the marks, or has failed. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /**
   * Adds the outline to a segment as one step, once it is up to date, and clears the marks.
   * @returns the step; undefined if there was nothing to add.
   * @throws AutosegError (the promise rejects) `not-open`, `busy`; `invalid-argument` for a locked segment, with marks and
   * outline unchanged.
   */
  async take({
    into = this.#context.toolBox.settings.promptInto,
  }: TakeOptions = {}): Promise<EditStep | undefined> {
    if (this.#taking) return undefined;
    this.#taking = true;
    try {
      await this.#work;
      return await this.#apply(into);
    } finally {
      this.#taking = false;
    }
  }

  /** Ends the worker. */
  async dispose(): Promise<void> {
    this.#stop();
    this.discard();
    await this.#engine[Symbol.asyncDispose]();
  }

  async #apply(into: "active" | "new"): Promise<EditStep | undefined> {
    const { study, toolBox, notices } = this.#context;
    const answered = this.#answered;
    if (!study || !answered || answered.marks !== this.#draft.marks) return undefined;
    const { session, edited, series } = study;
    const isNew = into === "new" || !session.findSegment(session.activeSegment);
    const reserved = isNew ? await this.#models.largestNumber(series) : 0;
    if (this.#context.study !== study || this.#answered !== answered) return undefined;
    const options = isNew
      ? {
          newSegment: newSegment(
            session.segments,
            { label: freeLabel(session.segments, t("prompting.newLabel")), term: anyTissue },
            reserved,
          ),
        }
      : {};
    const step = await toolBox.editor.runWith((_, runner, signal) =>
      applyPrompt(session, runner, answered.result, {
        ...options,
        drawn: edited.toMask(),
        signal,
        ...(!isNew &&
          this.#replaced?.segmentNumber === session.activeSegment && { replaced: this.#replaced.part }),
      }),
    );
    if (step) this.discard();
    else notices.notify("info", t("operations.unchanged"));
    return step;
  }

  /** The marks have changed: stops outlining earlier ones, unless marks were only added. */
  #follow(): void {
    const { marks } = this.#draft;
    const isLonger = this.#asked.every((mark, n) => marks[n] === mark);
    if (!isLonger || marks.length === 0) this.#stop();
    if (marks.length === 0) this.#replaced = undefined;
    const { store } = this.#context;
    const known = this.#answered?.marks === marks ? this.#context.state.prompting?.volumeMl : undefined;
    store.update({
      prompting: marks.length === 0 ? undefined : { marks, isOutlining: true, volumeMl: known },
    });
    if (marks.length > 0)
      this.#work ??= this.#outlineAll().finally(() => {
        this.#work = undefined;
      });
  }

  /** Outlines until up to date with the marks. Marks that cannot be outlined are removed and reported to the user. */
  async #outlineAll(): Promise<void> {
    for (;;) {
      const { study } = this.#context;
      const { marks } = this.#draft;
      if (!study || marks.length === 0 || this.#answered?.marks === marks) return;
      const abort = new AbortController();
      this.#abort = abort;
      this.#asked = marks;
      try {
        this.#answer(study, marks, await this.#outline(study, marks, abort.signal));
      } catch (error) {
        if (!abort.signal.aborted) this.#refuse(marks, error);
      }
    }
  }

  async #outline(
    { series: { volume } }: OpenStudy,
    marks: readonly PromptMark[],
    signal: AbortSignal,
  ): Promise<PromptResult> {
    this.#preparing?.abort();
    const prompter = await this.#engine.get();
    throwIfCancelled(signal);
    const { size } = volume.grid;
    let preview = this.#draft.preview as OutlinePreview | undefined;
    const shown = inGroups((slices) => {
      if (signal.aborted) return;
      preview = (preview ?? new OutlinePreview(size)).with(slices);
      this.#draft.show(preview);
    });
    try {
      const prompts = marks.map((mark) => toPrompt(volume.grid, mark));
      return await prompter.prompt(volume, prompts, { signal, onSlice: shown.add });
    } finally {
      shown.end();
    }
  }

  #answer({ series }: OpenStudy, marks: readonly PromptMark[], result: PromptResult): void {
    const { grid } = series.volume;
    this.#answered = { marks, result };
    this.#draft.show(new OutlinePreview(grid.size, result.mask));
    const now = this.#draft.marks;
    const volumeMl = result.mask.values.reduce((sum, inside) => sum + inside, 0) * voxelVolumeMl(grid);
    this.#context.store.update({
      prompting: { marks: now, isOutlining: now !== marks, volumeMl },
      promptReport: result.report,
    });
  }

  /** Removes the marks that could not be outlined, or all of them if the failure followed the removal of a mark. */
  #refuse(marks: readonly PromptMark[], error: unknown): void {
    this.#context.notices.report(error);
    const known = this.#answered?.marks ?? [];
    const wrong = marks.filter((mark) => !known.includes(mark));
    this.#draft.set(wrong.length === 0 ? [] : this.#draft.marks.filter((mark) => !wrong.includes(mark)));
  }

  /** Prepares a slice on which the pointer rests, so that the first outline comes quickly. */
  #prepareSoon(slice: GridPlace): void {
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => void this.#prepare(slice), restMs);
  }

  async #prepare({ axis, index }: GridPlace): Promise<void> {
    const { study } = this.#context;
    const key = `${axis} ${index}`;
    if (!study || this.#work || (this.#prepared?.study === study && this.#prepared.key === key)) return;
    const { volume } = study.series;
    this.#preparing?.abort();
    const abort = new AbortController();
    this.#preparing = abort;
    this.#prepared = { study, key };
    try {
      const prompter = await this.#engine.get();
      await prompter.prepare(volume, planeAcross(volume.grid, axis), index, { signal: abort.signal });
    } catch {
      // An error here will come again, and be reported, when the user places a mark.
      if (this.#prepared?.key === key) this.#prepared = undefined;
    }
  }

  async #start(): Promise<Prompter> {
    const prompter = await this.#models.startPrompter();
    const { method, reason } = prompter;
    this.#context.store.update({ prompter: { method, reason } });
    return prompter;
  }

  #stop(): void {
    this.#abort?.abort();
    this.#preparing?.abort();
    clearTimeout(this.#restTimer);
  }
}
