import type { LabelArray } from "../volume/index.ts";

/** Where to run a model; "auto" takes the first that works: WebGPU, else WebAssembly (in Node: the CPU). */
export type Device = "auto" | "webgpu" | "wasm";

/** The graphics adapter that a model runs on, as its driver names it; empty strings where it does not. */
export interface AdapterReport {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** Computes on the processor. */
  readonly isSoftware: boolean;
  /** WebGPU's optional features that it has. */
  readonly features: readonly string[];
  /** Largest buffer, and largest part of one that a shader sees, in bytes. */
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
}

/** Wall-clock milliseconds until a provider could compute. */
export interface ColdStartMs {
  /** The runtime's own code. */
  readonly runtime: number;
  /** Reading the model file, from its cache where it is there. */
  readonly weights: number;
  readonly session: number;
  /** The first run, which compiles shaders and is held against the reference. */
  readonly firstRun: number;
  /** Trying batch sizes and graph capture; 0 where the choice was remembered or there is none. */
  readonly tuning: number;
}

/** What a model actually runs on, and why. */
export interface Provider {
  readonly name: "webgpu" | "wasm" | "cpu";
  /** For display: "WebGPU · nvidia ampere", "WebAssembly, 2 threads". */
  readonly label: string;
  /** One sentence: why this provider. */
  readonly reason: string;
  /** Of the weights it runs with. */
  readonly precision: "float32" | "float16";
  /** Threads of the processor; 0 on a graphics adapter. */
  readonly threads: number;
  readonly adapter?: AdapterReport;
  /** Most units in one run. */
  readonly batch: number;
  readonly graphCapture: boolean;
  /** Nodes of the graph that the provider leaves to the processor: "ArgMax (/out/ArgMax)". */
  readonly nodesOnCpu: readonly string[];
  readonly coldStartMs: ColdStartMs;
  /** Whether the model file came from the cache of an earlier visit. */
  readonly weightsFromCache: boolean;
}

/** A provider that was tried and rejected. */
export interface RefusedProvider {
  readonly label: string;
  /** What was wrong, as a clause without a full stop. */
  readonly reason: string;
}

export interface BackendOptions {
  readonly device?: Device;
  /** Accepts a WebGPU adapter that is software. For tests: it is far slower than WebAssembly. */
  readonly acceptSoftwareAdapter?: boolean;
  /** Threads of the processor; as many as the machine offers, of WebAssembly at most eight, where it is left out. */
  readonly threads?: number;
}

/** Values of one unit (one item of a batch) by tensor name, row-major. */
export type Tensors = Readonly<Record<string, Float32Array>>;

/**
 * For every index of one axis of a source slice the two pixels of the network's output around it, as offsets into one
 * channel, and the weight of the second.
 */
export interface AxisTable {
  readonly lower: Uint32Array;
  readonly upper: Uint32Array;
  readonly weight: Float64Array;
}

/**
 * How a two-dimensional output becomes the labels of a source slice: every channel is interpolated linearly at each
 * voxel, along the output's columns first, and the voxel takes the label of the highest channel, the lower one on a tie.
 * Plain data, so that it can be posted to a worker and read by a shader.
 */
export interface SliceLabelling {
  readonly channels: number;
  /** From a value to that of the next channel at the same pixel. */
  readonly channelStride: number;
  /** The axes of the slice in memory: voxel (fast f, slow s) lies at `f + fastCount * s`. */
  readonly fast: AxisTable;
  readonly slow: AxisTable;
  /** Whether `fast` runs along the output's columns. */
  readonly columnsAreFast: boolean;
  /** As wide as the labels that are made. */
  readonly labelOfChannel: LabelArray;
}

/** Units to run together, all of one graph. */
export interface RunRequest {
  /** Name of the graph. */
  readonly graph: string;
  /** Inputs of each unit, any number of them; the provider's `batch` fill a run. */
  readonly units: readonly Tensors[];
  /** Asks a provider that can to make labels where the output lies instead of bringing the output back. */
  readonly labelling?: SliceLabelling;
}

/** What a unit gave: its output, or the labels of its slice in memory order where labelling was asked for and done. */
export type UnitAnswer =
  | { readonly output: Float32Array; readonly labels?: undefined }
  | { readonly labels: LabelArray<ArrayBuffer>; readonly output?: undefined };

/** What came of a request. */
export interface RunAnswer {
  /** One for each unit of the request. */
  readonly units: readonly UnitAnswer[];
  /** Milliseconds in which the provider worked on this request and not yet on an earlier one. */
  readonly computeMs: number;
}

/** A model ready to run on one provider. Requests may be made before earlier ones are answered; they run in turn. */
export interface Backend extends AsyncDisposable {
  readonly provider: Provider;
  /** Requests worth having in flight at once: 1 where a run blocks the calling thread. */
  readonly depth: number;
  /** Whether disposing of it ends at once what it computes; a run of onnxruntime cannot be broken off from the thread that it blocks. */
  readonly endsAtOnce?: boolean;
  /**
   * @param request its arrays are read until the answer comes, and left as they are.
   * @throws AutosegError `inference-failed`, `out-of-memory`, `device-lost`.
   */
  run(request: RunRequest): Promise<RunAnswer>;
}
