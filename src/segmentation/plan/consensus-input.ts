import type { Consensus } from "../../model/index.ts";
import { type Accumulator, createAccumulator, storedOne } from "./accumulator.ts";
import type { ModelGrid } from "./model-grid.ts";
import type { ModelVolume } from "./model-volume.ts";
import type { PatchInput } from "./network-input.ts";
import type { PlacedGraph } from "./patches.ts";

/** The input of a network that weighs the others' answers. */
export interface ConsensusInput extends PatchInput {
  /** Where the answers of each network go, in the order of the networks. */
  readonly accumulators: readonly Accumulator[];
}

/** What the channels of a consensus hold: the image, or the probabilities of a network. */
type Source = "image" | { readonly accumulator: Accumulator; readonly classes: number };

/** Writes the image and the networks' probabilities as its channels name them, 0 where no voxel of the series lies. */
export function createConsensusInput(
  grid: ModelGrid,
  { input }: Extract<Consensus, { kind: "network" }>,
  { placement: { patchSize }, walk }: PlacedGraph,
  { networks, image }: { readonly networks: readonly PlacedGraph[]; readonly image: ModelVolume },
): ConsensusInput {
  const accumulators = networks.map((network) => createAccumulator(grid, [network]));
  const sources = input.channels.map((name): Source => {
    const index = networks.findIndex(({ graph }) => graph.name === name);
    return index < 0
      ? "image"
      : { accumulator: accumulators[index]!, classes: networks[index]!.activation.classes };
  });
  const [columns, rows, slices] = grid.used;
  const pixels = columns.count * rows.count;

  return {
    accumulators,
    toExtras: () => ({}),
    write(patch, into) {
      into.fill(0);
      const { start, steps, channelStep } = walk(input, patch);
      for (let s = 0; s < patchSize[2]; s++) {
        const slice = patch.start[2] + s;
        const isUsedSlice = slice >= slices.first && slice < slices.first + slices.count;
        let channel = 0;
        for (const source of sources) {
          const isImage = source === "image";
          const classes = isImage ? 1 : source.classes;
          const plane = isImage
            ? image.slice(slice)
            : isUsedSlice
              ? source.accumulator.slice(slice)
              : undefined;
          const scale = isImage ? 1 : 1 / storedOne;
          for (let index = 0; index < classes; index++, channel++) {
            if (!plane) continue;
            for (let r = 0; r < patchSize[1]; r++) {
              const row = patch.start[1] + r;
              if (!isImage && (row < rows.first || row >= rows.first + rows.count)) continue;
              let to = start + channel * channelStep + s * steps[2] + r * steps[1];
              const from = isImage
                ? row * image.columns
                : index * pixels + (row - rows.first) * columns.count - columns.first;
              for (let c = 0; c < patchSize[0]; c++, to += steps[0]) {
                const column = patch.start[0] + c;
                if (isImage || (column >= columns.first && column < columns.first + columns.count))
                  into[to] = plane[from + column]! * scale;
              }
            }
          }
        }
      }
    },
  };
}
