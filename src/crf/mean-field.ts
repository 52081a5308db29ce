import { AutosegError } from "../errors.ts";
import type { Grid } from "../geometry/index.ts";
import { inTurns, type Steps } from "../workers/index.ts";
import { createExactFilter, mostExactPoints } from "./exact-filter.ts";
import { createLatticeFilter, type Features, type KernelFilter } from "./permutohedral-lattice.ts";
import { createSoftmax } from "./softmax.ts";

/** A slice or box of voxels; a grid with one slice is treated in two dimensions. */
export interface CrfProblem extends Pick<Grid, "size" | "spacingMm"> {
  /** Class probabilities, classes x voxels, columns fastest. They add up to 1 at each voxel. */
  readonly probabilities: Float32Array;
  /** Image values, windowed to 0..1. */
  readonly intensities: Float32Array;
}

/** Weights and standard deviations of the field's two Gaussian kernels. */
export interface CrfParameters {
  /** Voxels that are close and look alike belong together. */
  readonly appearance: {
    readonly weight: number;
    readonly distanceMm: number;
    /** For intensities in 0..1. */
    readonly intensity: number;
  };
  /** Voxels that are close belong together. */
  readonly smoothness: { readonly weight: number; readonly distanceMm: number };
  readonly iterations: number;
}

/**
 * Class probabilities in a fully connected conditional random field with Gaussian edge potentials and the Potts model, by
 * mean-field iterations (Krähenbühl and Koltun, NIPS 2011). The kernels are normalised symmetrically; above 2048 voxels they
 * are approximated on the permutohedral lattice.
 * @returns classes x voxels, like `probabilities`; a new array.
 * @throws AutosegError `invalid-argument` for arrays of the wrong size and parameters that are not positive.
 */
export function* refineProbabilities(
  problem: CrfProblem,
  parameters: CrfParameters,
): Steps<undefined, Float32Array<ArrayBuffer>> {
  const { voxels, classes } = check(problem, parameters);
  const { probabilities } = problem;
  const kernels: { readonly weight: number; readonly filter: KernelFilter }[] = [];
  // The sum of the messages that each voxel receives for all classes.
  const total = new Float32Array(voxels);
  for (const { weight, features } of featuresOf(problem, parameters)) {
    if (weight === 0) continue;
    const filter = yield* createFilter(features);
    kernels.push({ weight, filter });
    const ones = new Float32Array(voxels).fill(1);
    yield* filter.apply(ones);
    addTo(total, ones, weight);
  }
  const refined = probabilities.slice();
  if (kernels.length === 0) return refined;
  const softmax = createSoftmax(voxels, classes);
  // Since the classes add up to 1, the last one gets the remainder of the total.
  const messages = new Float32Array(voxels * (classes - 1));
  const filtered = new Float32Array(messages.length);
  for (let iteration = 0; iteration < parameters.iterations; iteration++) {
    messages.fill(0);
    for (const { weight, filter } of kernels) {
      filtered.set(refined.subarray(0, filtered.length));
      yield* filter.apply(filtered);
      addTo(messages, filtered, weight);
      yield;
    }
    yield* softmax(probabilities, messages, total, refined);
  }
  return refined;
}

// A plain loop over its own arguments, which engines optimise best.
function addTo(sums: Float32Array, values: Float32Array, weight: number): void {
  for (let n = 0; n < sums.length; n++) sums[n]! += weight * values[n]!;
}

/** As {@link refineProbabilities}, sharing the thread with other tasks. @throws AutosegError also `cancelled`. */
export function denseCrf(
  problem: CrfProblem,
  parameters: CrfParameters,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Float32Array<ArrayBuffer>> {
  return inTurns(refineProbabilities(problem, parameters), { signal });
}

function createFilter(features: Features): Steps<undefined, KernelFilter> {
  return features[0]!.length <= mostExactPoints ? createExactFilter(features) : createLatticeFilter(features);
}

/** The coordinates of the voxels in the feature space of each kernel. */
function featuresOf(
  { size, spacingMm, intensities }: CrfProblem,
  { appearance, smoothness }: CrfParameters,
): { readonly weight: number; readonly features: Features }[] {
  // An axis with one voxel carries no information; leaving it out makes the lattice more accurate.
  const axes = ([0, 1, 2] as const).filter((axis) => size[axis] > 1);
  const places = (distanceMm: number): Float32Array[] =>
    (axes.length > 0 ? axes : [0 as const]).map((axis) => toPlaces(size, axis, spacingMm[axis] / distanceMm));
  const looks = new Float32Array(intensities.length);
  for (let n = 0; n < looks.length; n++) looks[n] = intensities[n]! / appearance.intensity;
  return [
    { weight: appearance.weight, features: [...places(appearance.distanceMm), looks] },
    { weight: smoothness.weight, features: places(smoothness.distanceMm) },
  ];
}

/** For each voxel its index along an axis times `step`. */
function toPlaces([columns, rows, slices]: Grid["size"], axis: 0 | 1 | 2, step: number): Float32Array {
  const places = new Float32Array(columns * rows * slices);
  let n = 0;
  for (let k = 0; k < slices; k++) {
    for (let j = 0; j < rows; j++, n += columns) {
      if (axis > 0) places.fill((axis === 1 ? j : k) * step, n, n + columns);
      else for (let i = 0; i < columns; i++) places[n + i] = i * step;
    }
  }
  return places;
}

function check(
  { size, probabilities, intensities }: CrfProblem,
  { appearance, smoothness, iterations }: CrfParameters,
): { readonly voxels: number; readonly classes: number } {
  const voxels = size[0] * size[1] * size[2];
  const classes = probabilities.length / voxels;
  const refuse = (argument: string, message: string): never => {
    throw new AutosegError("invalid-argument", message, { argument });
  };
  if (intensities.length !== voxels)
    refuse(
      "intensities",
      `There are ${intensities.length} intensities for ${voxels} voxels. Pass one for each voxel.`,
    );
  if (!Number.isInteger(classes) || classes < 2)
    refuse(
      "probabilities",
      `There are ${probabilities.length} probabilities for ${voxels} voxels. Pass one for each voxel of each class, of at least two classes.`,
    );
  for (const [name, value] of [
    ["appearance.distanceMm", appearance.distanceMm],
    ["appearance.intensity", appearance.intensity],
    ["smoothness.distanceMm", smoothness.distanceMm],
  ] as const)
    if (!(value > 0 && Number.isFinite(value))) refuse(name, `${name} must be above 0; found ${value}.`);
  for (const [name, value] of [
    ["appearance.weight", appearance.weight],
    ["smoothness.weight", smoothness.weight],
  ] as const)
    if (!(value >= 0 && Number.isFinite(value))) refuse(name, `${name} must be at least 0; found ${value}.`);
  if (!Number.isInteger(iterations) || iterations < 1 || iterations > 100)
    refuse("iterations", `iterations must be a whole number from 1 to 100; found ${iterations}.`);
  return { voxels, classes };
}
