import type { Backend } from "../../inference/index.ts";
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
import { type LabelArray, labelArrayFor, type Volume, writeGridSlice } from "../../volume/index.ts";
import { inTurns } from "../../workers/index.ts";
import { createInferencePlan } from "../plan/inference-plan.ts";
import type { RunControl } from "./run.ts";
import { type PlanOrder, runPlan } from "./run-loop.ts";

/** What a model that runs before another found. */
export interface FoundBefore {
  /** On the grid of the series. */
  readonly labels: LabelArray;
  /** Where the model looks; without voxels where nothing was found. Undefined for the whole series. */
  readonly box: Box | undefined;
  readonly units: number;
  readonly computeMs: number;
}

/** What running it needs of the run that it is a part of. */
interface BeforeOrder extends Pick<PlanOrder, "stopwatch"> {
  readonly control: RunControl;
  readonly signal: AbortSignal | undefined;
  /** Called with the patches that are run, and all of them, after every change and on pause and resume. */
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
  // Whole voxels, of a spacing in single precision, as TotalSegmentator has it from the header of a NIfTI file.
  return growBox(
    found,
    mapAxes((axis) => Math.trunc(wanted.marginMm / Math.fround(grid.spacingMm[axis]))),
    grid,
  );
}
