import type { DrawingPane } from "../../../src/tools/drawing-pane.ts";
import { straightGrid } from "../geometry/straight-grid.ts";

export const smallGrid = straightGrid([20, 10, 5]);

/** A pane with ten pixels a voxel that shows slice 2. */
export const smallPane = (slice: DrawingPane["slice"] = { axis: 2, index: 2 }): DrawingPane => ({
  ...({} as DrawingPane),
  grid: smallGrid,
  slice,
  toIjk: ([x, y]) => [x / 10, y / 10, 2],
  toCanvas: ([i, j]) => [10 * i, 10 * j],
});
