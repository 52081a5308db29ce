import type { GreyWindow } from "../cornerstone/index.ts";
import { t } from "../texts/index.ts";
import type { ViewerState } from "./viewer-state.ts";

/** A window to choose: a preset, or one named by the user. */
export interface OfferedWindow extends GreyWindow {
  readonly id: string;
  readonly label: string;
}

/** Presets for the series on screen, and the user's own windows for its modality. */
export function offeredWindows({
  presets,
  preferences,
  study,
}: Pick<ViewerState, "presets" | "preferences" | "study">): readonly OfferedWindow[] {
  const own = preferences.windows.filter(({ modality }) => modality === study?.modality);
  return [
    ...presets.map(({ name, center, width }) => ({ id: name, label: t(`windows.${name}`), center, width })),
    ...own.map(({ name, center, width }) => ({ id: `own:${name}`, label: name, center, width })),
  ];
}
