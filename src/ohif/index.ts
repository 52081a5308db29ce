/** The extension in the OHIF viewer: panel, commands, buttons, keys, a mode. */
export { createOhifExtension } from "./ohif-extension.ts";
export { autosegMode, offerMode } from "./ohif-mode.ts";
