import { AutosegError } from "../errors.ts";
import type { Grid } from "../geometry/index.ts";
import { inTurns, type Steps } from "../workers/index.ts";
import { createExactFilter, mostExactPoints } from "./exact-filter.ts";
import { createLatticeFilter, type Features, type KernelFilter } from "./permutohedral-lattice.ts";
import { createSoftmax } from "./softmax.ts";

/** What is known of a slice or a box of voxels; a grid with one slice is treated in two dimensions. */
export interface CrfProblem extends Pick<Grid, "size" | "spacingMm"> {
  /** Probabilities of the classes: classes x voxels, columns fastest. They add up to 1 at each voxel. */
  readonly probabilities: Float32Array;
  /** Values of the image, in 0..1 after windowing. */
  readonly intensities: Float32Array;
}

/** How the field draws voxels together; standard deviations of its two Gaussian kernels, and how much they count. */
export interface CrfParameters {
  /** Voxels that are close and look alike belong together. */
  readonly appearance: {
    readonly weight: number;
    readonly distanceMm: number;
    /** Of intensities in 0..1. */
    readonly intensity: number;
  };
  /** Voxels that are close belong together. */
  readonly smoothness: { readonly weight: number; readonly distanceMm: number };
  readonly iterations: number;
}

/**
 * The probabilities of the classes in a fully connected conditional random field with Gaussian edge potentials and the
 * Potts model, by mean-field iterations (Krähenbühl and Koltun, NIPS 2011). The kernels are normalised
 * symmetrically; the kernels of more than 2048 voxels are approximated on the permutohedral lattice.
 * @returns classes x voxels, like `probabilities`; an array of its own.
 * @throws AutosegError `invalid-argument` for arrays of other sizes and parameters that are not positive.
 */
export function* refineProbabilities(
  problem: CrfProblem,
  parameters: CrfParameters,
): Steps<undefined, Float32Array<ArrayBuffer>> {
  const { voxels, classes } = check(problem, parameters);
  const { probabilities } = problem;
  const kernels: WeightedKernel[] = [];
  for (const { weight, features } of featuresOf(problem, parameters))
    if (weight > 0) kernels.push(yield* createKernel(weight, features));
  const refined = probabilities.slice();
  if (kernels.length === 0) return refined;
  const softmax = createSoftmax(voxels, classes);
  const messages = new Float32Array(voxels * classes);
  // Since the classes add up to 1, what the last one gets is what is left of a filter of ones.
  const last = (classes - 1) * voxels;
  const filtered = new Float32Array(last);
  for (let iteration = 0; iteration < parameters.iterations; iteration++) {
    messages.fill(0);
    for (const kernel of kernels) {
      for (let start = 0; start < last; start += voxels)
        multiply(refined.subarray(start, start + voxels), kernel.norm, filtered.subarray(start));
      yield* kernel.filter.apply(filtered);
      const rest = messages.subarray(last);
      addTo(rest, kernel.ofOnes, kernel.weight);
      for (let start = 0; start < last; start += voxels) {
        sendMessages(kernel, filtered.subarray(start), messages.subarray(start, start + voxels), rest);
        yield;
      }
    }
    yield* softmax(probabilities, messages, refined);
  }
  return refined;
}

// Plain loops over their own arguments, without branches that depend on the voxel: that is what engines run fastest.

function multiply(values: Float32Array, by: Float32Array, into: Float32Array): void {
  for (let n = 0; n < values.length; n++) into[n] = values[n]! * by[n]!;
}

function addTo(sums: Float32Array, values: Float32Array, weight: number): void {
  for (let n = 0; n < sums.length; n++) sums[n]! += weight * values[n]!;
}

/** What a kernel tells a class, and the last one, which gets what is left of a filter of ones. */
function sendMessages(
  { weight, norm }: WeightedKernel,
  filtered: Float32Array,
  messages: Float32Array,
  rest: Float32Array,
): void {
  for (let n = 0; n < messages.length; n++) {
    const message = weight * norm[n]! * filtered[n]!;
    messages[n]! += message;
    rest[n]! -= message;
  }
}

/** As {@link refineProbabilities}, between the other tasks of the thread. @throws AutosegError also `cancelled`. */
export function denseCrf(
  problem: CrfProblem,
  parameters: CrfParameters,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Float32Array<ArrayBuffer>> {
  return inTurns(refineProbabilities(problem, parameters), { signal });
}

interface WeightedKernel {
  readonly weight: number;
  readonly filter: KernelFilter;
  /** One over the root of the kernel's sum at each voxel. */
  readonly norm: Float32Array;
  /** The normalised filter of ones. */
  readonly ofOnes: Float32Array;
}

function* createKernel(weight: number, features: Features): Steps<undefined, WeightedKernel> {
  const count = features[0]!.length;
  const filter = yield* count <= mostExactPoints
    ? createExactFilter(features)
    : createLatticeFilter(features);
  const norm = new Float32Array(count).fill(1);
  yield* filter.apply(norm);
  for (let n = 0; n < count; n++) norm[n] = 1 / Math.sqrt(norm[n]! + 1e-20);
  const ofOnes = norm.slice();
  yield* filter.apply(ofOnes);
  for (let n = 0; n < count; n++) ofOnes[n]! *= norm[n]!;
  return { weight, filter, norm, ofOnes };
}

/** The coordinates of the voxels in the feature space of each kernel. */
function featuresOf(
  { size, spacingMm, intensities }: CrfProblem,
  { appearance, smoothness }: CrfParameters,
): { readonly weight: number; readonly features: Features }[] {
  // One voxel along an axis says nothing there, and a dimension less makes the lattice more exact.
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
