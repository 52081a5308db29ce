/** Entry point for configurations that name the mode itself in `window.config.modes`. */
import { autosegMode } from "./index.ts";

export default autosegMode;
