import type { Box } from "../../regions/index.ts";
import type { VoxelRuns } from "../voxel-runs.ts";
import type { EditLimits, EditTarget } from "./edit-target.ts";

/** How one kind of operation is done. */
export interface OperationKind<Operation> {
  /** What the undo button says: a verb and its object, `segment` giving the name of a segment. */
  describe(operation: Operation, segment: (segmentNumber: number) => string): string;
  /** Everything it reads and writes: its cost grows with this box, not with the volume. May be empty. */
  box(target: EditTarget, operation: Operation, limits: EditLimits): Box;
  /** The operation without what it carries beyond the box, before it is sent to another thread. */
  cut?(operation: Operation, box: Box): Operation;
  /** Whether it looks at the image. */
  readonly readsImage: boolean;
  /** The changes, none of them made yet. The target holds at least the voxels of `box`. */
  run(target: EditTarget, operation: Operation, limits: EditLimits, box: Box): VoxelRuns;
}
