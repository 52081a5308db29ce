import { AutosegError, throwIfCancelled } from "../errors.ts";
import { type Backend, type BackendOptions, createBackend, type Provider } from "../inference/index.ts";
import { type Model, type ModelManifest, modalityOf, toSegments } from "../model/index.ts";
import { createLabelMap, type LabelMap, type Volume } from "../volume/index.ts";
import { keepLargestComponent } from "./connected-components.ts";
import { createInputStacker } from "./input-stacker.ts";
import { createLabeller } from "./labeller.ts";
import { createPlaneView, type GridSlice, writeGridSlice } from "./plane-view.ts";
import { createRunReport, createStopwatch, createTimeEstimate, type RunReport } from "./run-report.ts";
import { createSliceMapping } from "./slice-mapping.ts";
import { outwardsFrom } from "./slice-order.ts";

/** How far a run is. */
export interface Progress {
  readonly slicesDone: number;
  readonly slicesTotal: number;
  /** Estimated from the slices so far; undefined before the second one. */
  readonly secondsLeft: number | undefined;
  /** What runs now: another than at the start when that one failed. */
  readonly provider: Provider;
}

export interface RunOptions {
  /** Index, along the grid axis across the model's plane, of the slice to begin with; the run goes outwards from there. The middle by default. */
  readonly firstSlice?: number;
  /** Called with every slice as it is ready, before postprocessing; the array is the receiver's to keep. */
  readonly onSlice?: (slice: GridSlice) => unknown;
  readonly onProgress?: (progress: Progress) => unknown;
  /** Takes effect before the next slice: the run rejects with `cancelled`, and the slices handed out stay as they are. */
  readonly signal?: AbortSignal;
}

export interface RunResult {
  readonly labelMap: LabelMap;
  readonly report: RunReport;
}

/** A model on a provider, ready for any number of volumes; runs asked for together go one after another. */
export interface Segmenter extends AsyncDisposable {
  readonly provider: Provider;
  /**
   * Labels of the whole volume on its own grid.
   * @throws AutosegError `model-mismatch` for another modality than the model's, `inference-failed`, `cancelled`.
   */
  run(volume: Volume, options?: RunOptions): Promise<RunResult>;
}

/**
 * Starts a model in this thread.
 * @throws AutosegError `no-provider`, `invalid-model`.
 */
export async function createSegmenter(model: Model, options: BackendOptions = {}): Promise<Segmenter> {
  const backend = await createBackend(model, options);
  let last: Promise<unknown> = Promise.resolve();
  return {
    get provider() {
      return backend.provider;
    },
    run(volume, runOptions = {}) {
      const result = last.then(() => segment(volume, model, backend, runOptions));
      last = result.catch(() => undefined);
      return result;
    },
    async [Symbol.asyncDispose]() {
      await last;
      await backend[Symbol.asyncDispose]();
    },
  };
}

async function segment(
  volume: Volume,
  { manifest }: Model,
  backend: Backend,
  { firstSlice, onSlice, onProgress, signal }: RunOptions,
): Promise<RunResult> {
  checkModality(volume, manifest);
  const stopwatch = createStopwatch();
  const { input: networkInput } = manifest.networks[0]!;
  const view = createPlaneView(volume.grid, networkInput);
  const mapping = createSliceMapping(view, networkInput);
  const toInput = createInputStacker(volume, view, mapping, networkInput);
  const toLabels = createLabeller(view, mapping, manifest);
  const labelMap = createLabelMap({ grid: volume.grid, segments: toSegments(manifest) });

  const slicesTotal = view.slices.count;
  const providers: Provider[] = [];
  const estimate = createTimeEstimate(slicesTotal);
  const order = outwardsFrom(view.gridSliceIndex(firstSlice ?? Math.floor(slicesTotal / 2)), slicesTotal);
  for (const [index, slice] of order.entries()) {
    await letEventsIn();
    throwIfCancelled(signal);
    const input = stopwatch.time("preprocess", () => toInput(slice));
    const logits = await stopwatch.timeAsync("inference", () => backend.run(input));
    throwIfCancelled(signal);
    const labels = stopwatch.time("labelling", () => toLabels(logits));
    const gridSlice = { sliceAxis: view.sliceAxis, sliceIndex: view.gridSliceIndex(slice), labels };
    writeGridSlice(labelMap.voxels, volume.grid, gridSlice);
    onSlice?.(gridSlice);
    if (providers.at(-1)?.label !== backend.provider.label) providers.push(backend.provider);
    onProgress?.({
      slicesDone: index + 1,
      slicesTotal,
      secondsLeft: estimate(index + 1),
      provider: backend.provider,
    });
  }
  stopwatch.time("postprocess", () => {
    for (const { values } of manifest.postprocessing)
      keepLargestComponent(labelMap.voxels, labelMap.grid, values);
  });
  return {
    labelMap,
    report: createRunReport(manifest, providers, labelMap, {
      slices: slicesTotal,
      inputSpacingMm: mapping.spacingMm,
      timingsMs: stopwatch.readMs(),
    }),
  };
}

function checkModality({ modality }: Volume, manifest: ModelManifest): void {
  const expected = modalityOf(manifest);
  if (modality === expected) return;
  throw new AutosegError(
    "model-mismatch",
    `The model "${manifest.title}" is made for ${expected}, and this series is ${modality}. Choose a ${expected} series, or a model for ${modality}.`,
    { expected, found: modality },
  );
}

/** One turn of the event loop: without it a run leaves no room for the message that cancels it. */
function letEventsIn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
