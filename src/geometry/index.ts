/** Pure geometry of patient space: grids, ijk and LPS points, orientation. */
export * from "./grid.ts";
export * from "./oriented-axes.ts";
export * from "./point.ts";
