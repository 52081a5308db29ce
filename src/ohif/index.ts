/** OHIF extension: panel, commands, buttons, shortcuts, a mode. */
export { createOhifExtension } from "./ohif-extension.ts";
export { autosegMode, offerMode } from "./ohif-mode.ts";
