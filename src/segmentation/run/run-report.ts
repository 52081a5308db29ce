import type { Provider, RefusedProvider } from "../../inference/index.ts";
import { type ModelManifest, toGraphs } from "../../model/index.ts";
import { type LabelMap, segmentVolumesMl } from "../../volume/index.ts";

/** Stages of the run loop. Together they account for the whole run. */
export type Stage = "preprocess" | "inference" | "labelling" | "delivery" | "postprocess";

/**
 * Wall-clock milliseconds of the run loop: preparing inputs, waiting for the provider, turning its output into labels,
 * delivering slices, postprocessing, and the whole run. `compute` is the time in which the provider worked, while the
 * loop may have done other things; `total` minus `compute` is the cost of everything but the model.
 */
export type TimingsMs = Readonly<Record<Stage | "compute" | "total", number>>;

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
  /** Runs of a graph, of one slice or patch each. */
  readonly units: number;
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
  labelMap: LabelMap,
  measured: Pick<
    RunReport,
    "slices" | "units" | "labelledBy" | "inputSpacingMm" | "timingsMs" | "refusedProviders" | "restarts"
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

/** Seconds left after so many slices, from the mean of all but the first, which compiles and warms up; undefined before the second. */
export function createTimeEstimate(slicesTotal: number) {
  let first: { readonly slices: number; readonly atMs: number } | undefined;
  return (slicesDone: number): number | undefined => {
    if (slicesDone === 0) return undefined;
    first ??= { slices: slicesDone, atMs: performance.now() };
    const since = slicesDone - first.slices;
    if (since === 0) return undefined;
    return (((performance.now() - first.atMs) / since) * (slicesTotal - slicesDone)) / 1000;
  };
}
