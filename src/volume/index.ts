/** Images and labels on a grid. */
export * from "./abnormality.ts";
export * from "./grid-slice.ts";
export * from "./label-map.ts";
export * from "./label-parts.ts";
export * from "./label-search.ts";
export * from "./volume.ts";
