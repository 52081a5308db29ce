import { AutosegError } from "../errors.ts";
import {
  findExternalData,
  type Graph,
  type Tensor,
  toBatchShape,
  toInputTensors,
  toItemLength,
} from "../model/index.ts";
import type { SliceLabelling, Tensors, UnitAnswer } from "./backend.ts";

/** A tensor of onnxruntime, with the members that onnxruntime-web and -node share and a backend needs. */
export interface RuntimeTensor {
  readonly data: unknown;
  readonly dims: readonly number[];
  dispose(): void;
}

interface Metadata {
  readonly name: string;
  readonly isTensor: boolean;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}

/** An inference session of onnxruntime. */
export interface Session {
  readonly inputMetadata: readonly Metadata[];
  readonly outputMetadata: readonly Metadata[];
  run(
    feeds: Record<string, RuntimeTensor>,
    fetches?: Record<string, RuntimeTensor>,
  ): Promise<Record<string, RuntimeTensor>>;
  release(): Promise<void>;
  endProfiling(): void;
}

/** The options of onnxruntime that are used here. */
export interface SessionOptions {
  readonly executionProviders: readonly (string | object)[];
  readonly enableGraphCapture?: boolean;
  readonly preferredOutputLocation?: "gpu-buffer";
  readonly freeDimensionOverrides?: Readonly<Record<string, number>>;
  readonly logSeverityLevel?: 0 | 1 | 2 | 3 | 4;
  readonly enableProfiling?: boolean;
  readonly profileFilePrefix?: string;
}

/** An onnxruntime package. */
export interface Runtime {
  readonly Tensor: {
    new (
      type: "float32" | "int64" | "int32" | "bool",
      data: Float32Array | BigInt64Array | Int32Array | Uint8Array,
      dims: readonly number[],
    ): RuntimeTensor;
    fromGpuBuffer(buffer: object, options: { dataType: "float32"; dims: readonly number[] }): RuntimeTensor;
  };
  readonly InferenceSession: {
    create(model: Uint8Array, options: SessionOptions & { graphOptimizationLevel: "all" }): Promise<Session>;
  };
}

/** A graph to open. */
export interface GraphFile {
  readonly graph: Graph;
  /** The bytes of its ONNX file. */
  readonly weights: Uint8Array;
  /** Names of the model and of what it runs on, for messages. */
  readonly modelName: string;
  readonly label: string;
}

/**
 * Opens a session for a file that holds all its weights: onnxruntime would read external weights from any path in the file.
 * @throws AutosegError `invalid-model` for weights outside the file, or if onnxruntime refuses it.
 */
export async function createSession(
  runtime: Runtime,
  { weights, modelName, label }: Omit<GraphFile, "graph">,
  options: SessionOptions,
): Promise<Session> {
  const fail = (cause: unknown) =>
    new AutosegError(
      "invalid-model",
      `The model ${modelName} cannot be loaded on ${label}: ${firstLine(cause)}. Check that the file is a complete ONNX model.`,
      { name: modelName },
      { cause },
    );
  checkOneFile(weights, modelName, fail);
  return runtime.InferenceSession.create(weights, { graphOptimizationLevel: "all", ...options }).catch(
    (cause: unknown) => {
      throw fail(cause);
    },
  );
}

/**
 * Opens a session of a graph whose inputs and outputs are those that its manifest describes.
 * @throws AutosegError `invalid-model` as {@link createSession}, or if the file does not fit its manifest.
 */
export async function openSession(
  runtime: Runtime,
  { graph, weights, modelName, label }: GraphFile,
  options: SessionOptions,
): Promise<Session> {
  const session = await createSession(runtime, { weights, modelName, label }, options);
  try {
    checkTensors("input", toInputTensors(graph), session.inputMetadata, modelName);
    checkTensors("output", [graph.output], session.outputMetadata, modelName);
  } catch (error) {
    await session.release();
    throw error;
  }
  return session;
}

