import { AutosegError } from "../../errors.ts";
import type { Provider, RefusedProvider } from "../../inference/index.ts";
import { type ModelManifest, toGraphs } from "../../model/index.ts";
import type { Box } from "../../regions/index.ts";
import {
  type GridSlice,
  type GridSlice16,
  type LabelMap,
  type LabelMap16,
  segmentVolumesMl,
} from "../../volume/index.ts";
import type { ProbabilityRequest } from "../plan/probability-request.ts";
import type { OtherSeries } from "./patient-series.ts";
import type { KeptVoxels } from "./run-limits.ts";
import type { SearchResult } from "./slice-search.ts";

/** The progress of a run. */
export interface Progress {
  readonly state: "queued" | "running" | "paused";
  /** Runs of the same segmenter ahead of this one; 0 once it has started. */
  readonly queuePosition: number;
  /** Slices delivered so far and in total, along the grid axis across the model's plane. */
  readonly slicesDone: number;
  readonly slicesTotal: number;
  /** Patches run so far and in total, if a patch is not a slice: slices are then delivered late, and several at a time. */
  readonly patches?: { readonly done: number; readonly total: number };
  /** Estimated from the slices or patches so far; undefined before the second one. */
  readonly secondsLeft: number | undefined;
  /** The current provider; not the first one if that failed. */
  readonly provider: Provider;
}

export interface RunOptions {
  /**
   * Index, along the grid axis across the model's plane, of the slice to start with; the run proceeds outwards. By default
   * the middle one.
   */
  readonly firstSlice?: number;
  /**
   * Called with every slice as soon as it is ready, before postprocessing. The receiver owns the arrays. Voxels that `keep`
   * protects are already in place.
   */
  readonly onSlice?: (slice: GridSlice) => unknown;
  /** Called when the position in the queue changes, after every slice and patch, and on every pause and resume. */
  readonly onProgress?: (progress: Progress) => unknown;
  /**
   * On abort, the run rejects with `cancelled` at once, and delivered slices remain valid. In a browser, a provider that is
   * still busy after a while is ended, and started again by the next run; in Node, where a network blocks its thread, the
   * abort takes effect after the current network run.
   */
  readonly signal?: AbortSignal;
  /**
   * What must not change when a run is repeated over edited labels, in the delivered slices and in the result. Postprocessing
   * sees only the model's labels, so it clears nothing that is kept.
   */
  readonly keep?: KeptVoxels;
  /**
   * Values of the model's classes to keep; others are omitted from slices, result and report, and parts of a model without a
   * kept class are not run. All by default.
   */
  readonly classes?: readonly number[];
  /**
   * For a model that receives several series of a patient: all but the first of its manifest, by name; the first is the
   * volume itself.
   * A series on another grid is resampled to that of the first, on which the labels lie.
   */
  readonly series?: OtherSeries;
  /**
   * Voxels of the volume's grid to which the run is limited: patches that do not contribute to them are not run, and slices
   * that do not cross the box are not delivered. Outside, labels are those of `keep`, or else background.
   */
  readonly box?: Box;
  /** Runs the model on every slice, even if its manifest allows it to search for its organ. */
  readonly allSlices?: boolean;
  /** Probabilities to deliver with each slice's labels. They need the model's full output, which takes longer. */
  readonly probabilities?: ProbabilityRequest;
  /**
   * Maximum number of bits of a label. A model with labels over 255, and `keep` with such segments, need 16 ({@link
   * RunOptions16}).
   */
  readonly bits?: 8;
}

/** Options of a run whose labels may be over 255; these are stored in two bytes per voxel. */
export interface RunOptions16 extends Omit<RunOptions, "onSlice" | "bits"> {
  readonly onSlice?: (slice: GridSlice16) => unknown;
  readonly bits: 16;
}

export interface RunResult<Labels extends LabelMap16 = LabelMap> {
  /** Labels on the volume's grid. In a cross-origin isolated page their memory is shared with a worker. */
  readonly labelMap: Labels;
  /** The bounding box of all voxels that are not background; it saves searching the whole volume again. */
  readonly labelledBox: Box;
  readonly report: RunReport;
}

/** A run in progress: the promise of its result, and its controls. */
export interface Run<Labels extends LabelMap16 = LabelMap> extends Promise<RunResult<Labels>> {
  /** Continues from another slice, an index like `firstSlice`: call it when the user scrolls. */
  prioritise(sliceIndex: number): void;
  /** Starts no further slice until `resume`; slices in progress are still delivered. */
  pause(): void;
  resume(): void;
}

/** The user's requests to a run in progress. */
export class RunControl {
  /** Rejects with `cancelled` as soon as the run is cancelled. */
  readonly cancelled: Promise<never>;
  /** Called when the run should continue from another slice. */
  onPrioritise: (slice: number) => void = () => undefined;
  /** Called on pause and resume. */
  onPause: () => void = () => undefined;
  /** The slice to start or continue from; undefined until the user has viewed one. */
  slice: number | undefined;
  readonly #ended = new AbortController();
  #resume: (() => void) | undefined;
  #whileResumed: Promise<void> = Promise.resolve();

  constructor(signal: AbortSignal | undefined) {
    this.cancelled = new Promise((_, reject) => {
      const cancel = () => reject(new AutosegError("cancelled", "Cancelled.", {}));
      if (signal?.aborted) cancel();
      else signal?.addEventListener("abort", cancel, { once: true, signal: this.#ended.signal });
    });
    this.cancelled.catch(() => undefined);
  }

  /** Stops listening to the signal, which may outlive many runs. */
  end(): void {
    this.#ended.abort();
  }

  get isPaused(): boolean {
    return this.#resume !== undefined;
  }

  prioritise(slice: number): void {
    this.slice = slice;
    this.onPrioritise(slice);
  }

  pause(): void {
    if (this.isPaused) return;
    this.#whileResumed = new Promise((resolve) => {
      this.#resume = resolve;
    });
    this.onPause();
  }

