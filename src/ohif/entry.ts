/** Entry point for `window.config.extensions` of a released OHIF: exports the extension by default, and adds its mode. */
import { createOhifExtension, offerMode } from "./index.ts";

offerMode();

export default createOhifExtension(import.meta.url, () => import("./program.ts"));
