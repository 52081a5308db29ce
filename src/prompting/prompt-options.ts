import type { BackendOptions } from "../inference/index.ts";
import type { GridSlice } from "../volume/index.ts";

export interface PromptOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * Called with each slice as it is outlined: the prompt's slice first, then its neighbours in both directions. Labels are 1
   * in the object. Pixels that turn out not to be connected to a prompt are not in the final result.
   */
  readonly onSlice?: ((slice: GridSlice) => void) | undefined;
}

export interface PrompterOptions extends BackendOptions {
  /** Memory for the features of encoded slices, for a model with an encoder; 256 MiB by default. */
  readonly mostFeatureBytes?: number;
}
