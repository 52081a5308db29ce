import { intensityRangeOf, refineLabels, toUnitIntensities } from "../../crf/index.ts";
import type { Grid } from "../../geometry/index.ts";
import type { ModelManifest } from "../../model/index.ts";
import {
  axesOfSlice,
  type Box,
  boxSize,
  cutBlock,
  emptyBox,
  forEachRow,
  growBoxMm,
  intersectBoxes,
  mapAxes,
  offsetIn,
  sliceBox,
  uniteBoxes,
  voxelsInBox,
  wholeBlock,
} from "../../regions/index.ts";
import type { GridSlice16, LabelArray, Volume } from "../../volume/index.ts";
import type { Steps } from "../../workers/index.ts";

export type RefinementStep = Extract<ModelManifest["postprocessing"][number], { operation: "dense-crf" }>;

/** The smallest probability, of 255, worth keeping: about one in twenty. */
const leastKept = 13;
/** Number of voxels refined at once in three dimensions: some 300 MB of lattice. */
const mostVoxels = 1 << 22;

/** The probabilities of one slice, cropped to where any of them is worth keeping. */
interface KeptSlice {
  readonly box: Box;
  readonly segments: ReadonlyMap<number, Uint8Array>;
}

/** The probabilities of a run, kept slice by slice until the boundaries are refined: memory grows with the organs, not the series. */
export class KeptProbabilities {
  readonly #grid: Grid;
  readonly #sliceAxis: 0 | 1 | 2;
  readonly #slices = new Map<number, KeptSlice>();

  constructor(grid: Grid, sliceAxis: 0 | 1 | 2) {
    this.#grid = grid;
    this.#sliceAxis = sliceAxis;
  }

