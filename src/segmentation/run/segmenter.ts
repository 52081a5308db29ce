import {
  type BackendOptions,
  createBackend,
  type FallbackBackend,
  type Provider,
} from "../../inference/index.ts";
import {
  checkModality,
  chooseClasses,
  type Model,
  modelAlone,
  refinedValues,
  seesSeveral,
} from "../../model/index.ts";
import { labelledBox, wholeBlock } from "../../regions/index.ts";
import {
  createLabelMap16,
  type GridSlice16,
  type LabelArray,
  type LabelMap16,
  type Volume,
  writeGridSlice,
} from "../../volume/index.ts";
import { inTurns } from "../../workers/index.ts";
import { createInferencePlan } from "../plan/inference-plan.ts";
import { planWithin } from "../plan/plan-within.ts";
import { createBackground, uniteRequests, withRequested } from "../plan/probability-request.ts";
import { KeptProbabilities } from "../plan/refinement.ts";
import { alignSeries } from "./patient-series.ts";
import {
  createRunReport,
  createStopwatch,
  createTimeEstimate,
  type Progress,
  type Run,
  RunControl,
  type RunOptions,
  type RunOptions16,
  type RunResult,
} from "./run.ts";
import {
  checkBits,
  createBoxLimit,
  createKeeper,
  createLeavingOut,
  describeInBox,
  labelArrayOf,
} from "./run-limits.ts";
import { runBefore, runPlan } from "./run-loop.ts";
import { createSearch } from "./slice-search.ts";

/** A model on a provider, ready for any number of volumes. Runs requested together are queued. */
export interface Segmenter extends AsyncDisposable {
  readonly provider: Provider;
  /**
   * Segments the whole volume; labels are on its own grid.
   * @throws AutosegError (the promise rejects) `model-mismatch` for a modality or series other than the model's; `cancelled`;
   * `invalid-argument`, also for a class that the model does not have, and for labels over 255 without `bits: 16`;
   * `inference-failed`, `out-of-memory`, `device-lost` and `wrong-numbers` if no provider is left. Slices delivered before
   * remain valid.
   */
  run(volume: Volume, options: RunOptions16): Run<LabelMap16>;
  run(volume: Volume, options?: RunOptions): Run;
}

/**
 * Starts a model, and runs it in this thread.
 * @throws AutosegError `no-provider`, `invalid-model`, `wrong-numbers`, `adapter-too-small`, `model-not-found`,
 * `model-hash-mismatch`.
 */
export async function createSegmenter(model: Model, options: BackendOptions = {}): Promise<Segmenter> {
  const backend = await createBackend(model, options);
  const queue = createRunQueue(model, backend);
  return {
    get provider() {
      return backend.provider;
    },
    run: (volume: Volume, runOptions: RunOptions | RunOptions16 = {}) => queue.add(volume, runOptions),
    async [Symbol.asyncDispose]() {
      await queue.settled();
      await backend[Symbol.asyncDispose]();
    },
  };
}

/** The runs of one model, one at a time. */
export interface RunQueue {
  /** @param unfinished what an earlier attempt at the same run completed. */
  add(volume: Volume, options: RunOptions | RunOptions16, unfinished?: UnfinishedLabels): Run;
  /** Resolves when all runs have ended. */
  settled(): Promise<void>;
}

