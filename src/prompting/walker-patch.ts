import { estimateNoise, randomWalk } from "../editing/index.ts";
import { squaredDistances } from "../regions/index.ts";
import type { PatchContract, PredictPatch } from "./patch-outliner.ts";

/** An image edge is this many times the noise, as in `repair`. */
const edgePerNoise = 2.5;
/** Weight of the previous probability relative to one step of the walker, when a further prompt corrects it. */
const priorWeight = 0.02;
/** The fraction of the known object's depth that is certain; the object may grow at most by so many pixels. */
const [certainDepth, widestMargin] = [0.4, 8];

/** At this patch size, a random walk takes a few hundredths of a second. */
export const walkerContract: PatchContract = { side: 96, scalesMm: [0.67, 1.33, 2.67], sliceDistanceMm: 4 };

/**
 * The random walker in place of a network of patches. Seeds are the prompts, the border of the patch and, if the object is
 * known from the previous slice, voxels deep inside it.
 */
export function createWalkerPredict({ side }: PatchContract): PredictPatch {
  return async (slices, prompt) => {
    const area = side * side;
    const image = slices.slice(area, 2 * area);
    const [positive, negative, known] = [0, 1, 2].map((n) => prompt.subarray(n * area, (n + 1) * area));
    const isClicked = positive!.some((value) => value === 1) || negative!.some((value) => value === 1);
    const certain = new Int16Array(area).fill(-1);
    for (let n = 0; n < side; n++)
      for (const at of [n, area - side + n, n * side, n * side + side - 1]) certain[at] = 0;
    const guide = known!.some((value) => value > 0.5)
      ? known!
      : positive!.map((value) => (value > 0 ? 0.75 : 0));
    const isFrame = guide !== known && positive!.some((value) => value > 0 && value < 1);
    if ((guide === known && !isClicked) || isFrame) markDeep(certain, guide, side, isFrame);
    for (let n = 0; n < area; n++) {
      if (positive![n] === 1) certain[n] = 1;
      if (negative![n] === 1) certain[n] = 0;
    }
    const [, object] = randomWalk({
      image,
      size: [side, side, 1],
      spacingMm: [1, 1, 1],
      edge: edgePerNoise * estimateNoise(image, side),
      certain,
      labelCount: 2,
      prior: (label, offset) => (label === 1 ? guide[offset]! : 1 - guide[offset]!),
      priorWeight: guide === known && isClicked ? priorWeight : 0,
    });
    return Float32Array.from(object!, (value) => Math.min(Math.max(value, 0), 1));
  };
}

/** Marks as certain: the object deep inside the guide, and background far from it or outside a frame. */
function markDeep(certain: Int16Array, guide: Float32Array, side: number, isFrame: boolean): void {
  const inside = Uint8Array.from(guide, (value) => (value > 0.5 ? 1 : 0));
  const grid = { size: [side, side, 1], spacingMm: [1, 1, 1] } as const;
  const depth = squaredDistances({ grid, voxels: inside.map((value) => 1 - value) }).map(Math.sqrt);
  const distance = squaredDistances({ grid, voxels: inside }).map(Math.sqrt);
  const deepest = depth.reduce((a, b) => Math.max(a, b), 0);
  const margin = isFrame ? 0.5 : Math.min(widestMargin, Math.max(2, deepest / 2));
  for (let n = 0; n < certain.length; n++) {
    if (inside[n] && depth[n]! >= (1 - certainDepth) * deepest) certain[n] = 1;
    else if (distance[n]! > margin) certain[n] = 0;
  }
}
