/** Segmentation in Cornerstone3D: an extension for other applications' viewports, and three linked panes. */
export { AutosegExtension, createAutosegExtension } from "./extension.ts";
export type { ExtensionOptions, OpenOptions } from "./extension-options.ts";
export type { GreyWindow } from "./grey-window.ts";
export type { HostSegmentationEntry } from "./host-segmentations.ts";
export type { DrawingTool } from "./host-tools.ts";
export type { HostSeriesChoice } from "./host-viewports.ts";
export { LabelmapLayer } from "./labelmap-layer.ts";
export { MprView, planes } from "./mpr-view.ts";
export { Pane } from "./pane.ts";
export { PaneTools, type PointedVoxel } from "./pane-tools.ts";
export { PriorView } from "./prior-view.ts";
export { startCornerstone } from "./startup.ts";
export { SurfaceView } from "./surface-view.ts";
export { type Rendering, renderings } from "./volume-rendering.ts";
