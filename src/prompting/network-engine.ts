import type { Backend } from "../inference/index.ts";
import type { PatchManifest } from "../model/index.ts";
import type { OutlineEngine } from "./outline-engine.ts";
import { createPatchOutliner, type PatchContract, type PredictPatch } from "./patch-outliner.ts";
import { toAlgorithm, volumeIntensity } from "./prompted-model.ts";

/** Outlines with a network of patches. */
export function createNetworkEngine(manifest: PatchManifest, backend: Backend): OutlineEngine {
  const { network } = manifest;
  const contract: PatchContract = {
    side: Number(network.input.shape[2]),
    scalesMm: network.scalesMm,
    sliceDistanceMm: network.sliceDistanceMm,
  };
  const predict: PredictPatch = async (slices, prompt) => {
    const unit = { [network.input.name]: slices, [network.prompt.name]: prompt };
    const { units } = await backend.run({ graph: "network", units: [unit] });
    return units[0]!.output!.map((logit) => 1 / (1 + Math.exp(-logit)));
  };
  return {
    method: "network",
    get provider() {
      return backend.provider;
    },
    reason: undefined,
    algorithm: toAlgorithm(manifest),
    open(volume) {
      const image = { voxels: volume.voxels, map: volumeIntensity(volume, manifest) };
      return {
        outliner: (view) => createPatchOutliner({ view, ...image }, contract, predict),
        prepare: async () => undefined,
      };
    },
    [Symbol.asyncDispose]: () => backend[Symbol.asyncDispose](),
  };
}
