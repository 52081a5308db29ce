/**
 * The extension as OHIF's documentation wants a UMD plugin: a script that leaves the extension under the name of its package.
 * React and Cornerstone3D are the host's; the rest it loads from its own folder when a mode first shows the panel.
 */
import { createOhifExtension, offerMode } from "./index.ts";
import { extensionId } from "./names.ts";

const { src } = document.currentScript as HTMLScriptElement;
const extension = createOhifExtension(src, () => import(/* @vite-ignore */ new URL("program.js", src).href));
// For loaders that take what the script leaves, and for those that take its default export.
Object.defineProperty(extension, "default", { value: extension });
Object.assign(globalThis, { [extensionId]: extension });

offerMode();
