import { type ChosenModel, ModelRuns, type ModelSessions } from "../controller/index.ts";
import type { RunOptions, RunResult } from "../segmentation/index.ts";
import type { OpenStudy, Workspace } from "./workspace.ts";

/** Runs of models on the study: they begin at the slice on screen, follow who scrolls, and are shown as they go. */
export class Runs {
  readonly #workspace: Workspace;
  readonly #runs: ModelRuns;

  constructor(workspace: Workspace, sessions: ModelSessions) {
    this.#workspace = workspace;
    this.#runs = new ModelRuns(sessions);
    this.#runs.changed.subscribe((run) =>
      workspace.store.update({ run, ...(run?.progress && { provider: run.progress.provider }) }),
    );
    workspace.moved.subscribe(() => {
      if (workspace.view && this.isRunning) this.#runs.follow(workspace.view.cursor);
    });
  }

  get isRunning(): boolean {
    return this.#runs.isRunning;
  }

  /**
   * Runs a model from the slice on screen outwards.
   * @throws AutosegError (the promise rejects) `cancelled`, and what loading, starting and running throw.
   */
  async run(
    { series }: OpenStudy,
    chosen: ChosenModel,
    { onSlice, ...options }: Pick<RunOptions, "keep" | "onSlice" | "probabilities">,
  ): Promise<RunResult> {
    const { store, view } = this.#workspace;
    store.update({ slicesDone: new Set() });
    try {
      const result = await this.#runs.run(series, chosen, {
        ...options,
        cursor: view?.cursor,
        onSlice: (done) => {
          onSlice?.(done);
          store.update({ slicesDone: new Set([...store.state.slicesDone, done.sliceIndex]) });
        },
      });
      store.update({ report: result.report, provider: result.report.provider });
      return result;
    } finally {
      store.update({ slicesDone: new Set() });
    }
  }

  cancel(): void {
    this.#runs.cancel();
  }

  /** Pauses the run, or lets it go on. */
  togglePause(): void {
    this.#runs.togglePause();
  }
}
