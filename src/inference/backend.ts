import type { LabelArray } from "../volume/index.ts";

/** Where to run a model; "auto" takes the first that works: WebGPU, else WebAssembly (in Node, the CPU). */
export type Device = "auto" | "webgpu" | "wasm";

/** The GPU adapter on which a model runs, with the names its driver reports; empty strings if it reports none. */
export interface AdapterReport {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  /** Whether it is a software adapter, which computes on the CPU. */
  readonly isSoftware: boolean;
  /** Its optional WebGPU features. */
  readonly features: readonly string[];
  /** Largest buffer, and largest part of a buffer that a shader can bind, in bytes. */
  readonly maxBufferSize: number;
  readonly maxStorageBufferBindingSize: number;
}

/** Wall-clock milliseconds until a provider was ready. */
export interface ColdStartMs {
  /** Loading the runtime's code. */
  readonly runtime: number;
  /** Reading the model file, from the cache if it is there. */
  readonly weights: number;
  readonly session: number;
  /** The first run, which compiles shaders and is checked against the reference. */
  readonly firstRun: number;
  /** Trying batch sizes and graph capture; 0 if the result was remembered or there is no choice. */
  readonly tuning: number;
}

/** What a model actually runs on, and why. */
export interface Provider {
  readonly name: "webgpu" | "wasm" | "cpu";
  /** For display: "WebGPU · nvidia ampere", "WebAssembly, 2 threads". */
  readonly label: string;
  /** One sentence: why this provider. */
  readonly reason: string;
  /** Precision of the weights. */
  readonly precision: "float32" | "float16";
  /** CPU threads; 0 on a GPU. */
  readonly threads: number;
  readonly adapter?: AdapterReport;
  /** Maximum number of units in one run. */
  readonly batch: number;
  readonly graphCapture: boolean;
  /** Nodes of the graph that the provider leaves to the CPU: "ArgMax (/out/ArgMax)". */
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
  /** Accepts a software WebGPU adapter. For tests: it is much slower than WebAssembly. */
  readonly acceptSoftwareAdapter?: boolean;
  /** CPU threads; by default as many as the machine has, for WebAssembly at most eight. */
  readonly threads?: number;
}

/** The values of one unit (one item of a batch) by tensor name, row-major. */
export type Tensors = Readonly<Record<string, Float32Array>>;

/**
 * For every index along one axis of a source slice: the two nearest pixels of the network's output, as offsets into one
 * channel, and the weight of the second.
 */
export interface AxisTable {
  readonly lower: Uint32Array;
  readonly upper: Uint32Array;
  readonly weight: Float64Array;
}

/**
 * How a two-dimensional output becomes the labels of a source slice: every channel is interpolated linearly at each voxel,
 * along the output's columns first, and the voxel gets the label of the highest channel, the lower-numbered one on a tie.
 * Plain data: posted to workers and read by a shader.
 */
export interface SliceLabelling {
  readonly channels: number;
  /** Distance in memory to the next channel at the same pixel. */
  readonly channelStride: number;
  /** The axes of the slice in memory: voxel (fast f, slow s) lies at `f + fastCount * s`. */
  readonly fast: AxisTable;
  readonly slow: AxisTable;
  /** Whether `fast` runs along the output's columns. */
  readonly columnsAreFast: boolean;
  /** Its element type is that of the resulting labels. */
  readonly labelOfChannel: LabelArray;
}

/** Units to run together, all of one graph. */
export interface RunRequest {
  /** Name of the graph. */
  readonly graph: string;
  /** Inputs of each unit, any number of units; each run takes up to the provider's `batch`. */
  readonly units: readonly Tensors[];
  /** Asks a provider that can to compute labels where the output lies, instead of returning the output. */
  readonly labelling?: SliceLabelling;
}

/** The result of a unit: its output, or the labels of its slice in memory order if labelling was requested and done. */
export type UnitAnswer =
  | { readonly output: Float32Array; readonly labels?: undefined }
  | { readonly labels: LabelArray<ArrayBuffer>; readonly output?: undefined };

/** The result of a request. */
export interface RunAnswer {
  /** One per unit of the request. */
  readonly units: readonly UnitAnswer[];
  /** Milliseconds the provider spent on this request, without those on earlier ones. */
  readonly computeMs: number;
}

/** A model ready to run on one provider. Requests may be made before earlier ones are answered; they run in order. */
export interface Backend extends AsyncDisposable {
  readonly provider: Provider;
  /** How many requests are worth having in flight: 1 where a run blocks the calling thread. */
  readonly depth: number;
  /** Whether disposing of it aborts a run in progress; onnxruntime cannot be interrupted from the thread that it blocks. */
  readonly endsAtOnce?: boolean;
  /**
   * @param request its arrays must not change until the answer arrives; they are not modified.
   * @throws AutosegError `inference-failed`, `out-of-memory`, `device-lost`.
   */
  run(request: RunRequest): Promise<RunAnswer>;
}
