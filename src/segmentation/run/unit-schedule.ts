import type { Unit } from "../plan/plan-units.ts";

/**
 * Which units come next: those of the earliest stage, the ones for the slice that is looked at first and then outwards,
 * of two at the same distance the one of the higher slices.
 */
export class UnitSchedule {
  /** Stages still to come, each with its units, the next one last. */
  readonly #stages: Unit[][];
  #slice: number;

  /** @param slice grid index of the slice to begin with. */
  constructor(units: readonly Unit[], slice: number) {
    this.#slice = slice;
    const last = units.reduce((highest, { stage }) => Math.max(highest, stage), 0);
    this.#stages = Array.from({ length: last + 1 }, (_, stage) =>
      units.filter((unit) => unit.stage === stage),
    );
    this.#sort();
  }

  /** Reorders the remaining units around another slice. */
  prioritise(slice: number): void {
    this.#slice = slice;
    this.#sort();
  }

  /** Takes the next units, at most `most` and all of one graph; none when the stage's units are all taken. */
  take(most: number): Unit[] {
    const units = this.#stages[0] ?? [];
    const taken: Unit[] = [];
    const graph = units.at(-1)?.graph;
    while (taken.length < most && units.at(-1)?.graph === graph) {
      const unit = units.pop();
      if (!unit) break;
      taken.push(unit);
    }
    return taken;
  }

  /** Goes on to the next stage, when all units of this one have been accepted. @returns false after the last. */
  nextStage(): boolean {
    this.#stages.shift();
    this.#sort();
    return this.#stages.length > 0;
  }

  #sort(): void {
    const distance = ({ firstSlice, lastSlice }: Unit) =>
      Math.max(0, firstSlice - this.#slice, this.#slice - lastSlice);
    this.#stages[0]?.sort(
      (a, b) => distance(b) - distance(a) || a.firstSlice - b.firstSlice || b.index - a.index,
    );
  }
}
