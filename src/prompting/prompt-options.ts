import type { BackendOptions } from "../inference/index.ts";
import type { GridSlice } from "../volume/index.ts";

export interface PromptOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * A slice as it is outlined: the one with the prompt first, then its neighbours both ways. Labels are 1 in the object. What
   * turns out not to be joined to a prompt is missing from the result.
   */
  readonly onSlice?: ((slice: GridSlice) => void) | undefined;
}

export interface PrompterOptions extends BackendOptions {
  /** Bytes of encoded slices that are kept, of a model with an encoder; 256 MiB by default. */
  readonly mostFeatureBytes?: number;
}
