/** How values between voxels are made. */
export type Interpolation = "cubic" | "linear" | "nearest";

/** Resamples lines that run side by side. */
export interface AxisFilter {
  /**
   * @param values `count` positions along the axis, each with `lanes` values beside each other.
   * @param into as many positions as the filter has, each with `lanes` values.
   */
  apply(values: Float64Array, lanes: number, into: Float64Array): void;
}

/**
 * A filter that samples an axis of `count` voxels at `positions`, in voxels. Beyond both ends the end voxels go on, as
 * with SciPy's mode "nearest" and scikit-image's "edge". A cubic filter is the interpolating B-spline of order 3, as
 * `scipy.ndimage.zoom` makes it: 12 voxels are added at both ends before the coefficients are found.
 */
export function createAxisFilter(kind: Interpolation, count: number, positions: Float64Array): AxisFilter {
  switch (kind) {
    case "cubic":
      return createSplineFilter(count, positions);
    case "linear":
      return createLinearFilter(count, positions);
    case "nearest":
      return createNearestFilter(nearestVoxels(count, positions));
  }
}

/**
 * The voxels nearest to some positions.
 * @param round decides halfway between two: for the upper one by default, as SciPy's order 0 does.
 */
export function nearestVoxels(
  count: number,
  positions: Float64Array,
  round: (position: number) => number = (x) => Math.floor(x + 0.5),
): Int32Array {
  return Int32Array.from(positions, (x) => Math.min(Math.max(round(x), 0), count - 1));
}

function createNearestFilter(voxels: Int32Array): AxisFilter {
  return {
    apply(values, lanes, into) {
      for (let u = 0; u < voxels.length; u++)
        into.set(values.subarray(voxels[u]! * lanes, (voxels[u]! + 1) * lanes), u * lanes);
    },
  };
}

/** For some positions the voxels around each, and the weight of the second; beyond the ends the end voxels. */
export interface LinearPlaces {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly weight: Float64Array;
}

export function linearPlaces(count: number, positions: Float64Array): LinearPlaces {
  const within = positions.map((x) => Math.min(Math.max(x, 0), count - 1));
  const lower = Int32Array.from(within, Math.floor);
  return {
    lower,
    upper: lower.map((index) => Math.min(index + 1, count - 1)),
    weight: within.map((x) => x - Math.floor(x)),
  };
}

function createLinearFilter(count: number, positions: Float64Array): AxisFilter {
  const { lower, upper, weight } = linearPlaces(count, positions);
  return {
    apply(values, lanes, into) {
      for (let u = 0, to = 0; u < positions.length; u++, to += lanes) {
        const [from, next, share] = [lower[u]! * lanes, upper[u]! * lanes, weight[u]!];
        for (let lane = 0; lane < lanes; lane++)
          into[to + lane] = values[from + lane]! * (1 - share) + values[next + lane]! * share;
      }
    },
  };
}

/** Voxels added at each end before a spline's coefficients are found: beyond, its pole has faded to 1e-7. */
const margin = 12;
/** The pole of the filter that inverts a sampled cubic B-spline (Unser, 1999). */
const pole = Math.sqrt(3) - 2;
const gain = (1 - pole) * (1 - 1 / pole);

function createSplineFilter(count: number, positions: Float64Array): AxisFilter {
  const padded = count + 2 * margin;
  const first = new Int32Array(positions.length);
  const weights = new Float64Array(4 * positions.length);
  for (const [u, position] of positions.entries()) {
    const x = Math.min(Math.max(position + margin, 1), padded - 3);
    const whole = Math.floor(x);
    const t = x - whole;
    const s = 1 - t;
    first[u] = whole - 1;
    weights.set(
      [
        (s * s * s) / 6,
        (4 - 6 * t * t + 3 * t * t * t) / 6,
        (4 - 6 * s * s + 3 * s * s * s) / 6,
        (t * t * t) / 6,
      ],
      4 * u,
    );
  }
  let coefficients = new Float64Array(0);
  return {
    apply(values, lanes, into) {
      if (coefficients.length !== padded * lanes) coefficients = new Float64Array(padded * lanes);
      padEnds(values, lanes, coefficients);
      findCoefficients(coefficients, lanes, padded);
      if (lanes === 1) {
        blendLine(coefficients, first, weights, into);
        return;
      }
      for (let u = 0; u < first.length; u++) {
        const [a, b, c, d] = [weights[4 * u]!, weights[4 * u + 1]!, weights[4 * u + 2]!, weights[4 * u + 3]!];
        blendFour(coefficients, into, [a, b, c, d], { from: first[u]! * lanes, to: u * lanes, lanes });
      }
    },
  };
}

function padEnds(values: Float64Array, lanes: number, into: Float64Array): void {
  const length = into.length - 2 * margin * lanes;
  into.set(values.subarray(0, length), margin * lanes);
  for (let n = 0; n < margin; n++) {
    into.copyWithin(n * lanes, margin * lanes, (margin + 1) * lanes);
    into.copyWithin(length + (margin + n) * lanes, length + (margin - 1) * lanes, length + margin * lanes);
  }
}

/** Turns samples into coefficients, in place: a recursion there and one back, mirrored at the ends. */
function findCoefficients(values: Float64Array, lanes: number, count: number): void {
  for (let at = 0; at < values.length; at++) values[at]! *= gain;
  const last = (count - 1) * lanes;
  // What comes before the first voxel is the mirror image; as the ends are level it is their sum of powers.
  const far = pole ** (count - 1);
  for (let lane = 0; lane < lanes; lane++) {
    let sum = values[lane]! + far * values[last + lane]!;
    let power = pole;
    for (let n = 1; n < count - 1 && Math.abs(power) > 1e-18; n++, power *= pole)
      sum += power * (values[n * lanes + lane]! + far * values[last - n * lanes + lane]!);
    values[lane] = sum / (1 - far * far);
  }
  for (let at = lanes; at < values.length; at++) values[at]! += pole * values[at - lanes]!;
  const end = pole / (pole * pole - 1);
  for (let at = last; at < values.length; at++) values[at] = end * (values[at]! + pole * values[at - lanes]!);
  for (let at = last - 1; at >= 0; at--) values[at] = pole * (values[at + lanes]! - values[at]!);
}

// A plain loop over its own arguments: variables of an enclosing function would be loaded again for every voxel.

/** Blends four positions each of a single line. */
function blendLine(values: Float64Array, first: Int32Array, weights: Float64Array, into: Float64Array): void {
  for (let u = 0, w = 0; u < first.length; u++, w += 4) {
    const from = first[u]!;
    into[u] =
      weights[w]! * values[from]! +
      weights[w + 1]! * values[from + 1]! +
      weights[w + 2]! * values[from + 2]! +
      weights[w + 3]! * values[from + 3]!;
  }
}

/** Blends four positions, from `from` on, into position `to`. */
function blendFour(
  values: Float64Array,
  into: Float64Array,
  [a, b, c, d]: readonly [number, number, number, number],
  { from, to, lanes }: { readonly from: number; readonly to: number; readonly lanes: number },
): void {
  const [second, third, fourth] = [from + lanes, from + 2 * lanes, from + 3 * lanes];
  for (let lane = 0; lane < lanes; lane++)
    into[to + lane] =
      a * values[from + lane]! +
      b * values[second + lane]! +
      c * values[third + lane]! +
      d * values[fourth + lane]!;
}
