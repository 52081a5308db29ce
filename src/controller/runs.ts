import { busyWith, isAutosegError } from "../errors.ts";
import { chooseClasses, seesSeveral } from "../model/index.ts";
import { describeInBox, type RunOptions16, type RunReport, type RunResult } from "../segmentation/index.ts";
import { t } from "../texts/index.ts";
import type { LabelMap16 } from "../volume/index.ts";
import type { Channels } from "./channels.ts";
import type { ControllerContext, OpenStudy } from "./controller-context.ts";
import { drawRun } from "./draw-run.ts";
import { type EditsAtRisk, editsAtRisk } from "./edited-voxels.ts";
import type { ChosenModel } from "./model-entry.ts";
import { ModelRuns } from "./model-runs.ts";
import type { Models } from "./models.ts";

export interface SegmentOptions {
  /**
   * What a repeated run does not change: voxels last changed by hand and locked segments ("edits", the default), or locked
   * segments only ("locks"). Undo restores what a run replaces.
   */
  readonly keep?: "edits" | "locks";
  /** Runs on every slice, instead of searching for the organ first. */
  readonly allSlices?: boolean;
}

/** Runs models on the study. They start at the slice in view, follow the user's scrolling, and draw into the segmentation. */
export class Runs {
  readonly #context: ControllerContext;
  readonly #models: Models;
  readonly #channels: Channels;
  readonly #runs: ModelRuns;
  #stopFollowing: (() => void) | undefined;

