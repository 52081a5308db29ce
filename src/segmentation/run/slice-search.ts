import type { ModelManifest } from "../../model/index.ts";
import { axesOfSlice } from "../../regions/index.ts";
import type { GridSlice16, Volume } from "../../volume/index.ts";
import type { InferencePlan, Unit } from "../plan/plan.ts";

/** The search for an organ; undefined if the model does not search, or if not every unit of its plan decides one slice. */
export function createSearch(
  plan: InferencePlan,
  volume: Pick<Volume, "grid">,
  manifest: ModelManifest,
  focus: number,
): SliceSearch | undefined {
  const rule = searchRuleOf(manifest);
  return rule && canSearch(plan) ? new SliceSearch(plan, volume, rule, focus) : undefined;
}

/** How a model searches. */
export type SearchRule = NonNullable<ModelManifest["search"]> & {
  /** Whether what it finds is one connected component: labels beyond an empty slice then do not belong to it. */
  readonly isOnePiece?: boolean;
};

/** How the model of a manifest searches, if it does: for one component if postprocessing keeps one component of all segments. */
export function searchRuleOf({ search, segments, postprocessing }: ModelManifest): SearchRule | undefined {
  const isOnePiece = postprocessing.some(
    (step) =>
      step.operation === "keep-largest-component" &&
      segments.every(({ value }) => step.values.includes(value)),
  );
  return search && { ...search, isOnePiece };
}

/** The result of a search. */
export interface SearchResult {
  /** Slices on which the model was run. */
  readonly slicesRun: number;
  /** Whether any of them shows the organ; if none does, all labels are background. */
  readonly isFound: boolean;
  /** Largest area that was labelled on a slice. */
  readonly largestAreaMm2: number;
  /** Area at which a slice shows the organ. */
  readonly leastAreaMm2: number;
}

/**
 * Finds the slices that show what a model segments, if that is contiguous across slices: runs the slice in view, then slices
 * far apart, then those in between, until one shows it; from there its neighbours in both directions, until nothing has been
 * found for some millimetres or, for one component, on one slice and on another a step farther. All other slices are
 * background. Like `UnitSchedule` it schedules units, but depending on the results so far.
 */
export class SliceSearch {
  readonly #units: ReadonlyMap<number, readonly Unit[]>;
  readonly #rule: SearchRule;
  readonly #spacingMm: number;
  readonly #pixelMm2: number;
  readonly #first: number;
  readonly #last: number;
  /** Units of requested slices that were not run yet. */
  #waiting: Unit[] = [];
  readonly #asked = new Set<number>();
  /** Slices of which some units were taken: the others must follow. */
  readonly #begun = new Set<number>();
  /** Labelled area in mm2 of the slices that were run. */
  readonly #areas = new Map<number, number>();
  /** Slices that were run, but may not show the organ. */
  readonly #held = new Map<number, GridSlice16>();
  readonly #reached = new Set<number>();
  /** Slices that show the organ and were not reached from another one. */
  readonly #seeds: number[] = [];
  /** Distance of the requested slices; undefined while only the one in view was. */
  #stepMm: number | undefined;
  #focus: number;
  /** Slices beyond those run in each direction that may still have to be run. */
  #beyond: [number, number] | undefined;

  /**
   * @param plan one for which {@link canSearch} is true.
   * @param focus index of the slice to begin with.
   */
  constructor(plan: InferencePlan, { grid }: Pick<Volume, "grid">, rule: SearchRule, focus: number) {
    const units = new Map<number, Unit[]>();
    for (const unit of plan.units) units.set(unit.firstSlice, [...(units.get(unit.firstSlice) ?? []), unit]);
    this.#units = units;
    this.#rule = rule;
    const [fast, slow] = axesOfSlice(plan.sliceAxis);
    this.#spacingMm = grid.spacingMm[plan.sliceAxis];
    this.#pixelMm2 = grid.spacingMm[fast] * grid.spacingMm[slow];
    this.#first = Math.min(...units.keys());
    this.#last = Math.max(...units.keys());
    this.#focus = focus;
    this.#ask(focus);
  }

  /** Continues from another slice, which is run in any case. */
  prioritise(slice: number): void {
    this.#focus = slice;
    this.#ask(slice);
    this.#sort();
  }

