/** The panel as a React component. Only this folder depends on React. */
export { AutosegPanel, type AutosegPanelProps } from "./react-panel.ts";