  constructor(context: ControllerContext, models: Models, channels: Channels) {
    this.#context = context;
    this.#models = models;
    this.#channels = channels;
    this.#runs = new ModelRuns(models.sessions);
    this.#runs.changed.subscribe((run) => {
      context.store.update({ run, ...(run?.progress && { provider: run.progress.provider }) });
      if (run?.progress) context.events.emit("run:progress", run.progress);
    });
    context.opened.subscribe((study) => this.#follow(study));
  }

  get isRunning(): boolean {
    return this.#runs.isRunning;
  }

  /**
   * Runs the chosen model as one undoable step, from the slice in view outwards, for the classes to keep and within
   * the run box.
   * @throws AutosegError (the promise rejects) `not-open`, `no-model-chosen`, `busy`; `cancelled`, with the finished slices
   * kept; `model-mismatch` for another modality; and what loading, starting and running throw.
   */
  async segment({ keep = "edits", allSlices = false }: SegmentOptions = {}): Promise<RunReport> {
    const chosen = await this.#models.get();
    const study = this.#context.requireIdle();
    const { manifest } = chosen.model;
    const { runBox: box } = this.#context.state;
    const classes = this.#context.state.keptClasses[chosen.name];
    return drawRun(study.session, {
      name: t("steps.segmentation", { title: manifest.title }),
      segments: describeInBox(chooseClasses(manifest, classes).segments, box),
      box,
      edited: keep === "edits" ? study.edited.toMask() : undefined,
      keepsEdits: keep === "edits",
      run: (options) =>
        this.run(study, chosen, {
          ...options,
          ...(classes && { classes }),
          ...(box && { box }),
          ...(allSlices && { allSlices }),
        }),
    });
  }

  /**
   * As {@link segment}, but asks the user before running a model that may not fit, and before overwriting edits. Errors are
   * reported to the user.
   */
  async askAndSegment(): Promise<void> {
    const { notices, host } = this.#context;
    try {
      await host.open?.();
      const chosen = await this.#models.get();
      const study = this.#context.requireIdle();
      this.#channels.check(study, chosen);
      if (!(await this.#models.mayRun(study.series, chosen))) return;
      this.#context.requireStill(study);
      const keep = await this.#askWhatToKeep();
      if (!keep) return;
      this.#context.requireStill(study);
      notices.dismissAll();
      const { search } = await this.segment({ keep });
      if (search && !search.isFound && (await this.#askAboutAllSlices(chosen, search))) {
        this.#context.requireStill(study);
        await this.segment({ keep, allSlices: true });
      }
    } catch (error) {
      if (isAutosegError(error, "cancelled")) notices.notify("info", t("run.cancelled"));
      else notices.report(error);
    }
  }

  /** Work done by hand that a run with `keep: "locks"` could replace; undefined if there is none. */
  editsAtRisk(): EditsAtRisk | undefined {
    const { study } = this.#context;
    return study && editsAtRisk(study.session, study.edited.toMask());
  }

  /** Runs a model without drawing. @throws AutosegError (the promise rejects) as {@link segment}. */
  async run(
    study: OpenStudy,
    chosen: ChosenModel,
    {
      onSlice,
      ...options
    }: Pick<RunOptions16, "keep" | "classes" | "box" | "allSlices" | "onSlice" | "probabilities">,
  ): Promise<RunResult<LabelMap16>> {
    const { store, events } = this.#context;
    const model = chosen.name;
    if (this.isRunning) throw busyWith("run");
    const given = seesSeveral(chosen.model.manifest)
      ? await this.#channels.read(study, chosen)
      : { volume: study.series.volume };
    this.#context.requireStill(study);
    store.update({ runAxis: undefined, slicesDone: new Set() });
    try {
      const running = this.#runs.run(given, chosen, {
        ...options,
        cursor: study.view.cursor,
        onSlice: (done) => {
          onSlice?.(done);
          store.update({
            runAxis: done.sliceAxis,
            slicesDone: new Set([...store.state.slicesDone, done.sliceIndex]),
          });
        },
      });
      // From here on a listener can cancel the run.
      events.emit("run:started", { model });
      const result = await running;
      store.update({ report: result.report, provider: result.report.provider });
      events.emit("run:ended", { model, report: result.report });
      return result;
    } catch (error) {
      events.emit("run:ended", { model, error });
      throw error;
    } finally {
      store.update({ runAxis: undefined, slicesDone: new Set() });
    }
  }

  /** The model did not find its organ: asks whether to run on every slice. */
  async #askAboutAllSlices(
    { model: { manifest } }: ChosenModel,
    { slicesRun, largestAreaMm2, leastAreaMm2 }: NonNullable<RunReport["search"]>,
  ): Promise<boolean> {
    const answer = await this.#context.notices.ask({
      title: t("notFound.title", { model: manifest.title }),
      text: t("notFound.text", {
        count: slicesRun,
        largest: largestAreaMm2 / 100,
        least: leastAreaMm2 / 100,
      }),
      choices: [
        { id: "all", label: t("notFound.allSlices") },
        { id: "close", label: t("common.close"), isPrimary: true },
      ],
    });
    return answer === "all";
  }

  /** Cancels the run; finished slices stay and can be undone. */
  cancel(): void {
    this.#runs.cancel();
  }

  /**
   * Pauses or resumes the run. While paused, the user may draw anywhere; otherwise on finished slices. The run does not
   * overwrite what is drawn meanwhile.
   */
  togglePause(): void {
    this.#runs.togglePause();
    const { study } = this.#context;
    if (study) study.session.isRunPaused = this.#runs.isPaused;
  }

  /** @returns undefined if the user cancels. */
  async #askWhatToKeep(): Promise<SegmentOptions["keep"] | undefined> {
    const edits = this.editsAtRisk();
    if (!edits) return "edits";
    const answer = await this.#context.notices.ask({
      title: t("rerun.title"),
      text: [t("rerun.text", { count: edits.voxels }), edits.hasLocks && t("rerun.locks")]
        .filter(Boolean)
        .join(" "),
      choices: [
        { id: "cancel", label: t("common.cancel") },
        { id: "locks", label: t("rerun.replace") },
        { id: "edits", label: t("rerun.keep"), isPrimary: true },
      ],
    });
    return answer === "cancel" ? undefined : answer;
  }

  /** Prioritises the slice in view; ends a run whose study is no longer open. */
  #follow(study: OpenStudy | undefined): void {
    this.#stopFollowing?.();
    this.#stopFollowing = study?.view.moved.subscribe(() => {
      if (this.isRunning) this.#runs.follow(study.view.cursor);
    });
    this.cancel();
  }
}
