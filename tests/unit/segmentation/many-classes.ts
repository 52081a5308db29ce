import type { Volume } from "../../../src/volume/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";
import { convolutionFiles, side } from "./convolution-model.ts";

/** A model of more classes than a byte has numbers: class k where a voxel has k HU, in slices of 32 x 32 pixels. */
const classes = 300;

/** The values of segments: their channel's number, and 1000 more for those that no byte holds anyhow. */
export const labelOf = (channel: number): number => (channel > 255 ? channel + 1000 : channel);

/** The files of the model's folder by their names. Of a pixel x, 2 k x - k x k is highest for the class k next to x. */
export function manyClassesFiles(
  postprocessing: readonly object[] = [],
): Map<string, Uint8Array<ArrayBuffer>> {
  const each = Array.from({ length: classes }, (_, k) => k);
  return convolutionFiles({
    name: "many-classes",
    title: "Many classes",
    postprocessing,
    slopes: each.map((k) => [2 * k]),
    offsets: each.map((k) => -k * k),
    segments: each.slice(1).map((k) => ({ value: labelOf(k), channel: k, label: `Class ${k}` })),
  });
}

/** Three slices that show every class in each. */
export function manyClassesVolume(): Volume {
  const voxels = Int16Array.from({ length: 3 * side * side }, (_, at) => (at * 7) % classes);
  return { grid: straightGrid([side, side, 3], [2, 2, 3]), voxels, unit: "HU", modality: "CT" };
}
