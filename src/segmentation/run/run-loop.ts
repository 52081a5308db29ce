import type { Backend, RunAnswer, RunRequest } from "../../inference/index.ts";
import { highestValue, type ModelManifest, modelBefore } from "../../model/index.ts";
import {
  type Box,
  boxOfLabels,
  emptyBox,
  growBox,
  mapAxes,
  voxelsInBox,
  wholeBlock,
} from "../../regions/index.ts";
import {
  type GridSlice16,
  type LabelArray,
  labelArrayFor,
  type Volume,
  writeGridSlice,
} from "../../volume/index.ts";
import { createRace, inTurns, letEventsIn } from "../../workers/index.ts";
import { createInferencePlan } from "../plan/inference-plan.ts";
import { type DelegatedLabelling, type InferencePlan, type Unit, UnitSchedule } from "../plan/plan.ts";
import type { createStopwatch, RunControl, RunReport } from "./run.ts";
import type { SliceSearch } from "./slice-search.ts";

/** What a run requires of its plan. */
export interface PlanOrder {
  readonly control: RunControl;
  readonly stopwatch: ReturnType<typeof createStopwatch>;
  /** Grid index of the slice to begin with. */
  readonly firstSlice: number;
  /** Chooses slices by what was found; without it, all are run. */
  readonly search?: SliceSearch | undefined;
  /** Whether a slice needs no units because an earlier attempt finished it. A search examines it again. */
  isDone(slice: number): boolean;
  /** Called with every slice when it is finished. */
  onFinished(slice: GridSlice16): void;
  /**
   * Called after units were accepted, and after their slices: with the number of units done, including those that were not
   * needed.
   */
  onUnits(done: number): void;
}

/** The result of running a plan. */
export interface PlanRun {
  /** Milliseconds for which the provider worked. */
  readonly computeMs: number;
  readonly labelledBy: RunReport["labelledBy"];
}

/** Units in flight. */
interface UnderWay {
  readonly units: readonly Unit[];
  readonly answer: Promise<RunAnswer>;
}

/**
 * Runs the units of a plan on a backend. As many requests are in flight as the backend can use: while it computes, this
 * thread prepares the next input and labels the last output.
 * @throws AutosegError `cancelled` as soon as the run is cancelled, and what the backend throws.
 */
export async function runPlan(
  plan: InferencePlan,
  backend: Backend,
  { control, stopwatch, firstSlice, search, isDone, onFinished, onUnits }: PlanOrder,
): Promise<PlanRun> {
  // A unit of a finished slice may still contribute to other slices, and to the input of a later stage.
  const hasStages = plan.units.some(({ stage }) => stage > 0);
  const needed = plan.units.filter((unit) => {
    return hasStages || unit.firstSlice !== unit.lastSlice || !isDone(unit.firstSlice);
  });
  const schedule = search ?? new UnitSchedule(needed, firstSlice, plan.isOrdered);
  control.onPrioritise = (slice) => schedule.prioritise(slice);
  const underWay: UnderWay[] = [];
  const orCancelled = createRace(control.cancelled);
  let computeMs = 0;
  let unitsDone = search ? 0 : plan.units.length - needed.length;
  let labelling = backend.provider.name === "webgpu" ? plan.labelling : undefined;

  const toRequest = (units: readonly Unit[]): RunRequest => ({
    graph: units[0]!.graph,
    units: stopwatch.time("preprocess", () => units.map((unit) => plan.prepare(unit))),
    ...(labelling && { labelling: labelling.rule }),
  });
  const deliver = (slices: readonly GridSlice16[]): void => {
    for (const slice of slices) stopwatch.time("delivery", () => onFinished(slice));
  };
  const deliverFound = (slices: readonly GridSlice16[]): void =>
    deliver(search ? slices.flatMap((slice) => search.accept(slice)) : slices);
  const submit = (units: readonly Unit[]): void => {
    const answer = backend.run(toRequest(units));
    // It is awaited later, or not at all if the run is cancelled first.
    answer.catch(() => undefined);
    underWay.push({ units, answer });
  };

  for (const slice of plan.background?.() ?? []) if (!isDone(slice.sliceIndex)) deliver([slice]);
  const first = labelling ? schedule.take(1) : [];
  if (labelling && first.length > 0) {
    await control.whileRunning();
    const request = toRequest(first);
    const trial = await stopwatch.timeAsync("inference", () =>
      orCancelled(tryLabelling(plan, labelling!, backend, { units: first, request })),
    );
    computeMs += trial.computeMs;
    deliverFound(trial.slices);
    if (!trial.agrees) labelling = undefined;
  }

  for (;;) {
    // While the run is paused, requests in flight are still accepted.
    if (underWay.length === 0) await control.whileRunning();
    // A provider that computes in this thread would otherwise block the message that cancels the run.
    if (backend.depth === 1) await letEventsIn();
    while (underWay.length < backend.depth && !control.isPaused) {
      const units = schedule.take(backend.provider.batch);
      if (units.length === 0) break;
      submit(units);
    }
    const next = underWay.shift();
    if (!next) {
      if (control.isPaused || schedule.nextStage()) continue;
      return { computeMs, labelledBy: labelling ? "graphics adapter" : "processor" };
    }
    const answer = await stopwatch.timeAsync("inference", () => orCancelled(next.answer));
    computeMs += answer.computeMs;
    for (const [index, unit] of next.units.entries()) {
      deliverFound(stopwatch.time("labelling", () => accept(plan, unit, answer.units[index]!)));
    }
    unitsDone += next.units.length;
    onUnits(unitsDone);
  }
}

