/** The panel for other programs, as a custom element. */
export { AutosegPanel, type ExportedDetail, texts as panelTexts } from "./ui/index.ts";
