import type { Provider } from "../inference/index.ts";
import type { Volume } from "../volume/index.ts";
import type { PromptPlane } from "./prompt-plane.ts";
import type { PromptAlgorithm, PromptMethod } from "./prompt-result.ts";
import type { SliceOutliner } from "./slice-outliner.ts";

/** What outlines the slices of one volume. */
export interface VolumeEngine {
  outliner(view: PromptPlane): SliceOutliner;
  /** Does beforehand what can be done of a slice of the view. */
  prepare(view: PromptPlane, slice: number, signal: AbortSignal | undefined): Promise<void>;
}

/** A way to outline: a network, an encoder with its decoder, or the random walker. */
export interface OutlineEngine extends AsyncDisposable {
  readonly method: PromptMethod;
  readonly provider: Provider | undefined;
  readonly reason: string | undefined;
  readonly algorithm: PromptAlgorithm;
  /** @throws AutosegError `model-mismatch` for a modality that it does not take. */
  open(volume: Volume): VolumeEngine;
}
