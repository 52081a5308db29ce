import type { EditOperation, EditStep, LogicOperand } from "../editing/index.ts";
import type { Grid, Point } from "../geometry/index.ts";
import type { Block } from "../regions/index.ts";
import type { TextKey } from "../texts/index.ts";
import type { Segment } from "../volume/index.ts";
import type { OperationSettings } from "./state-parts.ts";

/** What an operation on the active segment is made from. */
export interface OperationContext {
  readonly segmentNumber: number;
  readonly settings: OperationSettings;
  /** Voxel that the user looks at. */
  readonly cursor: Point<"ijk">;
  /** The grid axis across the slice that the user works on. */
  readonly sliceAxis: 0 | 1 | 2;
  readonly segments: readonly Segment[];
  /** What was done, the oldest first. */
  readonly steps: readonly EditStep[];
  readonly grid: Grid;
  /** Numbers of the segments that are shown and not locked. */
  readonly changeable: readonly number[];
  /** Voxels that a person has painted, 1 each; undefined where there are none. */
  readonly painted: Block<Uint8Array> | undefined;
  /** What the segment is combined with; there for operations that need one. */
  readonly operand: LogicOperand | undefined;
  /** The number of the operand, where it is a segment of this segmentation. */
  readonly operandNumber: number | undefined;
}

type NameOf<Key> = Key extends `operations.${infer Name}.title` ? Name : never;
export type OperationId = NameOf<TextKey>;

/** A change of the whole segment by a button, or by a key together with Alt. */
export interface OperationEntry {
  /** The one of its texts. */
  readonly id: OperationId;
  readonly key: string;
  /** It needs something to combine the segment with: of this segmentation, of another one, or either. */
  readonly operand?: "here" | "elsewhere" | "any";
  /** It takes a segment off the list: no voxel of it may stay, so it cannot be limited. */
  readonly removes?: boolean;
  /** It is shown before it counts, to be applied or discarded. */
  readonly previews?: boolean;
  /** It can be done on a segment that has no voxel yet. */
  readonly startsEmpty?: boolean;
  /** Undefined where there is nothing that it could be made from. */
  readonly make: (context: OperationContext) => EditOperation | undefined;
  /** The segments after it, where it adds or removes some. */
  readonly segments?: (context: OperationContext) => readonly Segment[];
}
