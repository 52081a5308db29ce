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

/** The pointer rests over a slice after this. */
const restMs = 200;

export interface TakeOptions {
  /** Where the object goes: as the settings of the tools say by default. */
  readonly into?: "active" | "new" | undefined;
}

/**
 * Objects that a user points at: their outline follows the marks of the tool as a preview, until it is taken into the segmentation as
 * one step or discarded. Nothing of it touches the segmentation before.
 */
export class Prompts {
  readonly #context: ControllerContext;
  readonly #models: Models;
  readonly #engine: PromptEngine;
  #abort: AbortController | undefined;
  #preparing: AbortController | undefined;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  /** The marks that are being outlined. */
  #asked: readonly PromptMark[] = [];
  /** The last marks that were outlined, and as what. */
  #answered: { readonly marks: readonly PromptMark[]; readonly result: PromptResult } | undefined;
  #work: Promise<void> | undefined;
  #taking = false;
  /** What the outline will take the place of. */
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

  /** Points at the voxel that the user looks at. @throws AutosegError `not-open`, `busy`. */
  clickAtCursor({ adds = true }: { readonly adds?: boolean } = {}): void {
    const { view } = this.#context.requireIdle();
    clickAt(this.#draft, view.cursor, view.slice, adds);
  }

  /**
   * Points at a finding of the review list, from its centre outwards: what it is outlined as then takes its place.
   * @throws AutosegError `not-open`, `busy`, and `invalid-argument` for one of a segment that is locked or hidden.
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
   * Follows what is drawn of the active segment in the slice in view through the slices around it.
   * @throws AutosegError `not-open`, `busy`, and `invalid-argument` for a segment that is locked or hidden, and where nothing
   * of it is drawn in that slice.
   */
  followDrawnSlice(): void {
    const { session, view } = this.#context.requireIdle();
    requireChangeable(session, session.activeSegment);
    const marks = marksOfSlice(session, view.slice);
    this.#takeTool();
    this.#draft.set(marks);
  }

  /** Takes the tool in hand, to draw into the active segment. */
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

  /** Forgets what was pointed at; the segmentation is as it was. */
  discard(): void {
    this.#draft.set([]);
  }

  /** Resolves when the outline follows all marks, or could not. */
  async settled(): Promise<void> {
    await this.#work;
  }

  /**
   * Takes what is outlined into a segment, as one step, as soon as it is known; what was pointed at is forgotten then.
   * @returns the step; undefined when there was nothing to take.
   * @throws AutosegError (the promise rejects) `not-open`, `busy`, and `invalid-argument` for a segment that is locked; then all
   * stays as it was.
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
        ...{ ...options, drawn: edited.toMask(), signal },
        ...(!isNew &&
          this.#replaced?.segmentNumber === session.activeSegment && { replaced: this.#replaced.part }),
      }),
    );
    if (step) this.discard();
    else notices.notify("info", t("operations.unchanged"));
    return step;
  }

  /** The marks are others: what goes on is ended, unless they begin with those that it outlines. */
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

  /** Outlines until the outline follows all marks; what cannot be outlined is told, and its marks are removed. */
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

  /** Takes back the marks that could not be outlined, or all where it was one that was removed. */
  #refuse(marks: readonly PromptMark[], error: unknown): void {
    this.#context.notices.report(error);
    const known = this.#answered?.marks ?? [];
    const wrong = marks.filter((mark) => !known.includes(mark));
    this.#draft.set(wrong.length === 0 ? [] : this.#draft.marks.filter((mark) => !wrong.includes(mark)));
  }

  /** Does beforehand what can be done for a slice over which the pointer rests. */
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
      // What is wrong will be told when it is pointed at something; until then nobody has asked for anything.
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
