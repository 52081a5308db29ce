import type { Backend, RunAnswer, RunRequest, UnitAnswer } from "../../inference/index.ts";
import type { GridSlice } from "../../volume/index.ts";
import { letEventsIn } from "../../workers/index.ts";
import type { InferencePlan, Unit } from "../plan/inference-plan.ts";
import { tryLabelling } from "../plan/label-trial.ts";
import type { RunControl } from "./run-control.ts";
import type { createStopwatch, RunReport } from "./run-report.ts";
import { UnitSchedule } from "./unit-schedule.ts";

/** Units whose answer is awaited. */
interface UnderWay {
  readonly units: readonly Unit[];
  readonly answer: Promise<RunAnswer>;
}

/** What running a plan came to. */
export interface PlanRun {
  /** Milliseconds in which the provider worked. */
  readonly computeMs: number;
  readonly labelledBy: RunReport["labelledBy"];
}

/**
 * Runs the units of a plan through a backend. As many requests as the backend has use for are under way at once: while
 * it computes, the next input is made and the last answer labelled in this thread.
 * @param firstSlice grid index of the slice to begin with.
 * @param isDone tells the slices that need no units: an earlier attempt finished them.
 * @param onFinished called with every slice as it is finished.
 * @throws AutosegError `cancelled` at once when the run is cancelled, and what the backend throws.
 */
export async function runPlan(
  plan: InferencePlan,
  backend: Backend,
  control: RunControl,
  stopwatch: ReturnType<typeof createStopwatch>,
  firstSlice: number,
  isDone: (slice: number) => boolean,
  onFinished: (slice: GridSlice) => void,
): Promise<PlanRun> {
  // A unit of a finished slice may still have a part in other slices, and in what a later stage is made of.
  const hasStages = plan.units.some(({ stage }) => stage > 0);
  const needed = plan.units.filter(
    ({ firstSlice, lastSlice }) => hasStages || firstSlice !== lastSlice || !isDone(firstSlice),
  );
  const schedule = new UnitSchedule(needed, firstSlice);
  control.onPrioritise = (slice) => schedule.prioritise(slice);
  const underWay: UnderWay[] = [];
  let computeMs = 0;
  let labelling = backend.provider.name === "webgpu" ? plan.labelling : undefined;

  const toRequest = (units: readonly Unit[]): RunRequest => ({
    graph: units[0]!.graph,
    units: stopwatch.time("preprocess", () => units.map((unit) => plan.prepare(unit))),
    ...(labelling && { labelling }),
  });
  const deliver = (slices: readonly GridSlice[]): void => {
    for (const slice of slices) stopwatch.time("delivery", () => onFinished(slice));
  };
  const submit = (units: readonly Unit[]): void => {
    const answer = backend.run(toRequest(units));
    // It is awaited later, and not at all when the run is cancelled before.
    answer.catch(() => undefined);
    underWay.push({ units, answer });
  };

  const first = labelling ? schedule.take(1) : [];
  if (first.length > 0) {
    await control.goOn();
    const request = toRequest(first);
    const trial = await stopwatch.timeAsync("inference", () =>
      tryLabelling(plan, backend, first, request, control.cancelled),
    );
    computeMs += trial.computeMs;
    deliver(trial.slices);
    if (!trial.agrees) labelling = undefined;
  }

  for (;;) {
    // What is under way is still accepted while the run is paused.
    if (underWay.length === 0) await control.goOn();
    // A provider that computes in this thread leaves no room for the message that cancels the run.
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
    const answer = await stopwatch.timeAsync("inference", () =>
      Promise.race([control.cancelled, next.answer]),
    );
    computeMs += answer.computeMs;
    for (const [index, unit] of next.units.entries()) {
      deliver(stopwatch.time("labelling", () => accept(plan, unit, answer.units[index]!)));
    }
  }
}

function accept(plan: InferencePlan, unit: Unit, { output, labels }: UnitAnswer): readonly GridSlice[] {
  return labels ? plan.acceptLabels(unit, labels) : plan.accept(unit, output);
}
