import { diceOf } from "../../../src/metrics/index.ts";
import { toMask } from "../../../src/regions/index.ts";
import type { SoftCase } from "../calibration/soft-case.ts";
import { roundTo } from "../evaluation.ts";
import { worstSlice } from "../pictures.ts";
import type { Task } from "../tasks.ts";
import type { Outlined } from "./draw-failures.ts";

/** Pictures of a model. */
const mostFailures = 4;

/** A structure where a model agrees least with the reference, on the slice that is most wrong. */
export interface Failure extends Outlined {
  readonly case: string;
  readonly target: string;
  /** Of the whole case. */
  readonly dice: number;
  readonly slice: number;
}

/** The worst case of each structure, then the second worst, until there are four; structures from the one that fails most. */
export class WorstCases {
  readonly #task: Task;
  readonly #byTarget: Map<string, Failure[]>;

  constructor(task: Task) {
    this.#task = task;
    this.#byTarget = new Map(task.targets.map(({ key }) => [key, []]));
  }

  add({ name, grid, labels, reference }: SoftCase): void {
    const pixels = grid.size[0] * grid.size[1];
    for (const target of this.#task.targets) {
      const marked = toMask(reference, grid, target.values);
      const dice = diceOf(toMask(labels, grid, target.values), marked);
      const slice = worstSlice({ size: grid.size, labels: reference }, labels, target);
      if (!reference.some((label) => target.values.includes(label)) || slice === undefined) continue;
      const part = (of: Uint8Array) =>
        Uint8Array.from(of.subarray(slice * pixels, (slice + 1) * pixels), (label) =>
          target.values.includes(label) ? 1 : 0,
        );
      const list = this.#byTarget.get(target.key)!;
      list.push({
        case: name,
        target: target.label,
        dice: roundTo(dice!, 3),
        slice,
        columns: grid.size[0],
        reference: part(reference),
        found: part(labels),
      });
      list.sort((a, b) => a.dice - b.dice).splice(mostFailures);
    }
  }

  get failures(): Failure[] {
    const lists = [...this.#byTarget.values()].filter((list) => list.length > 0);
    lists.sort((a, b) => a[0]!.dice - b[0]!.dice);
    const inTurns = Array.from({ length: mostFailures }, (_, rank) =>
      lists.flatMap((list) => list[rank] ?? []),
    );
    return inTurns.flat().slice(0, mostFailures);
  }
}
