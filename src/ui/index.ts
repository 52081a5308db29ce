/** User interface components shared by the viewer and other programs. */
import "./model-select.ts";
import "./review-list.ts";
import "./run-buttons.ts";
import "./segment-list.ts";

export { AutosegPanel, type ExportedDetail } from "./autoseg-panel.ts";
export { dialogStyles } from "./dialog-styles.ts";
export { downloadFile } from "./download.ts";
export { type PanelModel, toPanelModel } from "./panel-model.ts";
export { progressText } from "./progress-text.ts";
export { questionDialog } from "./question.ts";
export { styled } from "./styled.ts";
export { panelStyles, shared } from "./styles.ts";
