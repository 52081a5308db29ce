import { type ChosenModel, drawRun, editsAtRisk } from "../controller/index.ts";
import { isAutosegError } from "../errors.ts";
import { t } from "../texts/index.ts";
import { rerunQuestion } from "../ui/index.ts";
import type { ModelChoice } from "./model-choice.ts";
import type { Runs } from "./runs.ts";
import type { OpenStudy, Workspace } from "./workspace.ts";

/** What of the segmentation a run leaves as it is: hand-edited voxels too, or locked segments only. */
type Keeping = "edits" | "locks";

/** The model draws into the segmentation, as one step of its history. */
export class Segmenting {
  readonly #workspace: Workspace;
  readonly #models: ModelChoice;
  readonly #runs: Runs;

  constructor(workspace: Workspace, models: ModelChoice, runs: Runs) {
    this.#workspace = workspace;
    this.#models = models;
    this.#runs = runs;
  }

  /** Runs the chosen model on the series; asks before what a person drew could be overwritten. */
  async segment(): Promise<void> {
    const { study, notices } = this.#workspace;
    if (!study || this.#runs.isRunning || study.session.isEditing) return;
    const chosen = await this.#models.current();
    if (!chosen || !(await this.#models.mayRun(study.series, chosen))) return;
    const edited = study.edited.toMask();
    const keeping = await this.#askWhatToKeep(study, edited);
    if (!keeping || this.#workspace.study !== study) return;
    notices.dismissAll();
    if (this.#runs.isRunning || study.session.isEditing) return;
    try {
      await this.#draw(study, chosen, keeping === "edits" ? edited : undefined);
    } catch (error) {
      if (isAutosegError(error, "cancelled")) notices.notify("info", t("run.cancelled"));
      else notices.report(error);
    }
  }

  /** @returns undefined when the user would rather not run. */
  async #askWhatToKeep({ session }: OpenStudy, edited: Uint8Array | undefined): Promise<Keeping | undefined> {
    const edits = editsAtRisk(session, edited);
    if (!edits) return "edits";
    const answer = await this.#workspace.notices.ask(rerunQuestion(edits));
    return answer === "cancel" ? undefined : answer;
  }

  /** As one step of the history; `edited` voxels stay as they are. */
  #draw(study: OpenStudy, chosen: ChosenModel, edited: Uint8Array | undefined): Promise<unknown> {
    const { manifest } = chosen.model;
    return drawRun(study.session, {
      name: t("steps.segmentation", { title: manifest.title }),
      manifest,
      edited,
      run: (options) => this.#runs.run(study, chosen, options),
    });
  }
}