  add({ sliceIndex, probabilities }: GridSlice16): void {
    const whole = sliceBox(this.#grid, this.#sliceAxis, sliceIndex);
    const [fast, slow] = axesOfSlice(this.#sliceAxis);
    const [width, height] = [this.#grid.size[fast], this.#grid.size[slow]];
    const found = { left: width, right: 0, top: height, bottom: 0 };
    for (const { values } of probabilities?.segments ?? []) {
      for (let row = 0, at = 0; row < height; row++) {
        for (let column = 0; column < width; column++, at++) {
          if (values[at]! < leastKept) continue;
          found.left = Math.min(found.left, column);
          found.right = Math.max(found.right, column + 1);
          found.top = Math.min(found.top, row);
          found.bottom = Math.max(found.bottom, row + 1);
        }
      }
    }
    if (found.right === 0) return;
    const box: Box = {
      from: mapAxes((axis) => (axis === fast ? found.left : axis === slow ? found.top : sliceIndex)),
      to: mapAxes((axis) => (axis === fast ? found.right : axis === slow ? found.bottom : sliceIndex + 1)),
    };
    this.#slices.set(sliceIndex, {
      box,
      segments: new Map(
        probabilities!.segments.map(({ segmentNumber, values }) => [
          segmentNumber,
          cutBlock({ box: whole, values }, box).values,
        ]),
      ),
    });
  }

  /** The box in that slice where any segment is likely; over all slices by default. */
  box(sliceIndex?: number): Box {
    if (sliceIndex !== undefined) return this.#slices.get(sliceIndex)?.box ?? emptyBox;
    return [...this.#slices.values()].reduce((box, slice) => uniteBoxes(box, slice.box), emptyBox);
  }

  /** Probabilities of these segments within a box, 0..1: segments x voxels. */
  within(box: Box, segmentNumbers: readonly number[]): Float32Array {
    const voxels = voxelsInBox(box);
    const result = new Float32Array(segmentNumbers.length * voxels);
    for (let k = box.from[this.#sliceAxis]; k < box.to[this.#sliceAxis]; k++) {
      const slice = this.#slices.get(k);
      if (!slice) continue;
      const part = intersectBoxes(slice.box, box);
      for (const [index, segmentNumber] of segmentNumbers.entries()) {
        const values = slice.segments.get(segmentNumber);
        if (!values) continue;
        const length = part.to[0] - part.from[0];
        for (let z = part.from[2]; z < part.to[2]; z++) {
          for (let y = part.from[1]; y < part.to[1]; y++) {
            const from = offsetIn(slice.box, part.from[0], y, z);
            const to = index * voxels + offsetIn(box, part.from[0], y, z);
            for (let n = 0; n < length; n++) result[to + n] = values[from + n]! / 255;
          }
        }
      }
    }
    return result;
  }
}

/** Refines the boundaries of some segments in place: slice by slice, or in three dimensions slab by slab. */
export function* refineBoundaries(
  voxels: LabelArray,
  { grid, voxels: image }: Volume,
  step: RefinementStep,
  { probabilities, sliceAxis }: { readonly probabilities: KeptProbabilities; readonly sliceAxis: 0 | 1 | 2 },
): Steps<undefined, void> {
  const range = step.intensityRange
    ? { lower: step.intensityRange[0], upper: step.intensityRange[1] }
    : intensityRangeOf(image);
  // Voxels beyond two standard deviations have no influence.
  const reachMm = 2 * Math.max(step.appearance.distanceMm, step.smoothness.distanceMm);
  const [labels, values] = [wholeBlock(grid, voxels), wholeBlock(grid, image)];
  for (const { box, core } of parts(grid, step, { probabilities, sliceAxis, reachMm })) {
    const refined = yield* refineLabels(
      {
        size: boxSize(box),
        spacingMm: grid.spacingMm,
        labels: cutBlock(labels, box).values,
        values: step.values,
        intensities: toUnitIntensities(cutBlock(values, box).values, range),
        probabilities: probabilities.within(box, step.values),
      },
      step,
    );
    forEachRow(core, labels.box, (_, to, length) => {
      const from = offsetIn(box, ...ijkOf(grid, to));
      voxels.set(refined.subarray(from, from + length), to);
    });
  }
}

function ijkOf({ size }: Grid, offset: number): [number, number, number] {
  const row = Math.floor(offset / size[0]);
  return [offset - row * size[0], row % size[1], Math.floor(row / size[1])];
}

/** The boxes that are refined one at a time, and the part of each whose result is used. */
function* parts(
  grid: Grid,
  { dimensions }: RefinementStep,
  {
    probabilities,
    sliceAxis,
    reachMm,
  }: { readonly probabilities: KeptProbabilities; readonly sliceAxis: 0 | 1 | 2; readonly reachMm: number },
): Generator<{ readonly box: Box; readonly core: Box }> {
  if (dimensions === 2) {
    for (let slice = 0; slice < grid.size[sliceAxis]; slice++) {
      const around = growBoxMm(probabilities.box(slice), reachMm, grid);
      const box = intersectBoxes(around, sliceBox(grid, sliceAxis, slice));
      if (voxelsInBox(around) > 0) yield { box, core: box };
    }
    return;
  }
  const whole = growBoxMm(probabilities.box(), reachMm, grid);
  if (voxelsInBox(whole) === 0) return;
  const [first, end] = [whole.from[sliceAxis], whole.to[sliceAxis]];
  const fitting = Math.max(3, Math.floor(mostVoxels / (voxelsInBox(whole) / (end - first))));
  const isWhole = fitting >= end - first;
  const overlap = isWhole
    ? 0
    : Math.min(Math.ceil(reachMm / grid.spacingMm[sliceAxis]), Math.floor(fitting / 3));
  const inSlices = (from: number, to: number): Box =>
    intersectBoxes(whole, sliceBox(grid, sliceAxis, from, to - 1));
  const step = isWhole ? end - first : Math.max(1, fitting - 2 * overlap);
  for (let from = first; from < end; from += step) {
    const to = Math.min(end, from + step);
    yield { box: inSlices(from - overlap, to + overlap), core: inSlices(from, to) };
  }
}
