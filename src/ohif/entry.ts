/** What a released OHIF loads by `window.config.extensions`: the extension is the default export; its mode is added. */
import { createOhifExtension, offerMode } from "./index.ts";

offerMode();

export default createOhifExtension(import.meta.url, () => import("./program.ts"));
