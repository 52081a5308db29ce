import { drawPrompts, type SlicePrompt } from "./drawn-prompts.ts";
import { type Frame, frameOfPart, frameOfPrompts, uniteFrames } from "./mask-frame.ts";
import {
  cutImage,
  cutPart,
  type PatchPlace,
  type PlaneImage,
  pastePatch,
  placePatch,
  type SlicePart,
} from "./patch.ts";
import type { SliceOutliner, SliceTask } from "./slice-outliner.ts";

/** A patch is large enough when the object takes no more than this of its side. */
const largestShare = 0.7;

/** What a network of patches expects. */
export interface PatchContract {
  /** Pixels of a patch's side. */
  readonly side: number;
  /** Millimetres a pixel, the finest first. */
  readonly scalesMm: readonly number[];
  readonly sliceDistanceMm: number;
}

/**
 * The probability of the object in a patch `[side, side]`.
 * @param slices `[3, side, side]`: the slice between its neighbours, `prompt` `[3, side, side]`: where the user pointed at the
 * object, where beside it, and the probability so far.
 */
export type PredictPatch = (
  slices: Float32Array,
  prompt: Float32Array,
  signal: AbortSignal | undefined,
) => Promise<Float32Array>;

/**
 * Outlines slices by patches, each at the scale that fits the object (segment.py of the training recipe): it begins in the
 * middle one, goes up while the result touches the border, and down where it is small.
 */
export function createPatchOutliner(
  image: PlaneImage,
  { side, scalesMm, sliceDistanceMm }: PatchContract,
  predict: PredictPatch,
): SliceOutliner {
  const { view } = image;
  const reach = Math.max(1, Math.round(sliceDistanceMm / view.sliceMm));
  const area = side * side;

  const outlineAt = async (
    { slice, known, prompts }: SliceTask,
    place: PatchPlace,
    signal: AbortSignal | undefined,
  ): Promise<SlicePart> => {
    const slices = new Float32Array(3 * area);
    for (const [channel, offset] of [-reach, 0, reach].entries()) {
      const neighbour = Math.min(Math.max(slice + offset, 0), view.slices - 1);
      cutImage(image, neighbour, place, slices.subarray(channel * area, (channel + 1) * area));
    }
    const prompt = new Float32Array(3 * area);
    const [positive, negative, result] = [0, 1, 2].map((n) => prompt.subarray(n * area, (n + 1) * area));
    if (known) cutPart(known, place, result!);
    drawPrompts(prompts, place, positive!, negative!);
    return pastePatch(await predict(slices, prompt, signal), place, view);
  };

  /** The smallest scale at which a frame has room. */
  const fittingScale = (frame: Frame): number => {
    const extentMm = Math.max(
      (frame.lastRow - frame.row + 1) * view.rowMm,
      (frame.lastColumn - frame.column + 1) * view.columnMm,
    );
    return scalesMm.find((scale) => extentMm <= largestShare * scale * side) ?? scalesMm.at(-1)!;
  };
  const centreOf = ({ row, column, lastRow, lastColumn }: Frame) => ({
    row: (row + lastRow) / 2,
    column: (column + lastColumn) / 2,
  });
  const fitted = (frame: Frame) => placePatch(view, centreOf(frame), fittingScale(frame), side);

  /** Whether the object is found at the border of the patch. */
  const touchesBorder = (found: SlicePart, place: PatchPlace): boolean => {
    const mask = { ...found, values: found.values.map((value) => (value > 0.5 ? 1 : 0)) };
    const patch = new Float32Array(area);
    cutPart(mask, place, patch);
    for (let n = 0; n < side; n++)
      if ([n, area - side + n, n * side, n * side + side - 1].some((at) => patch[at]! > 0.5)) return true;
    return false;
  };

  /** Where nothing is known yet: the patch's centre, and the scale to begin with. */
  const begin = (prompts: readonly SlicePrompt[]) => {
    const frame = frameOfPrompts(prompts)!;
    const clicks = prompts.filter(({ kind }) => kind === "click");
    const middle = scalesMm[scalesMm.length >> 1]!;
    if (clicks.length === prompts.length) {
      const { row, column } = clicks.at(-1)!.points[0]!;
      return { centre: { row, column }, scale: middle };
    }
    const isOutlined = prompts.some(({ kind }) => kind === "outline");
    const scale = fittingScale(frame);
    return { centre: centreOf(frame), scale: isOutlined ? scale : Math.max(scale, middle) };
  };

  return {
    async outline(task, signal) {
      const frame = task.known && frameOfPart(task.known);
      if (frame) return outlineAt(task, fitted(uniteFrames(frame, frameOfPrompts(task.prompts))!), signal);
      let { centre, scale } = begin(task.prompts);
      const tried = new Map<number, SlicePart>();
      while (!tried.has(scale)) {
        const place = placePatch(view, centre, scale, side);
        const found = await outlineAt(task, place, signal);
        tried.set(scale, found);
        const inside = frameOfPart(found);
        if (!inside) break;
        // Beyond the patch nothing was found: where the object reaches the border, the next larger one.
        if (!touchesBorder(found, place))
          scale = fittingScale(uniteFrames(inside, frameOfPrompts(task.prompts))!);
        else scale = scalesMm.find((other) => other > scale) ?? scale;
      }
      return tried.get(scale)!;
    },
  };
}
