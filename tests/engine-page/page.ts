/** A page that does nothing by itself: tests and benchmarks drive the engine in it through `window.engine`. */
import * as inference from "../../src/inference/index.ts";
import * as model from "../../src/model/index.ts";
import * as segmentation from "../../src/segmentation/index.ts";
import { type Faults, faultChannel } from "./faults.ts";

const engine = {
  ...model,
  ...inference,
  ...segmentation,
  /** What goes wrong in workers that are started from now on. */
  faults: {} as Faults,
};

export type Engine = typeof engine;

declare global {
  interface Window {
    engine: Engine;
  }
}

window.engine = engine;
const channel = new BroadcastChannel(faultChannel);
channel.onmessage = ({ data }) => {
  if (data === "which faults?") channel.postMessage({ faults: engine.faults });
};
