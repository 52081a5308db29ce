import { AutosegError } from "../errors.ts";
import { type NetworkInput, toItemSize } from "../model/index.ts";
import type { PlaneView } from "./plane-view.ts";

/**
 * How one axis of a slice maps to one axis of the model's input: both are centred on each other, so that input index u
 * lies at source index `(u - (inputCount - 1) / 2) * step + (sourceCount - 1) / 2`.
 */
export interface AxisMapping {
  readonly sourceCount: number;
  readonly inputCount: number;
  /** Source voxels from one input pixel to the next. */
  readonly step: number;
}

/** The mapping of columns and of rows between a source slice and the model's input. */
export interface SliceMapping {
  readonly columns: AxisMapping;
  readonly rows: AxisMapping;
  /** Distance of the input's pixels in both directions. */
  readonly spacingMm: number;
}

/**
 * Fits the whole field of view of a plane's slices into the model's input, at one spacing in both directions.
 * @throws AutosegError `invalid-manifest` for another resampling, which is not computed yet.
 */
export function createSliceMapping({ columns, rows }: PlaneView, input: NetworkInput): SliceMapping {
  const { resampling } = input;
  if (resampling.inPlane !== "fit-field-of-view") throw notComputed(`resampling "${resampling.inPlane}"`);
  const { rows: inputRows, columns: inputColumns } = toItemSize(input);
  const spacingMm = Math.max(
    (columns.count * columns.spacingMm) / inputColumns,
    (rows.count * rows.spacingMm) / inputRows,
    resampling.minimumSpacingMm,
  );
  return {
    columns: { sourceCount: columns.count, inputCount: inputColumns, step: spacingMm / columns.spacingMm },
    rows: { sourceCount: rows.count, inputCount: inputRows, step: spacingMm / rows.spacingMm },
    spacingMm,
  };
}

/** What a manifest may describe and nothing computes yet. */
export function notComputed(what: string): AutosegError {
  return new AutosegError("invalid-manifest", `The ${what} cannot be computed yet. Choose another model.`, {
    path: "input",
  });
}
