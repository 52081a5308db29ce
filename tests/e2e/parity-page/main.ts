import { createBackend, type Device } from "../../../src/inference/index.ts";
import { loadModel, toGraphs } from "../../../src/model/index.ts";
import { createSegmenter } from "../../../src/segmentation/index.ts";
import { createSmallPhantom } from "../../conformance/parity/small-phantom.ts";

/** Outputs of a model in this browser, and its provider. */
export interface ParityAnswer {
  readonly provider: string;
  /** Nodes that the provider left to the CPU. */
  readonly nodesOnCpu: readonly string[];
  /** Base64 of float32, one for each input. */
  readonly outputs: readonly string[];
}

declare global {
  /** Runs a model's only graph on inputs given as base64 of float32. */
  var runModel: (modelUrl: string, device: Device, inputs: readonly string[]) => Promise<ParityAnswer>;
  /** A model's labels for {@link createSmallPhantom}, and its provider. */
  var segmentPhantom: (
    modelUrl: string,
    device: Device,
  ) => Promise<Omit<ParityAnswer, "outputs"> & { readonly labels: readonly number[] }>;
}

globalThis.runModel = async (modelUrl, device, inputs) => {
  const model = await loadModel(modelUrl);
  const graph = toGraphs(model.manifest)[0]!;
  await using backend = await createBackend(model, { device, acceptSoftwareAdapter: true });
  const units = inputs.map((text) => ({ [graph.input.name]: toFloats(text) }));
  const answer = await backend.run({ graph: graph.name, units });
  const { label, nodesOnCpu } = backend.provider;
  return { provider: label, nodesOnCpu, outputs: answer.units.map(({ output }) => toText(output!)) };
};

globalThis.segmentPhantom = async (modelUrl, device) => {
  await using segmenter = await createSegmenter(await loadModel(modelUrl), {
    device,
    acceptSoftwareAdapter: true,
  });
  const { labelMap, report } = await segmenter.run(createSmallPhantom());
  const { label, nodesOnCpu } = report.provider;
  return { provider: label, nodesOnCpu, labels: Array.from(labelMap.voxels) };
};

function toFloats(text: string): Float32Array {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}

function toText(values: Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = "";
  // The number of arguments of a call is limited.
  for (let from = 0; from < bytes.length; from += 4096)
    text += String.fromCharCode(...bytes.subarray(from, from + 4096));
  return btoa(text);
}
