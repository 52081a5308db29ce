import type { Method } from "./methods.ts";
import type { PromptedObject } from "./objects.ts";
import {
  createRandom,
  firstClick,
  indexOf,
  nextClick,
  type UserClick,
  type UserKind,
} from "./simulated-user.ts";

/** Results of one user's clicks on one object. */
export interface ObjectFigures {
  readonly case: string;
  readonly patient: string;
  /** After each click; once no further click is needed, the last value is repeated. */
  readonly dice: readonly number[];
  /** For each click, whether the voxel under it is as the click says. */
  readonly obeyed: readonly boolean[];
  /** Milliseconds from each click until its slice was done, and until all slices were. */
  readonly firstMs: readonly number[];
  readonly totalMs: readonly number[];
}

/** Lets a simulated user outline an object with up to the given number of clicks. */
export async function outlineObject(
  method: Method,
  { volume, truth, ...named }: PromptedObject,
  user: { readonly kind: UserKind; readonly mostClicks: number; readonly seed: number },
): Promise<ObjectFigures> {
  const random = createRandom(user.seed);
  const dice: number[] = [];
  const [obeyed, firstMs, totalMs]: [boolean[], number[], number[]] = [[], [], []];
  const clicks: UserClick[] = [firstClick(truth, volume.grid, user.kind, random)];
  while (dice.length < user.mostClicks) {
    const answer = await method.outline(volume, clicks);
    const last = clicks.at(-1)!;
    dice.push(diceOfVoxels(answer.found, truth));
    obeyed.push((answer.found[indexOf(last.at, volume.grid)] === 1) === last.adds);
    firstMs.push(answer.firstMs);
    totalMs.push(answer.totalMs);
    const next = nextClick({ found: answer.found, truth, grid: volume.grid }, user.kind, random);
    // A user who would click on the same voxel again gives up; one without anything to correct stops.
    if (!next || clicks.some(({ at }) => at.join() === next.at.join())) break;
    clicks.push(next);
  }
  while (dice.length < user.mostClicks) dice.push(dice.at(-1)!);
  return {
    case: named.case,
    patient: named.patient,
    dice: dice.map((value) => round(value, 4)),
    obeyed,
    firstMs,
    totalMs,
  };
}

function diceOfVoxels(found: Uint8Array, truth: Uint8Array): number {
  let [both, sum] = [0, 0];
  for (let n = 0; n < truth.length; n++) {
    both += found[n]! & truth[n]!;
    sum += found[n]! + truth[n]!;
  }
  return (2 * both) / sum;
}

export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
