import { AutosegError } from "../errors.ts";
import type { NumberTensor } from "../inference/index.ts";
import type { EncodedManifest } from "../model/index.ts";
import type { ImageFit } from "./encoder-image.ts";
import { frameOfPart } from "./mask-frame.ts";
import { type SlicePart, sampleMask } from "./patch.ts";
import type { PromptPlane } from "./prompt-plane.ts";

/**
 * The decoder's mask with the best score, as the probability on a slice.
 * @throws AutosegError `invalid-model` for a mask of another size than the manifest states.
 */
export function decodedMask(
  outputs: Readonly<Record<string, NumberTensor>>,
  { decoder, name }: Pick<EncodedManifest, "decoder" | "name">,
  view: PromptPlane,
  fit: ImageFit,
): SlicePart {
  const masks = decoder.outputs.find((output) => output.role === "masks")!;
  const scored = decoder.outputs.find(({ role }) => role === "scores");
  const { values, dims } = outputs[masks.name]!;
  const [rows, columns] = [dims.at(-2) ?? 0, dims.at(-1) ?? 0];
  if (masks.frame === "slice" && (rows !== fit.toldRows || columns !== fit.toldColumns))
    throw new AutosegError(
      "invalid-model",
      `The model ${name} gave a mask of ${rows} x ${columns} for a slice of ${fit.toldRows} x ${fit.toldColumns}, as its manifest's frame "slice" does not allow. Correct the manifest.`,
      { name },
    );
  const scores = scored ? [...outputs[scored.name]!.values] : [];
  const best = scores.reduce((at, score, n) => (score > scores[at]! ? n : at), 0);
  const one = values.subarray(best * rows * columns, (best + 1) * rows * columns);
  const probability = masks.values === "logits" ? one.map((logit) => 1 / (1 + Math.exp(-logit))) : one;
  const [across, down] =
    masks.frame === "slice"
      ? [columns / view.columns, rows / view.rows]
      : [(fit.columnStep * columns) / fit.columns, (fit.rowStep * rows) / fit.rows];
  const part: SlicePart = {
    row: 0,
    column: 0,
    rows: view.rows,
    columns: view.columns,
    values: sampleMask(
      { rows, columns, values: probability },
      { rows: steps(view.rows, down), columns: steps(view.columns, across) },
    ),
  };
  return cropped(part);
}

/** Positions of the slice's pixel centres in the mask. */
function steps(count: number, step: number): number[] {
  return Array.from({ length: count }, (_, n) => (n + 0.5) * step - 0.5);
}

/** Cropped to the object, which is usually a small part of the slice. */
function cropped(part: SlicePart): SlicePart {
  const frame = frameOfPart(part) ?? { row: 0, column: 0, lastRow: 0, lastColumn: 0 };
  const rows = frame.lastRow - frame.row + 1;
  const columns = frame.lastColumn - frame.column + 1;
  const values = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    const start = (frame.row + r) * part.columns + frame.column;
    values.set(part.values.subarray(start, start + columns), r * columns);
  }
  return { row: frame.row, column: frame.column, rows, columns, values };
}
