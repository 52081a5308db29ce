/** Images and labels on a grid. */
export * from "./label-map.ts";
export * from "./volume.ts";