  resume(): void {
    this.#resume?.();
    this.#resume = undefined;
    this.onPause();
  }

  /** Resolves once the run is not paused; rejects if it is cancelled. */
  async whileRunning(): Promise<void> {
    await Promise.race([this.cancelled, this.#whileResumed]);
  }
}

/** Stages of the run loop. Together they account for the whole run. */
export type Stage = "preprocess" | "inference" | "labelling" | "delivery" | "postprocess";

/**
 * Wall-clock milliseconds of the run loop: preparing inputs, waiting for the provider, turning outputs into labels,
 * delivering slices, postprocessing, and the whole run. `compute` is the time for which the provider worked, while the loop
 * may have done other things; `total` minus `compute` is the cost of everything but the model.
 */
type TimingsMs = Readonly<Record<Stage | "compute" | "total", number>>;

/** What ran, on which provider, for how long, and what it found; plain data that can be written as JSON. */
export interface RunReport {
  readonly model: {
    readonly name: string;
    readonly version: string;
    /** Hash of the first graph's file. */
    readonly sha256: string;
    /** The files that were run. */
    readonly files: readonly {
      readonly graph: string;
      readonly file: string;
      readonly precision: string;
      readonly sha256: string;
    }[];
  };
  /** The provider of the last slice. */
  readonly provider: Provider;
  /** The providers of earlier slices, if one failed during the run and another took over. */
  readonly earlierProviders: readonly Provider[];
  /** Providers that were tried and rejected. */
  readonly refusedProviders: readonly RefusedProvider[];
  /** Restarts of a provider or a worker during the run. */
  readonly restarts: number;
  readonly slices: number;
  /** Runs of a graph, each of one slice or patch, including those of a model before. */
  readonly units: number;
  /** Values of the classes that were kept; omitted if all were. */
  readonly classes?: readonly number[];
  /** For a model that searched for its organ: the result of the search. Slices that were not run are background. */
  readonly search?: SearchResult;
  /** For a model that examines only what one before it found: the box that it received, empty if nothing was found. */
  readonly within?: Box;
  /** What the run was limited to; omitted for the whole volume. */
  readonly box?: Box;
  /** What turned outputs into labels; the first slice is labelled by both, for comparison. */
  readonly labelledBy: "graphics adapter" | "processor";
  /** Pixel spacing of the model's input. */
  readonly inputSpacingMm: number;
  readonly timingsMs: TimingsMs;
  /** Peak memory of the process; undefined in browsers, which do not report it. */
  readonly peakMemoryBytes: number | undefined;
  readonly volumesMl: readonly {
    readonly segmentNumber: number;
    readonly label: string;
    readonly ml: number;
  }[];
}

export function createRunReport(
  manifest: ModelManifest,
  providers: readonly Provider[],
  labelMap: LabelMap16,
  measured: Pick<
    RunReport,
    | "slices"
    | "units"
    | "classes"
    | "search"
    | "box"
    | "labelledBy"
    | "inputSpacingMm"
    | "timingsMs"
    | "refusedProviders"
    | "restarts"
  >,
): RunReport {
  const provider = providers.at(-1)!;
  const files = toGraphs(manifest).map(({ name, weights }) => {
    const { file, precision, sha256 } =
      weights.find((one) => one.precision === provider.precision) ?? weights[0]!;
    return { graph: name, file, precision, sha256 };
  });
  const volumesMl = segmentVolumesMl(labelMap);
  return {
    model: { name: manifest.name, version: manifest.version, sha256: files[0]!.sha256, files },
    provider,
    earlierProviders: providers.slice(0, -1),
    ...measured,
    peakMemoryBytes: readPeakMemory(),
    volumesMl: labelMap.segments.map(({ segmentNumber, label }, index) => ({
      segmentNumber,
      label,
      ml: volumesMl[index]!,
    })),
  };
}

function readPeakMemory(): number | undefined {
  const { process } = globalThis as { process?: Partial<NodeJS.Process> };
  const kilobytes = process?.resourceUsage?.().maxRSS;
  return kilobytes === undefined ? undefined : kilobytes * 1024;
}

/** Adds up the time of each stage, from now on. */
export function createStopwatch() {
  const startedMs = performance.now();
  const spentMs: Record<Stage, number> = {
    preprocess: 0,
    inference: 0,
    labelling: 0,
    delivery: 0,
    postprocess: 0,
  };
  return {
    time<T>(stage: Stage, work: () => T): T {
      const sinceMs = performance.now();
      const result = work();
      spentMs[stage] += performance.now() - sinceMs;
      return result;
    },
    async timeAsync<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
      const sinceMs = performance.now();
      const result = await work();
      spentMs[stage] += performance.now() - sinceMs;
      return result;
    },
    readMs: (compute: number): TimingsMs => ({ ...spentMs, compute, total: performance.now() - startedMs }),
  };
}

/**
 * Seconds for the remaining slices or patches, from the mean of all but the first, which includes compilation and warm-up;
 * undefined before the second.
 */
export function createTimeEstimate() {
  let first: { readonly done: number; readonly atMs: number } | undefined;
  return (done: number, left: number): number | undefined => {
    if (done === 0) return undefined;
    first ??= { done, atMs: performance.now() };
    const since = done - first.done;
    if (since === 0) return undefined;
    return (((performance.now() - first.atMs) / since) * left) / 1000;
  };
}