function accept(
  plan: InferencePlan,
  unit: Unit,
  { output, labels }: RunAnswer["units"][number],
): GridSlice16[] {
  // Labels are only returned where the plan's own rule was requested.
  return labels ? [plan.labelling!.accept(unit, labels)] : plan.accept(unit, output);
}

/** Fraction of voxels that may differ: those where two channels are almost equal. */
const mostDifferent = 1e-4;

/** The first request of a run, labelled in two ways. */
interface LabelTrial {
  readonly computeMs: number;
  /** Slices as labelled on the CPU. */
  readonly slices: readonly GridSlice16[];
  /** Whether the provider's own labels agree, so that it may label the remaining units. */
  readonly agrees: boolean;
}

/**
 * Lets a provider that can make labels do so for the first units, and labels the same output in this thread too: the numeric
 * check does not cover the label shader, nor what a driver makes of it.
 */
async function tryLabelling(
  plan: InferencePlan,
  labelling: DelegatedLabelling,
  backend: Backend,
  { units, request }: { readonly units: readonly Unit[]; readonly request: RunRequest },
): Promise<LabelTrial> {
  const { labelling: _, ...plain } = request;
  const [labelled, output] = await Promise.all([backend.run(request), backend.run(plain)]);
  const slices = units.flatMap((unit, index) => plan.accept(unit, output.units[index]!.output!));
  // Slices and units are in the same order: each unit decides its slice.
  const agrees = slices.every(({ labels }, index) => {
    const found = labelled.units[index]?.labels;
    // A provider that leaves labelling to this thread returns its output.
    return !found || agree(labels, labelling.accept(units[index]!, found).labels);
  });
  return { computeMs: labelled.computeMs + output.computeMs, slices, agrees };
}

function agree(labels: LabelArray, others: LabelArray): boolean {
  let different = 0;
  for (let n = 0; n < labels.length; n++) if (labels[n] !== others[n]) different++;
  return different <= labels.length * mostDifferent;
}

/** The result of the model that runs before another. */
export interface FoundBefore {
  /** On the grid of the series. */
  readonly labels: LabelArray;
  /** Where the model looks; an empty box if nothing was found, undefined for the whole series. */
  readonly box: Box | undefined;
  readonly units: number;
  readonly computeMs: number;
}

/** What running it needs from the run that it is part of. */
interface BeforeOrder extends Pick<PlanOrder, "stopwatch"> {
  readonly control: RunControl;
  readonly signal: AbortSignal | undefined;
  /** Called with the number of patches run and their total, after every change and on pause and resume. */
  onUnits(patches: { readonly done: number; readonly total: number }): void;
}

/**
 * Runs the model before another one; undefined for a model that has none.
 * @param series those of the manifest, on one grid.
 */
export async function runBefore(
  series: readonly Volume[],
  manifest: ModelManifest,
  backend: Backend,
  { control, stopwatch, signal, onUnits }: BeforeOrder,
): Promise<FoundBefore | undefined> {
  const first = modelBefore(manifest);
  if (!first) return undefined;
  const volume = series[0]!;
  const plan = stopwatch.time("preprocess", () => createInferencePlan(volume, first, { series }));
  const Labels = labelArrayFor(highestValue(first));
  const labels = new Labels(volume.voxels.length);
  const total = plan.units.length;
  let done = 0;
  const tell = () => onUnits({ done, total });
  control.onPause = tell;
  tell();
  const { computeMs } = await runPlan(plan, backend, {
    control,
    stopwatch,
    firstSlice: Math.floor(plan.slicesTotal / 2),
    isDone: () => false,
    onFinished: (slice) => writeGridSlice(labels, volume.grid, slice),
    onUnits(count) {
      done = count;
      tell();
    },
  });
  await stopwatch.timeAsync("postprocess", () => inTurns(plan.postprocess(labels), { signal }));
  return { labels, box: boxBefore(labels, volume, manifest.before!.box), units: total, computeMs };
}

function boxBefore(
  labels: LabelArray,
  { grid }: Volume,
  wanted: NonNullable<ModelManifest["before"]>["box"],
): Box | undefined {
  if (!wanted) return undefined;
  const found = boxOfLabels(wholeBlock(grid, labels), wanted.values);
  if (voxelsInBox(found) === 0) return emptyBox;
  // Whole voxels, with the spacing in single precision, which TotalSegmentator reads from a NIfTI header.
  return growBox(
    found,
    mapAxes((axis) => Math.trunc(wanted.marginMm / Math.fround(grid.spacingMm[axis]))),
    grid,
  );
}
