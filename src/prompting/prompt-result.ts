import type { Plane } from "../geometry/index.ts";
import type { Provider } from "../inference/index.ts";
import { type Block, type GridAxis, GrowingBox, offsetIn, voxelsInBox } from "../regions/index.ts";
import type { GridSlice, Segment } from "../volume/index.ts";
import type { SlicePart } from "./patch.ts";
import type { PromptPlane } from "./prompt-plane.ts";
import type { VolumeOutline } from "./volume-outline.ts";

/** What outlines: a network or, where none can run, the random walker. */
export type PromptMethod = "network" | "random-walker";

/** An outlined object. */
export interface PromptResult {
  /** 1 for each voxel of the object, in its bounding box on the volume's grid. */
  readonly mask: Block<Uint8Array<ArrayBuffer>>;
  /** 0 to 1, in the same box; 0 where the mask is 0. */
  readonly probability: Block<Float32Array<ArrayBuffer>>;
  /** The plane whose slices were outlined one by one: that of the first prompt. */
  readonly plane: Plane;
  /** For each prompt, whether the result satisfies it: its first point is in the object, or outside as requested. */
  readonly obeyed: readonly boolean[];
  /** The algorithm, as a DICOM-SEG segment names it. */
  readonly algorithm: PromptAlgorithm;
  readonly report: PromptReport;
}

export type PromptAlgorithm = Required<
  Pick<Segment, "algorithmName" | "algorithmVersion" | "algorithmParameters">
>;

export interface PromptReport {
  readonly method: PromptMethod;
  /** The network's provider; undefined for the random walker. */
  readonly provider: Provider | undefined;
  /** Why the random walker is used, as a sentence; undefined for a network. */
  readonly reason: string | undefined;
  /** Number of slices outlined for this result, and milliseconds until the first and the last of them. */
  readonly slices: number;
  readonly firstSliceMs: number;
  readonly totalMs: number;
}

/** Mask and probability of an outline on the volume's grid. */
export function toBlocks(
  view: PromptPlane,
  { slices }: VolumeOutline,
): Pick<PromptResult, "mask" | "probability"> {
  const around = new GrowingBox();
  forEachVoxel(view, slices, (i, j, k) => around.add(i, i + 1, j, k));
  const { box } = around;
  const mask = new Uint8Array(voxelsInBox(box));
  const probability = new Float32Array(mask.length);
  forEachVoxel(view, slices, (i, j, k, value) => {
    const offset = offsetIn(box, i, j, k);
    mask[offset] = 1;
    probability[offset] = Math.min(1, value);
  });
  return { mask: { box, values: mask }, probability: { box, values: probability } };
}

function forEachVoxel(
  view: PromptPlane,
  slices: ReadonlyMap<number, SlicePart>,
  visit: (i: number, j: number, k: number, value: number) => void,
): void {
  for (const [slice, { row, column, rows, columns, values }] of slices)
    for (let r = 0, at = 0; r < rows; r++)
      for (let c = 0; c < columns; c++, at++) {
        if (!(values[at]! > 0.5)) continue;
        const [i, j, k] = view.toIjk(slice, row + r, column + c);
        visit(i, j, k, values[at]!);
      }
}

/** A slice of an outline as labels of a whole slice of the grid: 1 in the object. */
export function toGridSlice(
  view: PromptPlane,
  size: readonly [number, number, number],
  slice: number,
  part: SlicePart,
): GridSlice {
  const sliceAxis = view.axes.slices;
  const [fast, slow] = ([0, 1, 2] as const).filter((axis) => axis !== sliceAxis) as [GridAxis, GridAxis];
  const labels = new Uint8Array(size[fast] * size[slow]);
  forEachVoxel(view, new Map([[slice, part]]), (...ijk) => {
    labels[ijk[fast] + size[fast] * ijk[slow]] = 1;
  });
  return { sliceAxis, sliceIndex: view.toIjk(slice, 0, 0)[sliceAxis], labels };
}
