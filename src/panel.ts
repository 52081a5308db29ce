/** The panel for other programs, as a custom element. */
export { AutosegPanel, type ExportedDetail, type PanelDestination } from "./ui/index.ts";
