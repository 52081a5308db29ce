/** How lines of voxels lie in an array: each a row of its own, or else side by side, the voxels of all at one position together. */
export interface Lines {
  readonly count: number;
  readonly areRows: boolean;
}

/** Resamples lines of voxels. */
export interface AxisFilter {
  /**
   * @param values the lines, of as many voxels as the filter was made for.
   * @param into the same lines, of as many voxels as the filter has positions. Numbers are of double precision until they are there.
   */
  apply(values: Float32Array, lines: Lines, into: Float32Array): void;
}
