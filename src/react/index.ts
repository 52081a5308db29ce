/** The panel as a component of React, which nothing else here knows. */
export { AutosegPanel, type AutosegPanelProps } from "./react-panel.ts";
