import { type LinearPlaces, linearPlaces } from "../model-grid.ts";
import type { AxisFilter } from "./line-filter.ts";
import { createSplineFilter } from "./spline-filter.ts";

/** The kind of interpolation between voxels. */
export type Interpolation = "cubic" | "linear" | "nearest";

/**
 * A filter that samples an axis of `count` voxels at `positions`, in voxels. Beyond both ends, the end voxels are repeated,
 * as in SciPy's mode "nearest" and scikit-image's "edge". The cubic filter is the interpolating B-spline of order 3, as in
 * `scipy.ndimage.zoom`: 12 voxels are added at both ends before the coefficients are computed.
 */
export function createAxisFilter(kind: Interpolation, count: number, positions: Float64Array): AxisFilter {
  switch (kind) {
    case "cubic":
      return createSplineFilter(count, positions);
    case "linear":
      return createLinearFilter(linearPlaces(count, positions), count);
    case "nearest": {
      const voxels = nearestVoxels(count, positions);
      return createLinearFilter(
        { lower: voxels, upper: voxels, weight: new Float64Array(voxels.length) },
        count,
      );
    }
  }
}

/**
 * The voxels nearest to some positions.
 * @param round decides halfway cases; by default up, as SciPy's order 0 does.
 */
export function nearestVoxels(
  count: number,
  positions: Float64Array,
  round: (position: number) => number = (x) => Math.floor(x + 0.5),
): Int32Array {
  return Int32Array.from(positions, (x) => Math.min(Math.max(round(x), 0), count - 1));
}

function createLinearFilter({ lower, upper, weight }: LinearPlaces, count: number): AxisFilter {
  return {
    apply(values, lines, into) {
      const positions = weight.length;
      const [step, lane] = lines.areRows ? [1, count] : [lines.count, 1];
      const [intoStep, intoLane] = lines.areRows ? [1, positions] : [lines.count, 1];
      for (let u = 0; u < positions; u++) {
        const share = weight[u]!;
        let [near, far, to] = [lower[u]! * step, upper[u]! * step, u * intoStep];
        for (let line = 0; line < lines.count; line++, near += lane, far += lane, to += intoLane)
          into[to] = share === 0 ? values[near]! : values[near]! * (1 - share) + values[far]! * share;
      }
    },
  };
}
