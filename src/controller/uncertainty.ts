import type { SegmentationSession } from "../editing/index.ts";
import { busyWith } from "../errors.ts";
import { chooseClasses } from "../model/index.ts";
import { t } from "../texts/index.ts";
import type { ControllerContext } from "./controller-context.ts";
import { modelNumbers } from "./model-numbers.ts";
import type { Models } from "./models.ts";
import { ProbabilityMap } from "./probability-map.ts";
import type { Runs } from "./runs.ts";

/** Models with more segments than this keep the probabilities of the active segment only, since each takes a byte per voxel. */
const mostAtOnce = 4;

/** Probabilities computed on demand: a threshold adjusted by eye, and the most uncertain slices. */
export class Uncertainty {
  readonly #context: ControllerContext;
  readonly #models: Models;
  readonly #runs: Runs;
  #map: ProbabilityMap | undefined;
  /** The model that the map is of. */
  #modelName: string | undefined;
  /** Position, in the list of uncertain slices, of the last one shown. */
  #shown = -1;
  #threshold:
    | {
        readonly edit: ReturnType<SegmentationSession["beginEdit"]>;
        readonly segmentNumber: number;
        /** The labels without the preview. */
        readonly before: Uint8Array;
      }
    | undefined;

  constructor(context: ControllerContext, models: Models, runs: Runs) {
    this.#context = context;
    this.#models = models;
    this.#runs = runs;
    context.opened.subscribe(() => this.#forget());
    // Another model has other segments under the same numbers.
    context.store.subscribe(() => {
      if (this.#map && context.state.modelName !== this.#modelName) this.#discard();
    });
  }

  /** What is known so far, for an overlay. */
  get map(): ProbabilityMap | undefined {
    return this.#map;
  }

  /**
   * Computes the chosen model's probabilities without changing the segmentation. The user is asked before running a model that
   * may not fit.
   * @throws AutosegError (the promise rejects) as `Runs.segment`.
   */
  async compute(): Promise<void> {
    const study = this.#context.requireIdle();
    if (this.#runs.isRunning) throw busyWith("run");
    const chosen = await this.#models.get();
    if (!(await this.#models.mayRun(study.series, chosen))) return;
    const { state, store } = this.#context;
    const classes = state.keptClasses[chosen.name];
    const modelSegments = chooseClasses(chosen.model.manifest, classes).segments;
    const tables = modelNumbers(study.session, modelSegments);
    const toSession = (number: number): number => tables?.toSession[number] ?? number;
    const active = tables?.toModel[state.activeSegment] ?? state.activeSegment;
    const all = modelSegments.map(({ segmentNumber }) => segmentNumber);
    const segments = all.length <= mostAtOnce ? all : [active];
    const numbers = all.map(toSession);
    const map = new ProbabilityMap(study.series.volume.grid);
    await this.#runs.run(study, chosen, {
      ...(classes && { classes }),
      probabilities: { segments, entropy: true },
      onSlice: (slice) => map.addSlice(slice, toSession),
    });
    if (this.#context.study !== study) return;
    this.#map = map;
    this.#modelName = chosen.name;
    this.#shown = -1;
    store.update({
      probabilitiesOf: numbers.filter((number) => map.has(number)),
      uncertainSlices: map.uncertainSlices(study.session.counts.sliceAxis),
      showsUncertainty: true,
    });
  }

  /**
   * Previews the active segment as all voxels that reach a probability, in per cent; nothing is kept before `acceptThreshold`.
   */
  setThreshold(percent: number): void {
    const { study, state, store } = this.#context;
    if (!study || !this.#map) return;
    const { session } = study;
    if (!this.#threshold) {
      if (session.isEditing) return;
      const segmentNumber = state.activeSegment;
      const name = session.findSegment(segmentNumber)?.label ?? "";
      this.#threshold = {
        segmentNumber,
        before: session.voxels.slice(),
        edit: session.beginEdit("hand", t("steps.uncertainty", { label: name }), { isPreview: true }),
      };
    }
    const { edit, segmentNumber, before } = this.#threshold;
    const threshold = Math.max(1, Math.round((255 * percent) / 100));
    this.#map.forEachChange(segmentNumber, threshold, { labels: session.voxels, before }, (i, j, k, label) =>
      edit.set(i, j, k, label),
    );
    edit.flush();
    store.update({ threshold: { segmentNumber, percent } });
  }

  /** Makes the threshold preview a step of the history. */
  acceptThreshold(): void {
    this.#threshold?.edit.commit();
    this.#endThreshold();
  }

  cancelThreshold(): void {
    this.#threshold?.edit.cancel();
    this.#endThreshold();
  }

  toggleOverlay(): void {
    const { store, state } = this.#context;
    store.update({ showsUncertainty: !state.showsUncertainty });
  }

  /** 0..1 */
  setOverlayOpacity(uncertaintyOpacity: number): void {
    this.#context.store.update({ uncertaintyOpacity });
  }

  /** Goes to the most uncertain slice and, when called again, to the next one. */
  goToMostUncertain(): void {
    const { study, state } = this.#context;
    const { uncertainSlices } = state;
    if (!study || uncertainSlices.length === 0) return;
    const here = study.view.cursor[study.session.counts.sliceAxis];
    const isThere = uncertainSlices[this.#shown]?.sliceIndex === here;
    this.#shown = isThere ? (this.#shown + 1) % uncertainSlices.length : 0;
    study.view.goTo(uncertainSlices[this.#shown]!.ijk);
  }

  #endThreshold(): void {
    this.#threshold = undefined;
    this.#context.store.update({ threshold: undefined });
  }

  #discard(): void {
    // First, since every change of the state is looked at.
    this.#map = undefined;
    this.cancelThreshold();
    this.#forget();
    this.#context.store.update({ probabilitiesOf: [], uncertainSlices: [], showsUncertainty: false });
  }

  #forget(): void {
    this.#map = undefined;
    this.#threshold = undefined;
    this.#shown = -1;
  }
}
