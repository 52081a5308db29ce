import type { ToolName } from "../cornerstone/index.ts";
import type { IconName } from "./components/icon.ts";

/** A tool of the left button, as the tool bar and the list of keys show it. */
export interface ToolEntry {
  readonly tool: ToolName;
  readonly icon: IconName;
  readonly name: string;
  readonly key: string;
}

export const navigatingTools: readonly ToolEntry[] = [
  { tool: "crosshairs", icon: "crosshair", name: "Crosshairs", key: "X" },
  { tool: "window", icon: "contrast", name: "Window", key: "D" },
  { tool: "pan", icon: "hand", name: "Pan", key: "P" },
];

export const drawingTools: readonly ToolEntry[] = [
  { tool: "brush", icon: "brush", name: "Brush", key: "B" },
  { tool: "eraser", icon: "eraser", name: "Eraser", key: "E" },
  { tool: "threshold-brush", icon: "thresholdBrush", name: "Threshold brush", key: "M" },
  { tool: "scissors", icon: "scissors", name: "Scissors", key: "K" },
  { tool: "contour", icon: "outline", name: "Contour", key: "O" },
  { tool: "flood-fill", icon: "bucket", name: "Flood fill", key: "G" },
  { tool: "hints", icon: "hints", name: "Hints for a repair", key: "H" },
];
