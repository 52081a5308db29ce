/** User interface components shared by the viewer and other programs. */
import "./model-select.ts";
import "./preferences.ts";
import "./prompt-panel.ts";
import "./review-list.ts";
import "./run-buttons.ts";
import "./run-options.ts";
import "./segment-list.ts";

export { AutosegPanel, type ExportedDetail, type PanelDestination } from "./autoseg-panel.ts";
export { browserMemory } from "./browser-memory.ts";
export { choiceField } from "./choice.ts";
export { dialogStyles, questionDialog } from "./dialog.ts";
export { downloadFile } from "./download.ts";
export { formatMl } from "./format-ml.ts";
export { isCombination, type KeyCombination, toCombination } from "./key-combination.ts";
export { KeyMap } from "./key-map.ts";
export { keyInMenu, menuToggled } from "./menu.ts";
export { WatchingElement } from "./panel-element.ts";
export { type PanelModel, toPanelModel } from "./panel-model.ts";
export { noticesButton } from "./past-notices.ts";
export { preferenceEntry, preferenceForm, preferenceStyles } from "./preference-fields.ts";
export { progressText } from "./progress-text.ts";
export { styled } from "./styled.ts";
export { menuStyles, panelStyles, shared } from "./styles.ts";
