/**
 * The extension as a UMD plugin in the sense of OHIF's documentation: a script that defines the extension under its package
 * name. React and Cornerstone3D are the host's; the rest is loaded from the script's folder when a mode first shows the panel.
 */
import { createOhifExtension, offerMode } from "./index.ts";
import { extensionId } from "./names.ts";

const { src } = document.currentScript as HTMLScriptElement;
const extension = createOhifExtension(src, () => import(/* @vite-ignore */ new URL("program.js", src).href));
// For loaders that take the global itself, and for those that take its default export.
Object.defineProperty(extension, "default", { value: extension });
Object.assign(globalThis, { [extensionId]: extension });

offerMode();
