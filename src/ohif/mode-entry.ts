/** The mode by itself, for configurations that name it: `window.config.modes`. */
import { autosegMode } from "./index.ts";

export default autosegMode;
