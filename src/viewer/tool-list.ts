import type { ToolName } from "../tools/index.ts";
import type { IconName } from "./components/icon.ts";

/** A tool for the left button, as in the tool bar and the list of shortcuts. */
export interface ToolEntry {
  readonly tool: ToolName;
  readonly icon: IconName;
  readonly key: string;
  /** Only for these modalities; by default for all. */
  readonly modalities?: readonly string[];
}

export const navigatingTools: readonly ToolEntry[] = [
  { tool: "crosshairs", icon: "crosshair", key: "X" },
  { tool: "window", icon: "contrast", key: "D" },
  { tool: "pan", icon: "hand", key: "P" },
];

export const drawingTools: readonly ToolEntry[] = [
  { tool: "brush", icon: "brush", key: "B" },
  { tool: "eraser", icon: "eraser", key: "E" },
  { tool: "threshold-brush", icon: "thresholdBrush", key: "M" },
  { tool: "scissors", icon: "scissors", key: "K" },
  { tool: "contour", icon: "outline", key: "O" },
  { tool: "flood-fill", icon: "bucket", key: "G" },
  { tool: "isocontour", icon: "percent", key: "%", modalities: ["PT", "NM"] },
  { tool: "scribbles", icon: "scribbles", key: "H" },
  { tool: "prompt", icon: "pointAt", key: "." },
  { tool: "measure", icon: "measure", key: ";" },
];

/** Whether a tool is available for a modality. */
export function isToolFor({ modalities }: ToolEntry, modality: string | undefined): boolean {
  return modalities === undefined || (modality !== undefined && modalities.includes(modality));
}
