import { drawPrompts, type SlicePoint } from "./drawn-prompts.ts";
import { type Frame, frameOfPart, frameOfPrompts, measurePart, uniteFrames } from "./mask-frame.ts";
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

/** A patch is large enough if the object covers no more than this fraction of its side. */
const largestShare = 0.7;
/** The mean probability inside the object at which the coarsest scale is trusted. */
const sureEnough = 0.75;

/**
 * Nothing is outlined where the network sees nothing but black, as in air, which lies below the window of CT: no value above this,
 * in a square of so many millimetres about the click.
 */
const [darkest, darkSide] = [0.01, 5];

/** What a network of patches expects. */
export interface PatchContract {
  /** Side of a patch in pixels. */
  readonly side: number;
  /** Millimetres per pixel, finest first. */
  readonly scalesMm: readonly number[];
  readonly sliceDistanceMm: number;
}

/**
 * The probability of the object in a patch, `[side, side]`.
 * @param slices `[3, side, side]`: the slice between its neighbours.
 * @param prompt `[3, side, side]`: where the user pointed at the object, where outside it, and the probability so far.
 */
export type PredictPatch = (
  slices: Float32Array,
  prompt: Float32Array,
  signal: AbortSignal | undefined,
) => Promise<Float32Array>;

/**
 * Outlines slices in patches, each at the scale that fits what is known of the object (segment.py of the training recipe). If
 * nothing is known yet, the coarsest scale is tried first and, if the network is unsure there, the middle one.
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

  /** The smallest scale at which a rectangle fits. */
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

  const isDark = (slice: number, centre: SlicePoint): boolean => {
    const values = new Float32Array(darkSide * darkSide);
    cutImage(image, slice, placePatch(view, centre, 1, darkSide), values);
    return values.every((value) => value <= darkest);
  };

  /** Without an outline around it, the object may have any size: large ones are only complete in the widest patch. */
  const outlineUnknown = async (task: SliceTask, signal: AbortSignal | undefined): Promise<SlicePart> => {
    const { prompts } = task;
    const frame = frameOfPrompts(prompts)!;
    if (prompts.some(({ kind }) => kind === "outline")) return outlineAt(task, fitted(frame), signal);
    const last = prompts.at(-1)!;
    const centre = last.kind === "click" ? last.points[0]! : centreOf(frame);
    if (last.kind === "click" && last.adds && isDark(task.slice, centre)) return nothingAt(frame);
    let found: SlicePart | undefined;
    const { reachMm } = task;
    const allowed =
      reachMm === undefined
        ? scalesMm
        : // Context around a small object tells what it is; the coarsest scale is the one that found something larger.
          scalesMm.filter((scale, n) => n === 0 || (n < scalesMm.length - 1 && scale * side <= 4 * reachMm));
    for (const scale of new Set([allowed.at(-1)!, allowed[allowed.length >> 1]!])) {
      found = await outlineAt(task, placePatch(view, centre, scale, side), signal);
      if (measurePart(found).meanInside >= sureEnough) break;
    }
    return found!;
  };

  return {
    async outline(task, signal) {
      const known = task.known && frameOfPart(task.known) ? task.known : await outlineUnknown(task, signal);
      const frame = frameOfPart(known);
      if (!frame) return known;
      const whole = uniteFrames(frame, frameOfPrompts(task.prompts))!;
      return outlineAt({ ...task, known }, fitted(whole), signal);
    },
  };
}

function nothingAt({ row, column }: Frame): SlicePart {
  return { row, column, rows: 1, columns: 1, values: new Float32Array(1) };
}
