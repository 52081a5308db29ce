import { isAutosegError } from "../errors.ts";
import { toSegments } from "../model/index.ts";
import { t } from "../texts/index.ts";
import type { ModelChoice } from "./model-choice.ts";
import { ProbabilityMap } from "./probability-map.ts";
import type { Runs } from "./runs.ts";
import type { Workspace } from "./workspace.ts";

type OpenEdit = ReturnType<NonNullable<Workspace["study"]>["session"]["beginEdit"]>;

/** Models of more segments than this hand out the probabilities of the chosen one only, a byte a voxel each. */
const mostAtOnce = 4;

/** What the model was not sure of: probabilities on demand, a threshold to set by eye, and the slices to look at first. */
export class Doubting {
  readonly #workspace: Workspace;
  readonly #models: ModelChoice;
  readonly #runs: Runs;
  #map: ProbabilityMap | undefined;
  /** Place in the list of doubtful slices of the one that was gone to last. */
  #shown = -1;
  #threshold: { readonly edit: OpenEdit; readonly segmentNumber: number } | undefined;

  constructor(workspace: Workspace, models: ModelChoice, runs: Runs) {
    this.#workspace = workspace;
    this.#models = models;
    this.#runs = runs;
    workspace.opened.subscribe(() => this.#forget());
  }

  /** What is known, for the overlay. */
  get map(): ProbabilityMap | undefined {
    return this.#map;
  }

  /** Asks the model for its probabilities; the segmentation stays as it is. */
  async compute(): Promise<void> {
    const { study, store, notices, state } = this.#workspace;
    if (!study || this.#runs.isRunning || study.session.isEditing) return;
    const chosen = await this.#models.current();
    if (!chosen || !(await this.#models.mayRun(study.series, chosen))) return;
    const numbers = toSegments(chosen.model.manifest).map(({ segmentNumber }) => segmentNumber);
    const segments = numbers.length <= mostAtOnce ? "all" : [state.activeSegment];
    const map = new ProbabilityMap(study.series.volume.grid);
    try {
      await this.#runs.run(study, chosen, {
        probabilities: { segments, entropy: true },
        onSlice: (slice) => map.addSlice(slice),
      });
    } catch (error) {
      if (!isAutosegError(error, "cancelled")) notices.report(error);
      return;
    }
    if (this.#workspace.study !== study) return;
    this.#map = map;
    this.#shown = -1;
    store.update({
      probabilitiesOf: numbers.filter((number) => map.has(number)),
      doubtfulSlices: map.doubtfulSlices(study.session.counts.sliceAxis),
      showsDoubt: true,
    });
  }

  /** Shows the active segment as all voxels that reach a probability, in per cent; nothing is kept before `accept`. */
  setThreshold(percent: number): void {
    const { study, state, store } = this.#workspace;
    if (!study || !this.#map) return;
    const { session } = study;
    if (!this.#threshold) {
      if (session.isEditing) return;
      const segmentNumber = state.activeSegment;
      const name = session.findSegment(segmentNumber)?.label ?? "";
      this.#threshold = {
        segmentNumber,
        edit: session.beginEdit("hand", t("steps.uncertainty", { label: name })),
      };
    }
    const { edit, segmentNumber } = this.#threshold;
    const threshold = Math.max(1, Math.round((255 * percent) / 100));
    this.#map.forEachChange(segmentNumber, threshold, session.voxels, (i, j, k, label) =>
      edit.set(i, j, k, label),
    );
    edit.flush();
    store.update({ threshold: { segmentNumber, percent } });
  }

  /** Makes what the threshold shows one step of the history. */
  acceptThreshold(): void {
    this.#threshold?.edit.commit();
    this.#endThreshold();
  }

  cancelThreshold(): void {
    this.#threshold?.edit.cancel();
    this.#endThreshold();
  }

  toggleOverlay(): void {
    const { store, state } = this.#workspace;
    store.update({ showsDoubt: !state.showsDoubt });
  }

  /** 0..1 */
  setOverlayOpacity(doubtOpacity: number): void {
    this.#workspace.store.update({ doubtOpacity });
  }

  /** Goes to the slice that the model is least sure of; asked again there, to the next in that order. */
  goToMostDoubtful(): void {
    const { study, view, state } = this.#workspace;
    const { doubtfulSlices } = state;
    if (!study || !view || doubtfulSlices.length === 0) return;
    const here = view.cursor[study.session.counts.sliceAxis];
    const isThere = doubtfulSlices[this.#shown]?.sliceIndex === here;
    this.#shown = isThere ? (this.#shown + 1) % doubtfulSlices.length : 0;
    view.goTo(doubtfulSlices[this.#shown]!.ijk);
  }

  #endThreshold(): void {
    this.#threshold = undefined;
    this.#workspace.store.update({ threshold: undefined });
  }

  #forget(): void {
    this.#map = undefined;
    this.#threshold = undefined;
    this.#workspace.store.update({
      probabilitiesOf: [],
      doubtfulSlices: [],
      showsDoubt: false,
      threshold: undefined,
    });
  }
}
