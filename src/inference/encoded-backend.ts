import { AutosegError } from "../errors.ts";
import type { EncodedManifest } from "../model/index.ts";
import type { Provider } from "./backend.ts";
import { checkFinite } from "./numeric-check.ts";
import { createSession, type Runtime, type Session } from "./session.ts";

/** A model of an encoder and a decoder: its manifest and location. */
export interface EncodedModel {
  readonly manifest: EncodedManifest;
  readonly location: string;
}

/** An encoder and a decoder, ready on one provider. Runs are made one at a time. */
export interface EncodedBackend extends AsyncDisposable {
  readonly provider: Pick<Provider, "name" | "label">;
  /** The input tensors of `encoder` and `decoder`. */
  readonly inputs: Readonly<Record<string, readonly TensorInput[]>>;
  /** @throws AutosegError `inference-failed`, `out-of-memory`. */
  run(
    graph: "encoder" | "decoder",
    feeds: Readonly<Record<string, NumberTensor>>,
  ): Promise<Record<string, NumberTensor>>;
}

/** Reads the files of encoder and decoder. */
export async function readEncodedFiles(
  { manifest }: EncodedModel,
  read: (graphName: string, file: EncodedManifest["encoder"]["weights"][number]) => Promise<Uint8Array>,
): Promise<TensorGraphFile[]> {
  const files: TensorGraphFile[] = [];
  for (const name of ["encoder", "decoder"] as const) {
    const { weights, inputs, outputs } = manifest[name];
    const file = weights.find(({ precision }) => precision === "float32") ?? weights[0]!;
    const named = (tensors: readonly { readonly name: string }[]) => tensors.map((tensor) => tensor.name);
    files.push({ name, weights: await read(name, file), inputs: named(inputs), outputs: named(outputs) });
  }
  return files;
}

/** A tensor's values, row-major, whatever type the graph uses for them. */
export interface NumberTensor {
  readonly values: Float32Array;
  readonly dims: readonly number[];
}

/** An input of a graph; a dimension that the file leaves free is a name. */
export interface TensorInput {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

/** A graph with arbitrary inputs and outputs, and its ONNX file. */
export interface TensorGraphFile {
  readonly name: string;
  readonly weights: Uint8Array;
  /** Names of the inputs and outputs that the manifest describes. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Graphs with arbitrary inputs and outputs, ready in their runtime's thread. */
export interface TensorGraphs extends AsyncDisposable {
  /** Input tensors by graph. */
  readonly inputs: Readonly<Record<string, readonly TensorInput[]>>;
  /** Runs a graph and returns every output that the manifest describes, by name. */
  run(graph: string, feeds: Readonly<Record<string, NumberTensor>>): Promise<Record<string, NumberTensor>>;
}

/** Typed arrays for the element types that graphs use for points, labels, sizes and flags besides images. */
const arrays = {
  float32: (values: Float32Array) => values,
  int64: (values: Float32Array) => BigInt64Array.from(values, (value) => BigInt(Math.round(value))),
  int32: (values: Float32Array) => Int32Array.from(values),
  bool: (values: Float32Array) => Uint8Array.from(values),
} as const;
type TensorType = keyof typeof arrays;

/**
 * Opens graphs whose inputs and outputs are those that their manifest describes.
 * @throws AutosegError `invalid-model` if onnxruntime refuses a file or it does not fit its manifest.
 */
export async function openTensorGraphs(
  runtime: Runtime,
  files: readonly TensorGraphFile[],
  { modelName, label, executionProvider }: { modelName: string; label: string; executionProvider: string },
): Promise<TensorGraphs> {
  const sessions = new Map<string, Session>();
  const close = async () => {
    for (const session of sessions.values()) await session.release();
  };
  try {
    for (const file of files) {
      const graphFile = { weights: file.weights, modelName, label };
      const session = await createSession(runtime, graphFile, { executionProviders: [executionProvider] });
      sessions.set(file.name, session);
      checkNames(session, file, modelName);
    }
  } catch (error) {
    await close();
    throw error;
  }
  const outputsOf = new Map(files.map(({ name, outputs }) => [name, outputs]));
  return {
    inputs: Object.fromEntries(
      [...sessions].map(([name, { inputMetadata }]) => [
        name,
        inputMetadata.map((input) => ({ name: input.name, shape: input.shape ?? [] })),
      ]),
    ),
    async run(graph, feeds) {
      const session = sessions.get(graph)!;
      const tensors = Object.fromEntries(
        Object.entries(feeds).map(([name, { values, dims }]) => {
          const type = session.inputMetadata.find((input) => input.name === name)!.type as TensorType;
          return [name, new runtime.Tensor(type, arrays[type](values), dims)];
        }),
      );
      const found = await session.run(tensors);
      return Object.fromEntries(
        outputsOf.get(graph)!.map((name) => {
          const { data, dims } = found[name]!;
          const values =
            data instanceof Float32Array ? data : Float32Array.from(data as Iterable<number>, Number);
          checkFinite([{ output: values }]);
          return [name, { values, dims }];
        }),
      );
    },
    [Symbol.asyncDispose]: close,
  };
}

function checkNames(session: Session, { inputs, outputs }: TensorGraphFile, name: string): void {
  const fail = (what: string) =>
    new AutosegError("invalid-model", `The model ${name} ${what} Correct the manifest.`, { name });
  for (const [kind, names, found] of [
    ["input", inputs, session.inputMetadata],
    ["output", outputs, session.outputMetadata],
  ] as const) {
    const missing = names.find((wanted) => !found.some((tensor) => tensor.name === wanted));
    if (missing !== undefined)
      throw fail(
        `has no ${kind} "${missing}" as its manifest says, but ${found.map((tensor) => `"${tensor.name}"`).join(", ")}.`,
      );
  }
  for (const { name: input, type = "" } of session.inputMetadata) {
    if (!inputs.includes(input)) throw fail(`needs an input "${input}" that its manifest does not describe.`);
    if (!Object.hasOwn(arrays, type))
      throw fail(
        `has the input "${input}" of type ${type}; only ${Object.keys(arrays).join(", ")} are supported.`,
      );
  }
}
