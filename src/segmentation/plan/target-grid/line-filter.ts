/**
 * The layout of lines of voxels in an array: each contiguous, or interleaved, with the voxels of all lines at one position
 * together.
 */
export interface Lines {
  readonly count: number;
  readonly areRows: boolean;
}

/** Resamples lines of voxels. */
export interface AxisFilter {
  /**
   * @param values the lines, with as many voxels as the filter was made for.
   * @param into the same lines, with as many voxels as the filter has positions. Computed in double precision.
   */
  apply(values: Float32Array, lines: Lines, into: Float32Array): void;
}
