import { findExternalData } from "./external-data.ts";
import type { Graph, WeightsFile } from "./network.ts";
import { toInputTensors } from "./network.ts";
import { type OnnxGraph, type OnnxTensor, readOnnxGraph } from "./onnx-graph.ts";
import { type Tensor, toItemSize } from "./tensor.ts";

/** A mismatch between an ONNX file and its manifest, or a known problem. */
export interface WeightsFinding {
  /** An error prevents the model from running; a warning does not. */
  readonly severity: "error" | "warning";
  /** One or two sentences. */
  readonly message: string;
}

/**
 * Checks an ONNX file against its manifest without running it: names, shapes and types of inputs and outputs, the precision
 * of the weights, and operators known to compute wrong results on some provider.
 * @param graph the graph that the manifest describes, `file` the entry of its weights.
 */
export function checkWeightsFile(bytes: Uint8Array, graph: Graph, file: WeightsFile): WeightsFinding[] {
  const onnx = readOnnxGraph(bytes);
  if (!onnx) return [error(`${file.file} is not an ONNX model. Export it again.`)];
  const inputs = toInputTensors(graph);
  const unknown = onnx.inputs.filter(({ name }) => !inputs.some((tensor) => tensor.name === name));
  // If a described input is missing, the unknown one is probably it under another name.
  const undescribed = onnx.inputs.length > inputs.length ? unknown : [];
  return [
    ...checkSize(bytes, file),
    ...checkOneFile(bytes, file),
    ...inputs.flatMap((tensor) =>
      checkTensor(tensor, file, { kind: "input", found: onnx.inputs, types: ["float32"] }),
    ),
    ...undescribed.map(({ name }) =>
      error(
        `${file.file} needs an input "${name}" that the manifest does not describe. Add it to input.extraInputs.`,
      ),
    ),
    ...checkTensor(graph.output, file, { kind: "output", found: onnx.outputs, types: outputTypes(graph) }),
    ...checkPrecision(onnx, file),
    ...warnOfGraphics(onnx, graph, file),
  ];
}

function error(message: string): WeightsFinding {
  return { severity: "error", message };
}

function warning(message: string): WeightsFinding {
  return { severity: "warning", message };
}

function checkSize(bytes: Uint8Array, { file, sizeBytes }: WeightsFile): WeightsFinding[] {
  if (bytes.length === sizeBytes) return [];
  return [
    error(
      `${file} has ${bytes.length} bytes, but the manifest says ${sizeBytes}. Correct weights.sizeBytes.`,
    ),
  ];
}

function checkOneFile(bytes: Uint8Array, { file }: WeightsFile): WeightsFinding[] {
  try {
    return findExternalData(bytes).map((place) =>
      error(`${file} stores weights outside it, in "${place}". Save it as one file.`),
    );
  } catch (cause) {
    return [error(`${file} is not a complete ONNX model: ${(cause as Error).message}. Export it again.`)];
  }
}

const wholeNumbers = ["uint8", "int8", "uint16", "int16", "int32", "int64"];

function outputTypes({ output }: Graph): readonly string[] {
  return output.activation === "labels" ? ["float32", ...wholeNumbers] : ["float32"];
}

/** The tensors of one side of a graph (inputs or outputs), and the types they may have. */
interface GraphTensors {
  readonly kind: "input" | "output";
  readonly found: readonly OnnxTensor[];
  readonly types: readonly string[];
}

function checkTensor(
  described: Tensor,
  { file }: WeightsFile,
  { kind, found, types }: GraphTensors,
): WeightsFinding[] {
  const tensor = found.find(({ name }) => name === described.name);
  if (!tensor) {
    const names = found.map(({ name }) => `"${name}"`).join(", ");
    return [
      error(`${file} has no ${kind} "${described.name}", but ${names}. Correct the name in the manifest.`),
    ];
  }
  const findings: WeightsFinding[] = [];
  if (!types.includes(tensor.type)) {
    findings.push(
      error(
        `The ${kind} "${tensor.name}" of ${file} is ${tensor.type}; it must be ${types.join(" or ")}. ` +
          "Export it with that type, whatever the precision of its weights.",
      ),
    );
  }
  if (!shapeFits(described, tensor)) {
    const shape = tensor.shape.map((size) => (size === "" ? "?" : size)).join(" x ");
    findings.push(
      error(
        `The ${kind} "${tensor.name}" of ${file} is ${shape || "of unknown shape"}, but the manifest says ` +
          `${described.shape.join(" x ")} (${described.layout}). Correct layout and shape.`,
      ),
    );
  }
  return findings;
}

/** A free dimension accepts any size; but a batch that the file fixes does not satisfy a batch of any size. */
function shapeFits({ shape }: Tensor, found: OnnxTensor): boolean {
  return (
    shape.length === found.shape.length &&
    found.shape.every((size, index) => typeof size === "string" || size === shape[index])
  );
}

function checkPrecision({ weightsBytes }: OnnxGraph, { file, precision }: WeightsFile): WeightsFinding[] {
  const other = precision === "float32" ? "float16" : "float32";
  const [own, others] = [weightsBytes.get(precision) ?? 0, weightsBytes.get(other) ?? 0];
  if (own >= others) return [];
  return [
    error(
      `The weights of ${file} are ${other}, but the manifest says ${precision}. Correct weights.precision.`,
    ),
  ];
}

/** Known faults of onnxruntime's WebGPU provider that produce wrong numbers silently; the numeric check catches them too. */
function warnOfGraphics({ nodes }: OnnxGraph, { input }: Graph, { file }: WeightsFile): WeightsFinding[] {
  const findings: WeightsFinding[] = [];
  const { channels } = toItemSize(input);
  if (channels > 3) {
    findings.push(
      warning(
        `${file} takes ${channels} channels. WebGPU has been seen to compute a first convolution of more than 3 wrongly ` +
          "(onnxruntime issue 29651): add a reference to the manifest, so that this is noticed.",
      ),
    );
  }
  const padded = nodes.find(
    ({ autoPad, strides }) => autoPad.startsWith("SAME") && strides.some((stride) => stride > 1),
  );
  if (padded) {
    findings.push(
      warning(
        `${file} has a ${padded.operator} with auto_pad and a stride, which WebGPU has been seen to compute wrongly ` +
          "(onnxruntime issue 26734): export it with explicit pads.",
      ),
    );
  }
  return findings;
}
