/** The Cornerstone3D extension: three linked panes, a labelmap over them, tools to edit it, and undo. Knows no page. */
export type { DrawingTool } from "./host-tools.ts";
export { HostView } from "./host-view.ts";
export { findHostViewports, type HostPlace } from "./host-viewports.ts";
export { LabelmapLayer } from "./labelmap-layer.ts";
export { checkedSource, readLoadedVolume } from "./loaded-volume.ts";
export { type GreyWindow, MprView, planes } from "./mpr-view.ts";
export { Pane } from "./pane.ts";
export { PaneTools, type PointedVoxel } from "./pane-tools.ts";
export { startCornerstone } from "./startup.ts";
export { SurfaceView } from "./surface-view.ts";
