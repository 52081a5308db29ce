/**
 * For every index of one axis of a source slice the two pixels of the network's output around it, as offsets into one
 * channel, and the weight of the second.
 */
export interface AxisTable {
  readonly lower: Uint32Array;
  readonly upper: Uint32Array;
  readonly weight: Float64Array;
}

/**
 * How a two-dimensional output becomes the labels of a source slice: every channel is interpolated linearly at each
 * voxel, along the output's columns first, and the voxel takes the label of the highest channel, the lower one on a tie.
 * Plain data, so that it can be posted to a worker and read by a shader.
 */
export interface SliceLabelling {
  readonly channels: number;
  /** From a value to that of the next channel at the same pixel. */
  readonly channelStride: number;
  /** The axes of the slice in memory: voxel (fast f, slow s) lies at `f + fastCount * s`. */
  readonly fast: AxisTable;
  readonly slow: AxisTable;
  /** Whether `fast` runs along the output's columns. */
  readonly columnsAreFast: boolean;
  readonly labelOfChannel: Uint8Array;
}
