import type { SegmentationSession } from "../cornerstone/index.ts";
import { isAutosegError } from "../errors.ts";
import { loadModel, type Model, toSegments } from "../model/index.ts";
import { createWorkerSegmenter, type Segmenter } from "../segmentation/index.ts";
import type { Segment, Volume } from "../volume/index.ts";
import type { LaunchOptions } from "./launch-options.ts";
import type { Store } from "./store.ts";
import type { ViewerState } from "./viewer-state.ts";

/** How a run ended, when it did not fail. */
export type RunOutcome = "finished" | "cancelled";

/** Loads models, keeps one of them started in its worker, and lets it draw into a session. */
export class ModelRunner {
  readonly #store: Store<ViewerState>;
  readonly #options: LaunchOptions;
  readonly #models = new Map<string, Promise<Model>>();
  #started: { name: string; segmenter: Segmenter } | undefined;
  #abort: AbortController | undefined;

  constructor(store: Store<ViewerState>, options: LaunchOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** The model of that name, fetched once; a fetch that failed is tried again the next time. */
  load(name: string): Promise<Model> {
    let model = this.#models.get(name);
    if (!model) {
      const entry = this.#store.state.models.find((candidate) => candidate.name === name);
      model = loadModel(new URL(entry?.url ?? `${name}/`, this.#options.models).href);
      model.catch(() => this.#models.delete(name));
      this.#models.set(name, model);
    }
    return model;
  }

  cancel(): void {
    this.#abort?.abort();
  }

  /**
   * Draws the model's segments into the session, slice by slice from `firstSlice`, as one step of its history. What was
   * drawn before a cancel or an error stays, and can be undone.
   */
  async run(
    session: SegmentationSession,
    volume: Volume,
    name: string,
    firstSlice: (plane: Model) => number,
  ): Promise<RunOutcome> {
    const abort = new AbortController();
    this.#abort = abort;
    this.#store.update({ run: { progress: undefined }, slicesDone: new Set(), report: undefined });
    try {
      const model = await this.load(name);
      const segmenter = await this.#start(name, model);
      this.#store.update({ provider: segmenter.provider });
      if (abort.signal.aborted) return "cancelled";
      await this.#draw(session, volume, model, segmenter, firstSlice(model), abort.signal);
      return "finished";
    } catch (error) {
      if (isAutosegError(error, "cancelled")) return "cancelled";
      await this.#stop();
      throw error;
    } finally {
      this.#abort = undefined;
      this.#store.update({ run: undefined, slicesDone: new Set() });
    }
  }

  async #draw(
    session: SegmentationSession,
    volume: Volume,
    { manifest }: Model,
    segmenter: Segmenter,
    firstSlice: number,
    signal: AbortSignal,
  ): Promise<void> {
    const segments = toSegments(manifest);
    const numbers = segments.map(({ segmentNumber }) => segmentNumber);
    const edit = session.beginEdit("run", `segmentation by ${manifest.title}`, { owned: numbers });
    edit.segments = mergeSegments(session.segments, segments);
    const types = new Map(session.algorithmTypes);
    for (const number of numbers) if (!session.display(number).locked) types.set(number, "AUTOMATIC");
    edit.types = types;
    try {
      const { labelMap, report } = await segmenter.run(volume, {
        firstSlice,
        signal,
        onSlice: (slice) => {
          edit.writeSlice(slice);
          this.#store.update({ slicesDone: new Set([...this.#store.state.slicesDone, slice.sliceIndex]) });
        },
        onProgress: (progress) => this.#store.update({ run: { progress }, provider: progress.provider }),
      });
      edit.writeAll(labelMap.voxels);
      this.#store.update({ report, provider: report.provider });
    } finally {
      edit.commit();
    }
  }

  async #start(name: string, model: Model): Promise<Segmenter> {
    if (this.#started?.name === name) return this.#started.segmenter;
    await this.#stop();
    const { device, acceptSoftwareAdapter } = this.#options;
    const segmenter = await createWorkerSegmenter(model, { device, acceptSoftwareAdapter });
    this.#started = { name, segmenter };
    return segmenter;
  }

  async #stop(): Promise<void> {
    const started = this.#started;
    this.#started = undefined;
    await started?.segmenter[Symbol.asyncDispose]();
  }
}

/** The model's segments, and those of the session that have other numbers. */
function mergeSegments(present: readonly Segment[], drawn: readonly Segment[]): Segment[] {
  const kept = present.filter(
    ({ segmentNumber }) => !drawn.some((segment) => segment.segmentNumber === segmentNumber),
  );
  return [...kept, ...drawn].sort((a, b) => a.segmentNumber - b.segmentNumber);
}
