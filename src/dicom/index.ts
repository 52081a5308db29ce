/** Part 10 bytes -> headers -> ordered, checked series -> voxels. */
export * from "./dataset.ts";
export * from "./dictionary.ts";
export * from "./source-series.ts";
