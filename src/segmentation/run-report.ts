import type { Provider } from "../inference/index.ts";
import type { ModelManifest } from "../model/index.ts";
import { type LabelMap, segmentVolumesMl } from "../volume/index.ts";

/** Stages of a run that are timed. */
type Stage = "preprocess" | "inference" | "labelling" | "postprocess";

/** Wall-clock milliseconds spent in each stage and in the whole run. */
export type TimingsMs = Readonly<Record<Stage | "total", number>>;

/** What ran, on what, how long and what it found. */
export interface RunReport {
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  /** What the last slice ran on. */
  readonly provider: Provider;
  /** What slices before ran on, when the provider failed in mid-run and another took over. */
  readonly earlierProviders: readonly Provider[];
  readonly slices: number;
  /** Pixel spacing of the model's input. */
  readonly inputSpacingMm: number;
  readonly timingsMs: TimingsMs;
  readonly volumesMl: readonly {
    readonly segmentNumber: number;
    readonly label: string;
    readonly ml: number;
  }[];
}

export function createRunReport(
  { name, version, networks }: ModelManifest,
  providers: readonly Provider[],
  labelMap: LabelMap,
  measured: Pick<RunReport, "slices" | "inputSpacingMm" | "timingsMs">,
): RunReport {
  const volumesMl = segmentVolumesMl(labelMap);
  return {
    model: { name, version, sha256: networks[0]!.weights[0]!.sha256 },
    provider: providers.at(-1)!,
    earlierProviders: providers.slice(0, -1),
    ...measured,
    volumesMl: labelMap.segments.map(({ segmentNumber, label }, index) => ({
      segmentNumber,
      label,
      ml: volumesMl[index]!,
    })),
  };
}

/** Adds up the time of each stage, from now on. */
export function createStopwatch() {
  const startedMs = performance.now();
  const spentMs: Record<Stage, number> = { preprocess: 0, inference: 0, labelling: 0, postprocess: 0 };
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
    readMs: (): TimingsMs => ({ ...spentMs, total: performance.now() - startedMs }),
  };
}

/** Seconds left after so many slices, from the mean of all but the first, which compiles and warms up; undefined before the second. */
export function createTimeEstimate(slicesTotal: number) {
  let firstDoneMs = 0;
  return (slicesDone: number): number | undefined => {
    if (slicesDone === 1) firstDoneMs = performance.now();
    if (slicesDone < 2) return undefined;
    const perSliceMs = (performance.now() - firstDoneMs) / (slicesDone - 1);
    return (perSliceMs * (slicesTotal - slicesDone)) / 1000;
  };
}
