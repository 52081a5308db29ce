import { AutosegError } from "../errors.ts";
import type { EncodedBackend, NumberTensor } from "../inference/index.ts";
import type { EncodedManifest } from "../model/index.ts";
import type { SlicePoint } from "./drawn-prompts.ts";
import type { ImageFit } from "./encoder-image.ts";
import type { Features } from "./feature-cache.ts";
import { type Frame, frameOfPart, frameOfPrompts } from "./mask-frame.ts";
import { type SlicePart, valueAt } from "./patch.ts";
import type { PromptPlane } from "./prompt-plane.ts";
import type { SliceTask } from "./slice-outliner.ts";

/** A scribble becomes at most this many points. */
const mostScribblePoints = 5;
/** Labels of SAM's points: the corners of a box, and padding. */
const [topLeft, bottomRight, noPoint] = [2, 3, -1];
/** Logits of the previous mask are clipped to this magnitude. */
const largestLogit = 10;

/** Everything that a decoder needs besides the features. */
export interface DecoderContext {
  readonly manifest: EncodedManifest;
  readonly inputs: EncodedBackend["inputs"];
  readonly view: PromptPlane;
  readonly fit: ImageFit;
}

/**
 * The decoder's inputs for the prompts on a slice. Without prompts, the object on the previous slice is indicated by its
 * bounding box or its middle.
 * @throws AutosegError `invalid-argument` for prompts that the model does not support.
 */
export function decoderInputs(
  { manifest, inputs, view, fit }: DecoderContext,
  { prompts, known }: SliceTask,
  features: Features,
): Record<string, NumberTensor> {
  const { decoder, prompts: contract } = manifest;
  const shapeOf = (name: string) => inputs.decoder!.find((input) => input.name === name)!.shape;
  const roles = new Set(decoder.inputs.map(({ role }) => role));
  const takesBox = roles.has("box") || contract.boxAsPoints;
  const outlines = prompts.filter(({ kind }) => kind === "outline");
  const knownFrame = known && frameOfPart(known);
  const frame =
    frameOfPrompts(outlines) ?? (prompts.length === 0 || !roles.has("points") ? knownFrame : undefined);
  if (!roles.has("points") && !frame)
    throw new AutosegError(
      "invalid-argument",
      `The model ${manifest.name} takes boxes only. Draw a box around the structure.`,
      { argument: "prompts" },
    );
  const box = takesBox && frame ? frame : undefined;
  const places = prompts.flatMap(({ kind, points, adds }) =>
    kind === "outline" ? [] : thin(points).map((point) => ({ point, label: adds ? 1 : 0 })),
  );
  if (frame && !box) places.unshift({ point: middleOf(frame), label: 1 });
  const unit = contract.frame === "unit" ? [fit.columns, fit.rows] : [1, 1];
  const toImage = ({ row, column }: SlicePoint): [number, number] => [
    (column * fit.columnStep) / unit[0]!,
    (row * fit.rowStep) / unit[1]!,
  ];
  const points = places.map(({ point, label }) => ({ at: toImage(point), label }));
  if (box && !roles.has("box")) {
    points.push({ at: toImage(box), label: topLeft });
    points.push({ at: toImage({ row: box.lastRow + 1, column: box.lastColumn + 1 }), label: bottomRight });
  } else if (contract.padding && !box) points.push({ at: [0, 0], label: noPoint });

  const feeds: Record<string, NumberTensor> = {};
  for (const { name, role, ...input } of decoder.inputs) {
    const shape = shapeOf(name);
    switch (role) {
      case "features":
        feeds[name] = features[("from" in input ? input.from : undefined) ?? name]!;
        break;
      case "points":
      case "labels":
        feeds[name] = pointTensor(role, shape, points, manifest.name);
        break;
      case "box": {
        const at = box ?? { row: 0, column: 0, lastRow: -1, lastColumn: -1 };
        const corners = [...toImage(at), ...toImage({ row: at.lastRow + 1, column: at.lastColumn + 1 })];
        feeds[name] = { values: Float32Array.from(corners), dims: withOnes(shape, [4]) };
        break;
      }
      case "previous-mask": {
        const [rows, columns] = shape.slice(-2).map((side) => (typeof side === "number" ? side : 256));
        const isGiven = prompts.length > 0 && known !== undefined;
        feeds[name] = {
          values: isGiven
            ? previousMask(known, { view, fit, rows: rows!, columns: columns! })
            : new Float32Array(rows! * columns!),
          dims: withOnes(shape, [rows!, columns!]),
        };
        break;
      }
      case "has-previous-mask":
        feeds[name] = {
          values: Float32Array.of(prompts.length > 0 && knownFrame ? 1 : 0),
          dims: withOnes(shape, [1]).slice(-Math.max(1, shape.length)),
        };
        break;
      case "original-size":
        feeds[name] = { values: Float32Array.of(fit.toldRows, fit.toldColumns), dims: withOnes(shape, [2]) };
    }
  }
  return feeds;
}

/** Coordinates `[..., n, 2]` or labels `[..., n]`; if the graph fixes the number of points, padding points are added. */
function pointTensor(
  role: "points" | "labels",
  shape: readonly (number | string)[],
  points: readonly { readonly at: readonly [number, number]; readonly label: number }[],
  model: string,
): NumberTensor {
  const fixed = role === "points" ? shape.at(-2) : shape.at(-1);
  const count = typeof fixed === "number" && fixed > 0 ? fixed : points.length;
  if (points.length > count)
    throw new AutosegError(
      "invalid-argument",
      `The model ${model} takes at most ${count} points in a slice; there are ${points.length}. Remove some prompts.`,
      { argument: "prompts" },
    );
  const filled = Array.from(
    { length: count },
    (_, n) => points[n] ?? { at: [0, 0] as const, label: noPoint },
  );
  return role === "points"
    ? { values: Float32Array.from(filled.flatMap(({ at }) => at)), dims: withOnes(shape, [count, 2]) }
    : { values: Float32Array.from(filled, ({ label }) => label), dims: withOnes(shape, [count]) };
}

/** The dimensions of a tensor of the shape's rank: `last`, preceded by ones. */
function withOnes(shape: readonly unknown[], last: readonly number[]): number[] {
  return [...new Array<number>(Math.max(0, shape.length - last.length)).fill(1), ...last];
}

/** The known probability as logits over the encoder's whole image. */
function previousMask(
  known: SlicePart,
  { view, fit, rows, columns }: Pick<DecoderContext, "view" | "fit"> & { rows: number; columns: number },
): Float32Array {
  const mask = new Float32Array(rows * columns);
  for (let r = 0, at = 0; r < rows; r++)
    for (let c = 0; c < columns; c++, at++) {
      const row = Math.floor(((r + 0.5) * fit.rows) / rows / fit.rowStep);
      const column = Math.floor(((c + 0.5) * fit.columns) / columns / fit.columnStep);
      const value = row < view.rows && column < view.columns ? valueAt(known, row, column) : 0;
      const logit = Math.log(value / (1 - value));
      mask[at] = Math.min(Math.max(logit, -largestLogit), largestLogit);
    }
  return mask;
}

function middleOf({ row, column, lastRow, lastColumn }: Frame): SlicePoint {
  return { row: (row + lastRow) / 2, column: (column + lastColumn) / 2 };
}

/** At most a few of the points, evenly spaced. */
function thin(points: readonly SlicePoint[]): readonly SlicePoint[] {
  if (points.length <= mostScribblePoints) return points;
  const step = (points.length - 1) / (mostScribblePoints - 1);
  return Array.from({ length: mostScribblePoints }, (_, n) => points[Math.round(n * step)]!);
}
