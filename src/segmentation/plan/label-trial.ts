import type { Backend, RunAnswer, RunRequest } from "../../inference/index.ts";
import type { GridSlice } from "../../volume/index.ts";
import type { InferencePlan, Unit } from "./inference-plan.ts";

/** Share of voxels that may differ: those at which two channels agree to the last digits. */
const mostDifferent = 1e-4;

/** What the first request of a run came to, made twice. */
export interface LabelTrial {
  readonly computeMs: number;
  /** Slices as the processor labels them. */
  readonly slices: readonly GridSlice[];
  /** Whether the provider's own labels agree, so that it may make those of the other units. */
  readonly agrees: boolean;
}

/**
 * Has a provider that makes labels itself make those of the first units, and labels its output in this thread too: the
 * check of a provider's numbers does not see the shader that makes labels, nor what a driver makes of it.
 */
export async function tryLabelling(
  plan: InferencePlan,
  backend: Backend,
  units: readonly Unit[],
  request: RunRequest,
  signal: Promise<never>,
): Promise<LabelTrial> {
  const { labelling: _, ...plain } = request;
  const [labelled, output] = await Promise.race([
    signal,
    Promise.all([backend.run(request), backend.run(plain)]),
  ]);
  const slices = units.flatMap((unit, index) => plan.accept(unit, output.units[index]!.output!));
  return {
    computeMs: labelled.computeMs + output.computeMs,
    slices,
    agrees: agree(plan, units, labelled, slices),
  };
}

/** Slices and units follow each other in the same order: where labels can be made elsewhere a unit decides its slice. */
function agree(
  plan: InferencePlan,
  units: readonly Unit[],
  labelled: RunAnswer,
  slices: readonly GridSlice[],
): boolean {
  return slices.every(({ labels }, index) => {
    const found = labelled.units[index]?.labels;
    // A provider that leaves labels to this thread answers with its output.
    if (!found) return true;
    const made = plan.acceptLabels(units[index]!, found)[0]!.labels;
    let different = 0;
    for (let n = 0; n < labels.length; n++) if (labels[n] !== made[n]) different++;
    return different <= labels.length * mostDifferent;
  });
}