  /** Takes the next units, at most `most` and all of one graph; none while the next depend on units in flight. */
  take(most: number): Unit[] {
    const taken: Unit[] = [];
    const graph = this.#waiting.at(-1)?.graph;
    while (taken.length < most && graph !== undefined && this.#waiting.at(-1)?.graph === graph)
      taken.push(this.#waiting.pop()!);
    for (const { firstSlice } of taken) this.#begun.add(firstSlice);
    return taken;
  }

  /** To be called once all requested units have been accepted: whether there is more to examine. */
  nextStage(): boolean {
    if (this.#seeds.length > 0) return false;
    const [widest, closest] = this.#rule.stepMm;
    while (this.#waiting.length === 0 && this.#stepMm !== closest) {
      this.#stepMm = this.#stepMm === undefined ? widest : Math.max(closest, this.#stepMm / 2);
      this.#askAlong(this.#stepMm);
    }
    return this.#waiting.length > 0;
  }

  /** Accepts a slice that the model has labelled; returns the slices that are decided by it. */
  accept(slice: GridSlice16): GridSlice16[] {
    let labelled = 0;
    // By index: an iterator takes ten times as long.
    for (let at = 0; at < slice.labels.length; at++) if (slice.labels[at] !== 0) labelled++;
    const area = labelled * this.#pixelMm2;
    const { sliceIndex } = slice;
    this.#areas.set(sliceIndex, area);
    this.#held.set(sliceIndex, slice);
    if (area >= this.#rule.leastAreaMm2 && !this.#reached.has(sliceIndex)) {
      if (this.#seeds.length === 0) this.#forgetWaiting();
      this.#seeds.push(sliceIndex);
      this.#reached.add(sliceIndex);
    }
    if (this.#seeds.length > 0) this.#walk();
    const decided = [...this.#held.values()].filter(
      (held) => this.#areas.get(held.sliceIndex) === 0 || this.#reached.has(held.sliceIndex),
    );
    for (const { sliceIndex: index } of decided) this.#held.delete(index);
    return decided;
  }

  /** Indices of the slices that are background: not run, or run without finding a part of the organ. */
  *rest(): Iterable<number> {
    for (const slice of this.#units.keys()) if (!this.#areas.has(slice) || this.#held.has(slice)) yield slice;
  }

  /** The largest number of slices that may still be run. */
  get mostLeft(): number {
    if (!this.#beyond) return this.#units.size - this.#areas.size;
    return this.#beyond[0] + this.#beyond[1];
  }

  get result(): SearchResult {
    return {
      slicesRun: this.#areas.size,
      isFound: this.#seeds.length > 0,
      largestAreaMm2: Math.round(Math.max(0, ...this.#areas.values())),
      leastAreaMm2: this.#rule.leastAreaMm2,
    };
  }

  /** Once the organ is found, distant slices that were requested no longer matter, except the slice in view. */
  #forgetWaiting(): void {
    const isKept = ({ firstSlice }: Unit) => firstSlice === this.#focus || this.#begun.has(firstSlice);
    for (const unit of this.#waiting) if (!isKept(unit)) this.#asked.delete(unit.firstSlice);
    this.#waiting = this.#waiting.filter(isKept);
  }

  /** Proceeds outwards from the organ, and requests slices that are still unknown. */
  #walk(): void {
    const { isOnePiece = false, gapMm } = this.#rule;
    const gap = isOnePiece ? 1 : Math.max(1, Math.floor(gapMm / this.#spacingMm));
    const beyond: [number, number] = [0, 0];
    const ends: [slice: number, direction: number][] = [];
    for (const start of this.#seeds)
      for (const direction of [-1, 1] as const) {
        let lastLabelled = start;
        for (
          let slice = start + direction;
          slice >= this.#first && slice <= this.#last && Math.abs(slice - lastLabelled) <= gap;
          slice += direction
        ) {
          const area = this.#areas.get(slice);
          if (area === undefined) {
            this.#ask(slice);
            ends.push([slice, direction]);
            const [side, left] =
              direction < 0
                ? ([0, slice - this.#first + 1] as const)
                : ([1, this.#last - slice + 1] as const);
            beyond[side] = Math.max(beyond[side], left);
          } else if (area > 0) {
            lastLabelled = slice;
            this.#reached.add(slice);
          }
        }
        if (isOnePiece && this.#areas.get(lastLabelled + direction) === 0)
          this.#lookFarther(lastLabelled, direction);
      }
    // One slice is prepared while another is computed: from the other direction or, if that has ended, the next but one.
    const [end, ...others] = ends;
    if (isOnePiece && end && others.length === 0) this.#ask(end[0] + end[1]);
    this.#beyond = beyond;
    this.#sort();
  }

  /**
   * Where a slice without labels, perhaps a gap, would end the organ: requests one the smallest step farther, if it may
   * continue there.
   */
  #lookFarther(last: number, direction: -1 | 1): void {
    const step = Math.max(1, Math.round(this.#rule.stepMm[1] / this.#spacingMm));
    this.#ask(Math.min(Math.max(last + direction * step, this.#first), this.#last));
  }

  /** Requests slices a step apart, including the first and the last. */
  #askAlong(stepMm: number): void {
    const steps = Math.max(1, Math.ceil(((this.#last - this.#first) * this.#spacingMm) / stepMm));
    for (let n = 0; n <= steps; n++)
      this.#ask(Math.round(this.#first + ((this.#last - this.#first) * n) / steps));
    this.#sort();
  }

  #ask(slice: number): void {
    const units = this.#units.get(slice);
    if (!units || this.#asked.has(slice)) return;
    this.#asked.add(slice);
    this.#waiting.push(...units);
  }

  /** Sorts by distance from the slice in view, the nearest last: it is taken first. */
  #sort(): void {
    const distance = ({ firstSlice }: Unit) => Math.abs(firstSlice - this.#focus);
    this.#waiting.sort(
      (a, b) => distance(b) - distance(a) || a.firstSlice - b.firstSlice || b.index - a.index,
    );
  }
}

/** Whether every unit of a plan decides one slice, so that some can be skipped. */
export function canSearch({ units, isOrdered }: InferencePlan): boolean {
  return (
    !isOrdered &&
    units.length > 0 &&
    units.every(({ stage, firstSlice, lastSlice }) => stage === 0 && firstSlice === lastSlice)
  );
}
