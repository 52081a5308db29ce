import { createGrid, type Grid } from "../../../src/geometry/index.ts";
import type { OutlineEngine } from "../../../src/prompting/outline-engine.ts";
import {
  createPatchOutliner,
  type PatchContract,
  type PredictPatch,
} from "../../../src/prompting/patch-outliner.ts";
import { createVolume, type Volume } from "../../../src/volume/index.ts";

/** A grid of unequal sides whose axes run along the patient's, the first and the last of them the other way. */
export const grid: Grid = createGrid({
  size: [60, 44, 18],
  spacingMm: [1.5, 2, 4],
  originLps: [50, -20, 90],
  directionsLps: [
    [-1, 0, 0],
    [0, 1, 0],
    [0, 0, -1],
  ],
});

/** Soft tissue of 100 HU in a ball of 20 mm about voxel (28, 20, 8), and apart from it in a smaller one; 0 elsewhere. */
export function createBalls(): Volume<"HU"> {
  const voxels = new Int16Array(60 * 44 * 18);
  for (let k = 0, n = 0; k < 18; k++)
    for (let j = 0; j < 44; j++)
      for (let i = 0; i < 60; i++, n++) {
        const large = Math.hypot((i - 28) * 1.5, (j - 20) * 2, (k - 8) * 4) < 20;
        const small = Math.hypot((i - 50) * 1.5, (j - 34) * 2, (k - 8) * 4) < 9;
        voxels[n] = large || small ? 100 : 0;
      }
  return createVolume({ grid, voxels, unit: "HU", modality: "CT" });
}

/** Voxels of a volume that are brighter than half. */
export function countBright(
  { voxels }: Volume,
  accepts: (i: number, j: number, k: number) => boolean,
): number {
  let count = 0;
  for (let n = 0; n < voxels.length; n++)
    if (voxels[n]! > 50 && accepts(n % 60, Math.floor(n / 60) % 44, Math.floor(n / (60 * 44)))) count++;
  return count;
}

const contract: PatchContract = { side: 64, scalesMm: [0.5, 1, 2], sliceDistanceMm: 4 };

/**
 * An engine whose network finds everything bright that is joined to nothing: what was pointed at beside is missing within 6
 * pixels. `asked` counts the patches.
 */
export function createBrightEngine(): OutlineEngine & { readonly asked: number } {
  let asked = 0;
  const { side } = contract;
  const predict: PredictPatch = async (slices, prompt) => {
    asked++;
    const area = side * side;
    const negatives: number[] = [];
    for (let n = 0; n < area; n++) if (prompt[area + n] === 1) negatives.push(n);
    return Float32Array.from({ length: area }, (_, n) => {
      const isBeside = negatives.some(
        (at) => Math.hypot(Math.floor(at / side) - Math.floor(n / side), (at % side) - (n % side)) <= 6,
      );
      return slices[area + n]! > 0.5 && !isBeside ? 0.95 : 0.05;
    });
  };
  return {
    method: "network",
    provider: undefined,
    reason: undefined,
    algorithm: { algorithmName: "bright", algorithmVersion: "1", algorithmParameters: "none" },
    get asked() {
      return asked;
    },
    open(volume) {
      const map = { lower: 0, upper: 100, base: 0, gain: 0.01, outside: 0 };
      return {
        outliner: (view) => createPatchOutliner({ view, voxels: volume.voxels, map }, contract, predict),
        prepare: async () => undefined,
      };
    },
    async [Symbol.asyncDispose]() {},
  };
}
