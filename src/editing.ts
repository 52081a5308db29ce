/** Editing label maps: operations as plain data, and a session with undo. */
export { type CrfParameters, type CrfProblem, denseCrf } from "./crf/index.ts";
export {
  computeChanges,
  createOperationRunner,
  type Described,
  describeOperation,
  type EditHistory,
  type EditKind,
  type EditLimits,
  type EditOperation,
  type EditStep,
  type EditTarget,
  type HistoryLimits,
  type OperationRunner,
  type PerformOptions,
  SegmentationSession,
  type SegmentDisplay,
  type SessionOptions,
  type Signal,
  type ValueRange,
  type VoxelRuns,
  writeRuns,
} from "./editing/index.ts";
export { type Block, type Box, wholeBlock } from "./regions/index.ts";
