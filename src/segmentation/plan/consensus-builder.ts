import { type Tensor, toItemStrides } from "../../model/index.ts";
import { type AnswerStore, storedOne } from "./accumulator.ts";
import type { ModelGrid, Placement } from "./model-grid.ts";
import type { ModelVolume } from "./model-volume.ts";
import { type Patch, walkTensor } from "./patches.ts";

/** What the channels of a consensus hold: the image, or the probabilities of a network. */
export type ConsensusSource = "image" | { readonly store: AnswerStore; readonly classes: number };

/**
 * Writes the input of a network that weighs others' answers for a patch: the image and probabilities, 0 where no voxel
 * of the series lies.
 */
export function createConsensusBuilder(
  volume: ModelVolume,
  grid: ModelGrid,
  placement: Placement,
  input: Tensor,
  sources: readonly ConsensusSource[],
): (patch: Patch, into: Float32Array) => void {
  const strides = toItemStrides(input);
  const gridColumns = grid.axes[0].modelCount;
  const [columns, rows, slices] = grid.used;
  const pixels = columns.count * rows.count;

  return (patch, into) => {
    into.fill(0);
    const { start, steps } = walkTensor(placement, strides, patch.mirrors);
    for (let s = 0; s < placement.patchSize[2]; s++) {
      const slice = patch.start[2] + s;
      const isUsedSlice = slice >= slices.first && slice < slices.first + slices.count;
      let channel = 0;
      for (const source of sources) {
        const isImage = source === "image";
        const classes = isImage ? 1 : source.classes;
        const plane = isImage ? volume.slice(slice) : isUsedSlice ? source.store.slice(slice) : undefined;
        for (let index = 0; index < classes; index++, channel++) {
          if (!plane) continue;
          const scale = isImage ? 1 : 1 / storedOne;
          for (let r = 0; r < placement.patchSize[1]; r++) {
            const row = patch.start[1] + r;
            if (!isImage && (row < rows.first || row >= rows.first + rows.count)) continue;
            let to = start + channel * strides.channels + s * steps[2] + r * steps[1];
            const from = isImage
              ? row * gridColumns
              : index * pixels + (row - rows.first) * columns.count - columns.first;
            for (let c = 0; c < placement.patchSize[0]; c++, to += steps[0]) {
              const column = patch.start[0] + c;
              if (isImage || (column >= columns.first && column < columns.first + columns.count))
                into[to] = plane[from + column]! * scale;
            }
          }
        }
      }
    }
  };
}
