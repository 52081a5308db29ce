import type { EditOperation, EditStep, LogicOperand } from "../editing/index.ts";
import type { Grid, Point } from "../geometry/index.ts";
import type { Block } from "../regions/index.ts";
import type { TextKey } from "../texts/index.ts";
import type { Segment } from "../volume/index.ts";
import type { OperationSettings } from "./state-parts.ts";

/** What an operation on the active segment may depend on. */
export interface OperationContext {
  readonly segmentNumber: number;
  readonly settings: OperationSettings;
  /** The voxel in view. */
  readonly cursor: Point<"ijk">;
  /** Grid axis across the slice in view. */
  readonly sliceAxis: 0 | 1 | 2;
  readonly segments: readonly Segment[];
  /** The steps of the history, oldest first. */
  readonly steps: readonly EditStep[];
  readonly grid: Grid;
  /** Numbers of segments that are shown and not locked. */
  readonly changeable: readonly number[];
  /** Mask of the voxels painted by hand; undefined if there are none. */
  readonly painted: Block<Uint8Array> | undefined;
  /** The segment to combine with; set for operations that need one. */
  readonly operand: LogicOperand | undefined;
  /** The operand's number, if it belongs to this segmentation. */
  readonly operandNumber: number | undefined;
}

type NameOf<Key> = Key extends `operations.${infer Name}.title` ? Name : never;
export type OperationId = NameOf<TextKey>;

/** An operation on the whole active segment, with a button and a shortcut (Alt and a key). */
export interface OperationEntry {
  /** Also identifies its texts. */
  readonly id: OperationId;
  readonly key: string;
  /** Where its operand must come from: this segmentation, elsewhere, or either. */
  readonly operand?: "here" | "elsewhere" | "any";
  /** It removes a segment from the list. None of its voxels may stay, so it cannot be limited. */
  readonly removes?: boolean;
  /** It is shown as a preview, to be applied or discarded. */
  readonly previews?: boolean;
  /** It also works on an empty segment. */
  readonly startsEmpty?: boolean;
  /** Returns undefined if the operation is not possible now. */
  readonly make: (context: OperationContext) => EditOperation | undefined;
  /** The segment list after it, if it adds or removes segments. */
  readonly segments?: (context: OperationContext) => readonly Segment[];
}
