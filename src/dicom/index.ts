/** Part 10 bytes -> headers -> ordered, checked series -> voxels. */
export * from "./dataset.ts";
export * from "./dictionary.ts";
export * from "./parse/parse-dataset.ts";
export type { EncapsulatedPixelData, NativePixelData, PixelData } from "./parse/pixel-data.ts";
export * from "./source-series.ts";
export * from "./transfer-syntaxes.ts";
