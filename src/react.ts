/** The panel as a React component, for React 18 and 19. */

export { AutosegPanel, type AutosegPanelProps } from "./react/index.ts";
export type { ExportedDetail } from "./ui/index.ts";
