import type { Triple } from "../../regions/index.ts";

/** The input of a random walk on a block of an image. */
export interface RandomWalk {
  readonly image: Float32Array;
  readonly size: Triple;
  readonly spacingMm: Triple;
  /** Difference of image values at which a step becomes `exp(-1/2)` times as likely. */
  readonly edge: number;
  /** For every voxel the index of its label if it is a seed, else -1. */
  readonly certain: Int16Array;
  readonly labelCount: number;
  /** Prior probability of a label at a voxel, 0..1. */
  readonly prior: (label: number, offset: number) => number;
  /** Weight of the prior relative to one step of the walker; 0 for none. */
  readonly priorWeight: number;
}

/**
 * For every label, the probability that a walker starting at a voxel first reaches a seed of that label, where steps across
 * image edges are unlikely (Grady, Random walks for image segmentation, IEEE TPAMI 28, 2006), combined with prior
 * probabilities (Grady, Multilabel random walker image segmentation using prior models, CVPR 2005). Six neighbours; longer
 * steps have less weight. Solved by conjugate gradients with a diagonal preconditioner.
 */
export function randomWalk(walk: RandomWalk): Float64Array[] {
  const system = createSystem(walk);
  const solved: Float64Array[] = [];
  for (let label = 0; label + 1 < walk.labelCount; label++) solved.push(solve(walk, system, label));
  const last = new Float64Array(walk.image.length).fill(1);
  for (const probabilities of solved) for (let n = 0; n < last.length; n++) last[n]! -= probabilities[n]!;
  return [...solved, last];
}

/** Weight of the step to the next voxel along each axis, and the sum of a voxel's weights including the prior's. */
interface System {
  readonly weights: readonly [Float32Array, Float32Array, Float32Array];
  readonly diagonal: Float64Array;
}

/** Keeps the graph connected across edges of any height. */
const leastWeight = 1e-10;

function createSystem({ image, size, spacingMm, edge, priorWeight }: RandomWalk): System {
  const finest = Math.min(...spacingMm);
  const strides = [1, size[0], size[0] * size[1]] as const;
  const diagonal = new Float64Array(image.length).fill(priorWeight);
  const along = (axis: 0 | 1 | 2): Float32Array => {
    const weights = new Float32Array(image.length);
    const length = (spacingMm[axis] / finest) ** 2;
    const stride = strides[axis];
    for (let n = 0; n + stride < image.length; n++) {
      if (Math.floor(n / stride) % size[axis] === size[axis] - 1) continue;
      const difference = (image[n + stride]! - image[n]!) / edge;
      const weight = (Math.exp(-0.5 * difference * difference) + leastWeight) / length;
      weights[n] = weight;
      diagonal[n]! += weight;
      diagonal[n + stride]! += weight;
    }
    return weights;
  };
  return { weights: [along(0), along(1), along(2)], diagonal };
}

/** `out = A x`, where A is the weighted Laplacian with the prior's weight on its diagonal; 0 at seeds. */
function multiply(
  { certain, size }: RandomWalk,
  { weights, diagonal }: System,
  x: Float64Array,
  out: Float64Array,
): void {
  const [wi, wj, wk] = weights;
  const [columns, frame] = [size[0], size[0] * size[1]];
  for (let n = 0; n < x.length; n++) {
    if (certain[n]! >= 0) {
      out[n] = 0;
      continue;
    }
    let sum = diagonal[n]! * x[n]! - wi[n]! * (x[n + 1] ?? 0);
    if (n >= 1) sum -= wi[n - 1]! * x[n - 1]!;
    if (n >= columns) sum -= wj[n - columns]! * x[n - columns]!;
    if (n + columns < x.length) sum -= wj[n]! * x[n + columns]!;
    if (n >= frame) sum -= wk[n - frame]! * x[n - frame]!;
    if (n + frame < x.length) sum -= wk[n]! * x[n + frame]!;
    out[n] = sum;
  }
}

const tolerance = 1e-5;
const maximumIterations = 2000;

function solve(walk: RandomWalk, system: System, label: number): Float64Array {
  const { certain, prior, priorWeight } = walk;
  const count = certain.length;
  const x = new Float64Array(count);
  for (let n = 0; n < count; n++) x[n] = certain[n]! >= 0 ? Number(certain[n] === label) : prior(label, n);
  const residual = new Float64Array(count);
  multiply(walk, system, x, residual);
  let scale = 0;
  for (let n = 0; n < count; n++) {
    if (certain[n]! >= 0) continue;
    residual[n] = priorWeight * prior(label, n) - residual[n]!;
    scale += system.diagonal[n]!;
  }
  const direction = new Float64Array(count);
  const product = new Float64Array(count);
  let last = 0;
  for (let iteration = 0; iteration < maximumIterations; iteration++) {
    let now = 0;
    for (let n = 0; n < count; n++) now += (residual[n]! * residual[n]!) / system.diagonal[n]!;
    if (now <= tolerance * tolerance * scale) break;
    const keep = iteration === 0 ? 0 : now / last;
    for (let n = 0; n < count; n++) direction[n] = residual[n]! / system.diagonal[n]! + keep * direction[n]!;
    multiply(walk, system, direction, product);
    let curvature = 0;
    for (let n = 0; n < count; n++) curvature += direction[n]! * product[n]!;
    const step = now / curvature;
    for (let n = 0; n < count; n++) {
      x[n]! += step * direction[n]!;
      residual[n]! -= step * product[n]!;
    }
    last = now;
  }
  return x;
}
