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

/** How far a run is. */
export interface Progress {
  readonly state: "queued" | "running" | "paused";
  /** Runs of the same segmenter ahead of this one; 0 once it has started. */
  readonly queuePosition: number;
  /** Slices delivered so far and in all, along the grid axis across the model's plane. */
  readonly slicesDone: number;
  readonly slicesTotal: number;
  /** Patches run so far and in all, where a patch is not a slice: slices are then delivered late, and in lots. */
  readonly patches?: { readonly done: number; readonly total: number };
  /** Estimated from the slices, or patches, so far; undefined before the second one. */
  readonly secondsLeft: number | undefined;
  /** What runs now; not the first one if that failed. */
  readonly provider: Provider;
}

export interface RunOptions {
  /** Index, along the grid axis across the model's plane, of the slice to start with; the run proceeds outwards. The middle one by default. */
  readonly firstSlice?: number;
  /**
   * Called with every slice as soon as it is ready, before postprocessing. The receiver owns the arrays. What `keep`
   * names is already in place.
   */
  readonly onSlice?: (slice: GridSlice) => unknown;
  /** Called when the place in the queue changes, after every slice and patch, and on every pause and resume. */
  readonly onProgress?: (progress: Progress) => unknown;
  /**
   * The run rejects with `cancelled` at once, and the delivered slices remain valid. In a browser a provider that computes long is ended, and
   * started again by the next run; in Node, where the run of a network blocks its thread, it takes effect after that run.
   */
  readonly signal?: AbortSignal;
  /**
   * What must not change when a run is repeated over edited labels, in the delivered slices and in the result.
   * Postprocessing sees only the model's labels, so that it clears nothing that is kept.
   */
  readonly keep?: KeptVoxels;
  /**
   * Values of the model's classes to keep; the others are left out of slices, result and report, and parts of a model without
   * a kept class are not run. All by default.
   */
  readonly classes?: readonly number[];
  /**
   * Of a model that sees several series of a patient: all but the first one of its manifest, which is the volume that is
   * run, by name. One on another grid is resampled to that of the first; labels lie on the first.
   */
  readonly series?: OtherSeries;
  /**
   * Voxels of the volume's grid that the model is run for: patches without a part in them are not run, and slices that do not
   * pass through them are not delivered. Outside, labels are those of `keep`, without it background.
   */
  readonly box?: Box;
  /** Runs a model on every slice even where its manifest lets it search for its organ. */
  readonly allSlices?: boolean;
  /** Probabilities to deliver with each slice's labels. They need the model's full output, which costs time. */
  readonly probabilities?: ProbabilityRequest;
  /** Bits of a voxel's label, at most. A model with labels over 255, and `keep` with such segments, need 16 ({@link RunOptions16}). */
  readonly bits?: 8;
}

/** Options of a run whose labels may be over 255: they are of two bytes where their numbers are. */
export interface RunOptions16 extends Omit<RunOptions, "onSlice" | "bits"> {
  readonly onSlice?: (slice: GridSlice16) => unknown;
  readonly bits: 16;
}

export interface RunResult<Labels extends LabelMap16 = LabelMap> {
  /** Labels on the volume's grid. In a cross-origin isolated page their memory is shared with a worker. */
  readonly labelMap: Labels;
  /** The smallest box with all voxels that are not background; where most of a volume is, it saves looking through it again. */
  readonly labelledBox: Box;
  readonly report: RunReport;
}

/** A run in progress: the promise of its result, and its controls. */
export interface Run<Labels extends LabelMap16 = LabelMap> extends Promise<RunResult<Labels>> {
  /** Continues from another slice, an index like `firstSlice`: call it when the user scrolls. */
  prioritise(sliceIndex: number): void;
  /** Starts no further slice until `resume`; those in progress are still delivered. */
  pause(): void;
  resume(): void;
}

/** What a user asks of a run in progress. */
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

  /** Resolves once the run is not paused; rejects when it is cancelled. */
  async whileRunning(): Promise<void> {
    await Promise.race([this.cancelled, this.#whileResumed]);
  }
}

/** Stages of the run loop. Together they account for the whole run. */
export type Stage = "preprocess" | "inference" | "labelling" | "delivery" | "postprocess";

/**
 * Wall-clock milliseconds of the run loop: preparing inputs, waiting for the provider, turning its output into labels,
 * delivering slices, postprocessing, and the whole run. `compute` is the time in which the provider worked, while the
 * loop may have done other things; `total` minus `compute` is the cost of everything but the model.
 */
type TimingsMs = Readonly<Record<Stage | "compute" | "total", number>>;

/** What ran, on what, how long and what it found; plain data, for JSON. */
export interface RunReport {
  readonly model: {
    readonly name: string;
    readonly version: string;
    /** Of the first graph's file. */
    readonly sha256: string;
    /** The files that were run. */
    readonly files: readonly {
      readonly graph: string;
      readonly file: string;
      readonly precision: string;
      readonly sha256: string;
    }[];
  };
  /** What the last slice ran on. */
  readonly provider: Provider;
  /** What earlier slices ran on, if a provider failed during the run and another took over. */
  readonly earlierProviders: readonly Provider[];
  /** What was tried and rejected. */
  readonly refusedProviders: readonly RefusedProvider[];
  /** Restarts of a provider or a worker during the run. */
  readonly restarts: number;
  readonly slices: number;
  /** Runs of a graph, of one slice or patch each, those of a model before included. */
  readonly units: number;
  /** Values of the classes that were kept; left out where all were. */
  readonly classes?: readonly number[];
  /** Of a model that searched for its organ: what that came to. Slices that were not run are background. */
  readonly search?: SearchResult;
  /** Of a model that looks only where one before it found something: the box that it was given, without voxels if that found nothing. */
  readonly within?: Box;
  /** What the run was limited to; left out where it was the whole volume. */
  readonly box?: Box;
  /** What turned the model's output into labels; for the first slice both did, to be compared. */
  readonly labelledBy: "graphics adapter" | "processor";
  /** Pixel spacing of the model's input. */
  readonly inputSpacingMm: number;
  readonly timingsMs: TimingsMs;
  /** Most memory that the process ever held; undefined in browsers, which do not tell. */
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
 * Seconds for the slices or patches that are left when so many are done, from the mean of all but the first, which compiles and
 * warms up; undefined before the second.
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
