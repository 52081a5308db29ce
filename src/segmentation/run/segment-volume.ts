import type { FallbackBackend, Provider } from "../../inference/index.ts";
import { checkModality, type Model, toSegments } from "../../model/index.ts";
import { createLabelMap, type Volume, writeGridSlice } from "../../volume/index.ts";
import { createInferencePlan } from "../plan/inference-plan.ts";
import { createKeeper } from "./kept-voxels.ts";
import type { Progress, RunOptions, RunResult } from "./run.ts";
import type { RunControl } from "./run-control.ts";
import { runPlan } from "./run-loop.ts";
import { createRunReport, createStopwatch, createTimeEstimate } from "./run-report.ts";

/** Where a run writes the model's own labels, and which of them an earlier attempt has finished. */
export interface UnfinishedLabels {
  /** In the volume's order. */
  readonly voxels: Uint8Array;
  /** Indices along the plan's slice axis. */
  readonly doneSlices: readonly number[];
  /** Worker restarts before this attempt. */
  readonly restarts: number;
}

/** A run as it was requested. */
export interface RunOrder {
  readonly options: RunOptions;
  readonly control: RunControl;
  /** What an earlier attempt at the same run left. */
  readonly unfinished: UnfinishedLabels | undefined;
}

/** One run, from a volume to its labels. */
export async function segmentVolume(
  volume: Volume,
  { manifest }: Model,
  backend: FallbackBackend,
  { options, control, unfinished }: RunOrder,
): Promise<RunResult> {
  const { firstSlice, onSlice, onProgress, keep, probabilities } = options;
  await control.whileRunning();
  checkModality(volume, manifest);
  const stopwatch = createStopwatch();
  const drawn = toSegments(manifest);
  const keeper = createKeeper(keep, drawn, volume.grid);
  const plan = stopwatch.time("preprocess", () =>
    createInferencePlan(volume, manifest, probabilities ? { probabilities } : {}),
  );
  // The model's own labels: kept voxels are added at the end, so that postprocessing does not see them.
  const labelMap = createLabelMap({
    grid: volume.grid,
    segments: keeper.segments,
    ...(unfinished && { voxels: unfinished.voxels }),
  });
  const { slicesTotal } = plan;
  const done = new Set(unfinished?.doneSlices);
  const restartsBefore = backend.restarts;
  const providers: Provider[] = [];
  const estimate = createTimeEstimate(slicesTotal);
  const tell = () =>
    onProgress?.({
      state: control.isPaused ? "paused" : "running",
      queuePosition: 0,
      slicesDone: done.size,
      slicesTotal,
      secondsLeft: estimate(done.size),
      provider: backend.provider,
    } satisfies Progress);
  control.onPause = tell;
  tell();
  const { computeMs, labelledBy } = await runPlan(plan, backend, {
    control,
    stopwatch,
    firstSlice: control.slice ?? firstSlice ?? Math.floor(slicesTotal / 2),
    isDone: (slice) => done.has(slice),
    onFinished(slice) {
      writeGridSlice(labelMap.voxels, volume.grid, slice);
      keeper.keepInSlice(slice);
      done.add(slice.sliceIndex);
      if (providers.at(-1)?.label !== backend.provider.label) providers.push(backend.provider);
      onSlice?.(slice);
      tell();
    },
  });
  if (providers.length === 0) providers.push(backend.provider);
  stopwatch.time("postprocess", () => {
    plan.postprocess(labelMap.voxels);
    keeper.keepInAll(labelMap.voxels);
  });
  return {
    labelMap,
    report: createRunReport(manifest, providers, labelMap, {
      slices: slicesTotal,
      units: plan.units.length,
      inputSpacingMm: plan.inputSpacingMm,
      refusedProviders: [...backend.refused],
      restarts: backend.restarts - restartsBefore + (unfinished?.restarts ?? 0),
      labelledBy,
      timingsMs: stopwatch.readMs(computeMs),
    }),
  };
}
