import type { PromptResult } from "../prompting/index.ts";
import { axesOfSlice, boxSize, offsetIn, type Triple } from "../regions/index.ts";
import type { GridPlace, PromptPreview, SliceMask } from "../tools/index.ts";
import type { GridSlice } from "../volume/index.ts";

/** An outlined object as slice masks in any direction, made when they are shown. */
export class OutlinePreview implements PromptPreview {
  readonly #size: Triple;
  readonly #whole: PromptResult["mask"] | undefined;
  /** Slices that replace those of the whole result. */
  readonly #newer: readonly GridSlice[];
  readonly #made = new Map<string, SliceMask | undefined>();

  constructor(size: Triple, whole?: PromptResult["mask"], newer: readonly GridSlice[] = []) {
    this.#size = size;
    this.#whole = whole;
    this.#newer = newer;
  }

  slice(place: GridPlace): SliceMask | undefined {
    const key = `${place.axis} ${place.index}`;
    if (!this.#made.has(key)) this.#made.set(key, this.#make(place));
    return this.#made.get(key);
  }

  /** The same outline with some slices replaced. */
  with(slices: readonly GridSlice[]): OutlinePreview {
    const others = this.#newer.filter(
      ({ sliceIndex }) => !slices.some((slice) => slice.sliceIndex === sliceIndex),
    );
    const next = new OutlinePreview(this.#size, this.#whole, [...others, ...slices]);
    // An unchanged slice stays the same object, so that it need not be drawn again.
    const across = slices[0]?.sliceAxis;
    for (const [key, mask] of this.#made) {
      const [axis, index] = key.split(" ").map(Number);
      if (axis === across && !slices.some(({ sliceIndex }) => sliceIndex === index))
        next.#made.set(key, mask);
    }
    return next;
  }

  #make(place: GridPlace): SliceMask | undefined {
    const { axis, index } = place;
    const [a, b] = axesOfSlice(axis);
    const size = [this.#size[a], this.#size[b]] as const;
    const newest = this.#newer.find(
      ({ sliceAxis, sliceIndex }) => sliceAxis === axis && sliceIndex === index,
    );
    if (newest) return { size, labels: newest.labels };
    const labels = new Uint8Array(size[0] * size[1]);
    this.#copyWhole(place, labels);
    for (const slice of this.#newer) if (slice.sliceAxis !== axis) this.#copyLine(place, slice, labels);
    return labels.includes(1) ? { size, labels } : undefined;
  }

  #copyWhole({ axis, index }: GridPlace, labels: Uint8Array): void {
    if (!this.#whole) return;
    const { box, values } = this.#whole;
    const [a, b] = axesOfSlice(axis);
    if (boxSize(box).includes(0) || index < box.from[axis] || index >= box.to[axis]) return;
    const ijk: [number, number, number] = [0, 0, 0];
    ijk[axis] = index;
    for (ijk[b] = box.from[b]; ijk[b] < box.to[b]; ijk[b]++)
      for (ijk[a] = box.from[a]; ijk[a] < box.to[a]; ijk[a]++)
        labels[ijk[a] + this.#size[a] * ijk[b]] = values[offsetIn(box, ...ijk)]!;
  }

  /** Copies the line where a newer slice crosses this one. */
  #copyLine(
    { axis, index }: GridPlace,
    { sliceAxis, sliceIndex, labels: from }: GridSlice,
    to: Uint8Array,
  ): void {
    const [a, b] = axesOfSlice(axis);
    const [fast, slow] = axesOfSlice(sliceAxis);
    const along = a === sliceAxis ? b : a;
    const ijk: [number, number, number] = [0, 0, 0];
    ijk[axis] = index;
    ijk[sliceAxis] = sliceIndex;
    for (ijk[along] = 0; ijk[along] < this.#size[along]; ijk[along]++)
      to[ijk[a] + this.#size[a] * ijk[b]] = from[ijk[fast] + this.#size[fast] * ijk[slow]]!;
  }
}

/** Slices that arrive within this time are passed on together. */
const drawMs = 40;

/** Passes slices on: the first at once, later ones in groups, so that drawing does not block the page. */
export function inGroups(draw: (slices: readonly GridSlice[]) => void) {
  const waiting: GridSlice[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const handOn = (): void => {
    if (waiting.length > 0) draw(waiting.splice(0));
  };
  return {
    add(slice: GridSlice): void {
      waiting.push(slice);
      if (timer !== undefined) return;
      handOn();
      timer = setTimeout(() => {
        timer = undefined;
        handOn();
      }, drawMs);
    },
    end: (): void => clearTimeout(timer),
  };
}