/** @throws what `fail` returns for a file that cannot be parsed, and AutosegError `invalid-model` for weights outside it. */
function checkOneFile(weights: Uint8Array, modelName: string, fail: (cause: unknown) => AutosegError): void {
  let places: readonly string[];
  try {
    places = findExternalData(weights);
  } catch (error) {
    throw fail(error);
  }
  if (places.length === 0) return;
  throw new AutosegError(
    "invalid-model",
    `The model ${modelName} stores weights outside its file, in ${places.map((place) => `"${place}"`).join(", ")}, ` +
      "and its manifest has no hash for them. Save it as one file (onnx.save_model without save_as_external_data).",
    { name: modelName },
  );
}

function checkTensors(
  kind: "input" | "output",
  specs: readonly Tensor[],
  found: readonly Metadata[],
  name: string,
): void {
  const fail = (what: string) =>
    new AutosegError("invalid-model", `The model ${name} ${what} Correct the manifest.`, { name });
  for (const spec of specs) {
    const tensor = found.find((candidate) => candidate.name === spec.name);
    if (!tensor) {
      const names = found.map((one) => `"${one.name}"`).join(", ");
      throw fail(`has no ${kind} "${spec.name}" as its manifest says, but ${names}.`);
    }
    if (kind === "input" && tensor.type !== "float32")
      throw fail(`has the input "${spec.name}" of type ${tensor.type}; only float32 is supported.`);
    const shape = tensor.shape ?? [];
    // The manifest may fix a size that the file leaves free, but not the other way round.
    const fits =
      shape.length === spec.shape.length &&
      shape.every((size, n) => typeof size === "string" || spec.shape[n] === size);
    if (!fits)
      throw fail(
        `has the ${kind} "${spec.name}" of shape ${shape.join(" x ")}, but its manifest says ${spec.shape.join(" x ")}.`,
      );
  }
  if (kind === "input") {
    const left = found.find((one) => !specs.some((spec) => spec.name === one.name));
    if (left) throw fail(`needs an input "${left.name}" that its manifest does not describe.`);
  }
}

/** The first line of an error's message, without its full stop. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split("\n")[0] ?? "").trim().replace(/\.$/, "");
}

/** One graph, ready in its runtime's thread. */
export interface Runner extends AsyncDisposable {
  /** Units per run; missing ones are padded with zeros. */
  readonly batch: number;
  /**
   * Starts a run. The outer promise resolves when the runtime can take the next units, and its answers are promises of their
   * own: a GPU computes the next units while results are still read back.
   */
  submit(
    units: readonly Tensors[],
    labelling: SliceLabelling | undefined,
  ): Promise<{ readonly answers: Promise<readonly UnitAnswer[]> }>;
}

/** A graph whose tensors are in CPU memory. */
export function createCpuRunner(runtime: Runtime, session: Session, graph: Graph, batch: number): Runner {
  const inputs = toInputTensors(graph);
  const { name: outputName } = graph.output;
  return {
    batch,
    async submit(units) {
      const feeds: Record<string, RuntimeTensor> = {};
      for (const input of inputs) {
        const values = joinUnits(units, input.name, toItemLength(input), batch);
        feeds[input.name] = new runtime.Tensor("float32", values, toBatchShape(input, batch));
      }
      const output = (await session.run(feeds))[outputName]!;
      const [expected, found] = [toBatchShape(graph.output, batch).join(" x "), output.dims.join(" x ")];
      if (found !== expected)
        throw new Error(`the output has the shape ${found}, but its manifest says ${expected}`);
      const values = toFloats(output.data as NumberArray);
      const length = values.length / batch;
      // Copy a unit's values only where several units share an array: each may be transferred separately.
      const answers = units.map((_, unit) => ({
        output: batch === 1 ? values : values.slice(unit * length, (unit + 1) * length),
      }));
      return { answers: Promise.resolve(answers) };
    },
    [Symbol.asyncDispose]: () => session.release(),
  };
}

type NumberArray = Float32Array | Iterable<number | bigint>;

/** Converts labels, which are integers of various sizes. */
function toFloats(values: NumberArray): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values, Number);
}

/** The values of all units one after another; zeros where the batch is not full. */
function joinUnits(units: readonly Tensors[], name: string, length: number, batch: number): Float32Array {
  if (batch === 1) return units[0]![name]!;
  const joined = new Float32Array(batch * length);
  for (const [index, unit] of units.entries()) joined.set(unit[name]!, index * length);
  return joined;
}
