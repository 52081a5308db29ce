/** The panel for other programs, as a custom element. */
export { AutosegPanel, type ExportedDetail } from "./ui/index.ts";
