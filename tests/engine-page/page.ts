/** A page that does nothing by itself: tests and benchmarks drive the engine through `window.engine`. */

import * as inference from "../../src/inference/index.ts";
import { createLabelShader } from "../../src/inference/label-shader.ts";
import * as model from "../../src/model/index.ts";
import * as segmentation from "../../src/segmentation/index.ts";
import { createHighestLabeller } from "../../src/segmentation/plan/labeller.ts";
import { watchPage } from "../e2e/held-up.ts";
import { type FaultOrder, type Faults, faultChannel } from "./faults.ts";
import { createNaiveSegmenter } from "./naive.ts";
import { createPhantom } from "./phantom.ts";

const channel = new BroadcastChannel(faultChannel);

const engine = {
  ...model,
  ...inference,
  ...segmentation,
  createLabelShader,
  createHighestLabeller,
  createPhantom,
  createNaiveSegmenter,
  watchPage,
  /** Sets the faults of workers that are started from now on. */
  setFaults: async (faults: Faults): Promise<void> => {
    await fetch("/faults", { method: "POST", body: JSON.stringify(faults) });
  },
  /** Resolves when a worker has entered an endless computation. */
  stalled: (): Promise<void> =>
    new Promise((resolve) => {
      channel.addEventListener("message", ({ data }) => void ("stalled" in data && resolve()));
    }),
  /** Triggers a fault in the running workers of a script. */
  order: (worker: FaultOrder["worker"], order: FaultOrder["order"]): void =>
    channel.postMessage({ worker, order } satisfies FaultOrder),
};

declare global {
  interface Window {
    engine: typeof engine;
  }
}

window.engine = engine;
