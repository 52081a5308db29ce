import type { CrfProblem } from "../../../src/crf/index.ts";
import { createRandom } from "../../conformance/metrics/mask-pairs.ts";

/** Classes as nested discs (balls if there are several slices) with noise in image and probabilities. */
export function noisyDiscs(
  size: CrfProblem["size"],
  {
    classes = 3,
    spacingMm = [1, 1, 1],
    noise = 0.08,
    seed = 7,
  }: {
    readonly classes?: number;
    readonly spacingMm?: CrfProblem["spacingMm"];
    readonly noise?: number;
    readonly seed?: number;
  } = {},
): CrfProblem {
  const random = createRandom(seed);
  const voxels = size[0] * size[1] * size[2];
  const intensities = new Float32Array(voxels);
  const probabilities = new Float32Array(voxels * classes);
  for (let n = 0; n < voxels; n++) {
    const ijk = [n % size[0], Math.floor(n / size[0]) % size[1], Math.floor(n / (size[0] * size[1]))];
    const radius = Math.hypot(...ijk.map((x, axis) => (size[axis]! > 1 ? (2 * x) / size[axis]! - 0.9 : 0)));
    const truth = Math.max(0, classes - 1 - Math.floor(radius * classes));
    intensities[n] = Math.min(1, Math.max(0, 0.1 + (0.7 * truth) / classes + noise * (random() - 0.5)));
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const probability = (c === truth ? 0.5 : 0.2) + 0.5 * random();
      probabilities[c * voxels + n] = probability;
      sum += probability;
    }
    for (let c = 0; c < classes; c++) probabilities[c * voxels + n]! /= sum;
  }
  return { size, spacingMm, intensities, probabilities };
}