export function createRunQueue(model: Model, backend: FallbackBackend): RunQueue {
  const waiting: { readonly tell: (position: number) => void }[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const tellPositions = () => {
    for (const [position, { tell }] of waiting.entries()) tell(position);
  };
  return {
    add(volume, options, unfinished) {
      const control = new RunControl(options.signal);
      const entry = {
        tell: (queuePosition: number) =>
          options.onProgress?.({ ...progressBefore(backend), state: "queued", queuePosition }),
      };
      waiting.push(entry);
      if (waiting.length > 1) entry.tell(waiting.length - 1);
      const leave = () => {
        control.end();
        waiting.splice(waiting.indexOf(entry), 1);
        tellPositions();
      };
      const turn = last.then(async () => {
        try {
          return await segmentVolume(volume, model, backend, { options, control, unfinished });
        } finally {
          // A patch may take a minute: the next run need not wait for one that was cancelled.
          if (options.signal?.aborted) await backend.interrupt();
        }
      });
      // A run that is cancelled while queued rejects at once, and does not block the others.
      const result = Promise.race([control.cancelled, turn]).finally(leave);
      last = turn.catch(() => undefined);
      return toRun(result, control);
    },
    async settled() {
      await last;
    },
  };
}

function progressBefore({ provider }: FallbackBackend): Omit<Progress, "state" | "queuePosition"> {
  return { slicesDone: 0, slicesTotal: 0, secondsLeft: undefined, provider };
}

/** A promise with the controls of its run. */
export function toRun(
  result: Promise<RunResult<LabelMap16>>,
  control: Pick<Run, "prioritise" | "pause" | "resume">,
): Run {
  // Labels of two bytes are only returned where they were requested (`checkBits`).
  return Object.assign(result as Promise<RunResult>, {
    prioritise: (sliceIndex: number) => control.prioritise(sliceIndex),
    pause: () => control.pause(),
    resume: () => control.resume(),
  });
}

/** Where a run writes the model's own labels, and which slices an earlier attempt has finished. */
export interface UnfinishedLabels {
  /** In the volume's memory order. */
  readonly voxels: LabelArray;
  /** Indices along the plan's slice axis. */
  readonly doneSlices: readonly number[];
  /** Worker restarts before this attempt. */
  readonly restarts: number;
}

/** A run as it was requested. */
interface RunOrder {
  readonly options: RunOptions | RunOptions16;
  readonly control: RunControl;
  /** What an earlier attempt at the same run left. */
  readonly unfinished: UnfinishedLabels | undefined;
}

/** Performs one run, from a volume to its labels. */
async function segmentVolume(
  volume: Volume,
  model: Model,
  backend: FallbackBackend,
  { options, control, unfinished }: RunOrder,
): Promise<RunResult<LabelMap16>> {
  const { firstSlice, onProgress, classes, box, probabilities } = options;
  // If no more than 8 bits were requested, there are no more (`checkBits`).
  const onSlice = options.onSlice as RunOptions16["onSlice"];
  checkBits(model, options);
  await control.whileRunning();
  const stopwatch = createStopwatch();
  const series = stopwatch.time("preprocess", () => {
    if (options.series || seesSeveral(model.manifest))
      return alignSeries(volume, options.series, model.manifest);
    checkModality(volume, model.manifest);
    return [volume];
  });
  const { manifest, segments: drawn } = chooseClasses(model.manifest, classes);
  const Labels = labelArrayOf(model, options.keep);
  const leaveOut = createLeavingOut(classes, Labels);
  const limit = createBoxLimit(box, volume.grid);
  const keeper = createKeeper(limit.keepOutside(options.keep), describeInBox(drawn, box), volume.grid);
  const refined = refinedValues(manifest);
  const needed = refined.length > 0 ? { segments: refined, entropy: false } : undefined;
  const request = needed ? uniteRequests(probabilities, needed) : probabilities;
  const state = () => (control.isPaused ? "paused" : "running");
  const before = await runBefore(series, manifest, backend, {
    control,
    stopwatch,
    signal: options.signal,
    onUnits: (patches) =>
      onProgress?.({ ...progressBefore(backend), state: state(), queuePosition: 0, patches }),
  });
  const plan = stopwatch.time("preprocess", () => {
    const alone = modelAlone(manifest);
    const planOptions = {
      series,
      Labels,
      ...(before && { labels: before.labels }),
      ...(request && { probabilities: request }),
      ...(box && { box }),
    };
    return before?.box
      ? planWithin(volume, alone, { ...planOptions, within: before.box })
      : createInferencePlan(volume, alone, planOptions);
  });
  const kept = needed && new KeptProbabilities(volume.grid, plan.sliceAxis);
  // The model's own labels: kept voxels are added at the end, so that postprocessing does not see them.
  const labelMap = createLabelMap16({
    grid: volume.grid,
    segments: keeper.segments,
    voxels: unfinished?.voxels ?? new Labels(volume.voxels.length),
  });
  const { slicesTotal } = plan;
  const begin = control.slice ?? firstSlice ?? (box?.from[plan.sliceAxis] ?? 0) + Math.floor(slicesTotal / 2);
  const maySearch = manifest.search && !options.allSlices && !box;
  const search = maySearch ? createSearch(plan, volume, manifest, begin) : undefined;
  // The probabilities of an earlier attempt are lost, so a run that needs them starts over.
  const done = new Set(kept ? [] : unfinished?.doneSlices);
  const restartsBefore = backend.restarts;
  const providers: Provider[] = [];
  // If patches cover many slices, slices are no measure of progress: one patch may finish none, and the next a hundred.
  const countsPatches = before !== undefined || plan.units.length !== slicesTotal;
  const [unitsBefore, unitsTotal] = [before?.units ?? 0, (before?.units ?? 0) + plan.units.length];
  let patchesDone = 0;
  const estimate = createTimeEstimate();
  const secondsLeft = (): number | undefined => {
    if (countsPatches) return estimate(patchesDone, plan.units.length - patchesDone);
    return estimate(search?.result.slicesRun ?? done.size, search?.mostLeft ?? slicesTotal - done.size);
  };
  const tell = () =>
    onProgress?.({
      state: state(),
      queuePosition: 0,
      slicesDone: done.size,
      slicesTotal,
      ...(countsPatches && { patches: { done: unitsBefore + patchesDone, total: unitsTotal } }),
      secondsLeft: secondsLeft(),
      provider: backend.provider,
    } satisfies Progress);
  const onFinished = (slice: GridSlice16): void => {
    if (!limit.wants(slice)) return;
    limit.clearInSlice(slice);
    writeGridSlice(labelMap.voxels, volume.grid, slice);
    kept?.add(slice);
    leaveOut(slice.labels);
    keeper.keepInSlice(slice);
    done.add(slice.sliceIndex);
    if (providers.at(-1)?.label !== backend.provider.label) providers.push(backend.provider);
    onSlice?.(needed ? withRequested(slice, probabilities) : slice);
    tell();
  };
  control.onPause = tell;
  tell();
  const { computeMs, labelledBy } = await runPlan(plan, backend, {
    control,
    stopwatch,
    firstSlice: begin,
    search,
    isDone: (slice) => done.has(slice),
    onFinished,
    onUnits(count) {
      patchesDone = count;
      if (countsPatches) tell();
    },
  });
  if (search) {
    const toBackground = createBackground(volume.grid, manifest, plan.sliceAxis, { request, Labels });
    for (const sliceIndex of search.rest())
      stopwatch.time("delivery", () => onFinished(toBackground(sliceIndex)));
  }
  if (providers.length === 0) providers.push(backend.provider);
  await stopwatch.timeAsync("postprocess", async () => {
    await inTurns(plan.postprocess(labelMap.voxels, kept), { signal: options.signal });
    limit.clearInAll(labelMap.voxels);
    leaveOut(labelMap.voxels);
    keeper.keepInAll(labelMap.voxels);
  });
  return {
    labelMap,
    labelledBox: labelledBox(wholeBlock(volume.grid, labelMap.voxels)),
    report: createRunReport(manifest, providers, labelMap, {
      slices: slicesTotal,
      units: search ? unitsBefore + patchesDone : unitsTotal,
      ...(search && { search: search.result }),
      ...(before?.box && { within: before.box }),
      ...(classes && { classes }),
      ...(box && { box }),
      inputSpacingMm: plan.inputSpacingMm,
      refusedProviders: [...backend.refused],
      restarts: backend.restarts - restartsBefore + (unfinished?.restarts ?? 0),
      labelledBy,
      timingsMs: stopwatch.readMs(computeMs + (before?.computeMs ?? 0)),
    }),
  };
}
