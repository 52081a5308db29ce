import type { Steps } from "../workers/index.ts";
import { type CrfParameters, type CrfProblem, refineProbabilities } from "./mean-field.ts";

/** A slice or box of labels, some of which are refined against each other and against everything else. */
export interface LabelledPart extends Pick<CrfProblem, "size" | "spacingMm" | "intensities"> {
  readonly labels: Uint8Array | Uint16Array;
  /** The labels that may gain and lose voxels. */
  readonly values: readonly number[];
  /** Probability of each of `values`, 0..1: values x voxels. The remainder to 1 is everything else. */
  readonly probabilities: Float32Array;
  /** 1 at voxels that keep their label and influence their neighbours. */
  readonly fixed?: Uint8Array | undefined;
}

/** Probabilities are stored in steps of 1/255: below half a step they may not be exactly 0. */
const leastProbability = 1 / 510;

/**
 * The labels with the boundaries of `values` moved to where the dense conditional random field puts them. Voxels that
 * `values` lose become background; voxels of other labels do not change.
 * @throws AutosegError `invalid-argument` for parameters that are not positive.
 */
export function* refineLabels(
  { labels, values, probabilities, fixed, ...part }: LabelledPart,
  parameters: CrfParameters,
): Steps<undefined, Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>> {
  const voxels = labels.length;
  const classes = values.length + 1;
  const rest = values.length;
  const classOf = new Uint16Array(2 ** (8 * labels.BYTES_PER_ELEMENT)).fill(rest);
  for (const [index, value] of values.entries()) classOf[value] = index;
  const given = new Float32Array(classes * voxels);
  for (let n = 0; n < voxels; n++) {
    const label = labels[n]!;
    const present = classOf[label]!;
    if (fixed?.[n] || (present === rest && label !== 0)) {
      given[present * voxels + n] = 1;
      continue;
    }
    let sum = 0;
    let left = 1;
    for (let index = 0, at = n; index < rest; index++, at += voxels) {
      const probability = probabilities[at]!;
      left -= probability;
      given[at] = Math.max(leastProbability, probability);
      sum += given[at]!;
    }
    given[rest * voxels + n] = Math.max(leastProbability, left);
    sum += given[rest * voxels + n]!;
    for (let at = n; at < given.length; at += voxels) given[at]! /= sum;
  }
  const refined = yield* refineProbabilities({ ...part, probabilities: given }, parameters);
  const result = labels.slice();
  for (let n = 0; n < voxels; n++) {
    const label = labels[n]!;
    const present = classOf[label]!;
    if (fixed?.[n] || (present === rest && label !== 0)) continue;
    let best = present;
    for (let index = 0; index < classes; index++)
      if (refined[index * voxels + n]! > refined[best * voxels + n]!) best = index;
    if (best !== present) result[n] = best === rest ? 0 : values[best]!;
  }
  return result;
}
