import { AutosegError } from "../errors.ts";
import { type Graph, toBatchShape } from "../model/index.ts";
import type { AdapterReport } from "./backend.ts";
import { tensorsOf } from "./graph-files.ts";

/** A GPU adapter on which a model may run. */
export interface Gpu {
  readonly adapter: GPUAdapter;
  /** For display: "WebGPU · nvidia ampere". */
  readonly label: string;
  readonly report: AdapterReport;
}

/**
 * The browser's fastest GPU adapter.
 * @param acceptSoftware also accepts a software adapter, which computes on the CPU.
 * @throws AutosegError `no-provider` that says why there is none.
 */
export async function findGpu(acceptSoftware: boolean): Promise<Gpu> {
  const missing = (why: string) =>
    new AutosegError("no-provider", `WebGPU cannot be used: ${why}. Choose "auto" to run on the CPU.`, {
      tried: ["webgpu"],
      why,
    });
  if (!("gpu" in navigator) || !navigator.gpu)
    throw missing("this browser has no WebGPU, or the page is not served over https");
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw missing("the browser offers no graphics adapter");
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const name = [vendor, architecture].filter(Boolean).join(" ");
  if (isFallbackAdapter && !acceptSoftware) {
    throw missing(
      `the browser's only adapter (${name || "unnamed"}) is a software adapter, slower than WebAssembly`,
    );
  }
  return {
    adapter,
    label: name ? `WebGPU · ${name}` : "WebGPU",
    report: {
      vendor,
      architecture,
      device,
      description,
      isSoftware: isFallbackAdapter,
      features: [...adapter.features].sort(),
      maxBufferSize: adapter.limits.maxBufferSize,
      maxStorageBufferBindingSize: adapter.limits.maxStorageBufferBindingSize,
    },
  };
}

/** Limits that decide which models and batches fit, and limits that make kernels faster. */
const wantedLimits = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
  "maxComputeWorkgroupSizeZ",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBuffersPerShaderStage",
] as const;

/** Optional features that onnxruntime's kernels use if available. */
const wantedFeatures = ["shader-f16", "subgroups", "timestamp-query"] as const;

/**
 * A device with all relevant limits and features of the adapter. Every session gets a new one, so that a lost device does not
 * affect the next.
 */
export function requestDevice({ adapter }: Gpu): Promise<GPUDevice> {
  return adapter.requestDevice({
    requiredFeatures: wantedFeatures.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(wantedLimits.map((limit) => [limit, adapter.limits[limit]])),
  });
}

/**
 * Checks the largest tensors that are known beforehand against the adapter: inputs, outputs and weights, and intermediate
 * tensors if the manifest gives their size; otherwise those show in the first run.
 * @param batch units per run.
 * @throws AutosegError `adapter-too-small`.
 */
export function checkFits(
  modelName: string,
  graph: Graph,
  {
    largestWeightsBytes,
    largestTensorBytes = 0,
    batch,
  }: {
    readonly largestWeightsBytes: number;
    readonly largestTensorBytes?: number | undefined;
    readonly batch: number;
  },
  { maxBufferSize, maxStorageBufferBindingSize }: AdapterReport,
): void {
  const found = Math.min(maxBufferSize, maxStorageBufferBindingSize);
  const sizes = tensorsOf(graph).map(
    (tensor) => 4 * toBatchShape(tensor, batch).reduce((product, size) => product * size, 1),
  );
  const needed = Math.max(largestWeightsBytes, batch * largestTensorBytes, ...sizes);
  if (needed <= found) return;
  throw new AutosegError(
    "adapter-too-small",
    `The model ${modelName} needs a GPU buffer of ${toMb(needed)}, but the adapter allows ${toMb(found)}. Run it on the CPU, or choose a model of coarser voxels.`,
    { needed, found },
  );
}

function toMb(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(bytes < 2 ** 20 ? 2 : 0)} MB`;
}
