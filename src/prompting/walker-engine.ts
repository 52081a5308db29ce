import { createIntensityMap } from "../segmentation/index.ts";
import type { OutlineEngine } from "./outline-engine.ts";
import { createPatchOutliner } from "./patch-outliner.ts";
import { createWalkerPredict, walkerContract } from "./walker-patch.ts";

const outputRange: [number, number] = [0, 1];
/** Soft tissue on CT; on other images, the window spans almost all values. */
const window = { kind: "window", lowerHu: -160, upperHu: 300, outputRange } as const;
const percentiles = { kind: "percentile", lower: 0.5, upper: 99.5, over: undefined, outputRange } as const;

/**
 * Outlines with the random walker, slice by slice.
 * @param reason why it is used, as a sentence.
 */
export function createWalkerEngine(reason: string): OutlineEngine {
  const predict = createWalkerPredict(walkerContract);
  return {
    method: "random-walker",
    provider: undefined,
    reason,
    algorithm: {
      algorithmName: "random walker",
      algorithmVersion: "1.0.0",
      algorithmParameters: "outlined slice by slice from prompts",
    },
    open(volume) {
      const map = createIntensityMap(volume, volume.unit === "HU" ? window : percentiles);
      const image = { voxels: volume.voxels, map };
      return {
        outliner: (view) => createPatchOutliner({ view, ...image }, walkerContract, predict),
        prepare: async () => undefined,
      };
    },
    async [Symbol.asyncDispose]() {},
  };
}
