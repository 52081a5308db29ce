import type { Provider } from "../inference/index.ts";
import type { Volume } from "../volume/index.ts";
import type { PromptPlane } from "./prompt-plane.ts";
import type { PromptAlgorithm, PromptMethod } from "./prompt-result.ts";
import type { SliceOutliner } from "./slice-outliner.ts";

/** Outlines slices of one volume. */
export interface VolumeEngine {
  outliner(view: PromptPlane): SliceOutliner;
  /** Computes in advance what is needed for a slice of the view. */
  prepare(view: PromptPlane, slice: number, signal: AbortSignal | undefined): Promise<void>;
}

/** A method of outlining: a network, an encoder with its decoder, or the random walker. */
export interface OutlineEngine extends AsyncDisposable {
  readonly method: PromptMethod;
  readonly provider: Provider | undefined;
  readonly reason: string | undefined;
  readonly algorithm: PromptAlgorithm;
  /** @throws AutosegError `model-mismatch` for a modality that it does not support. */
  open(volume: Volume): VolumeEngine;
}
