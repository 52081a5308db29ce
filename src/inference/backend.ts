import { AutosegError } from "../errors.ts";
import type { Model, ModelManifest } from "../model/index.ts";

/** Where a user wants a model to run; "auto" takes the first of WebGPU and WebAssembly that works. */
export type Device = "auto" | "webgpu" | "wasm";

/** What a model really runs on, and why. */
export interface Provider {
  readonly name: "webgpu" | "wasm" | "cpu";
  /** For the eye: "WebGPU · nvidia ampere", "WebAssembly, 2 threads". */
  readonly label: string;
  /** One sentence: why this provider and no other. */
  readonly reason: string;
}

export interface BackendOptions {
  readonly device?: Device;
  /** Takes a WebGPU adapter that computes on the CPU for a GPU. For tests: it is far slower than WebAssembly. */
  readonly acceptSoftwareAdapter?: boolean;
}

/** A model ready to run on one provider. Calls of `run` must not overlap. */
export interface Backend extends AsyncDisposable {
  readonly provider: Provider;
  /**
   * @param input values in the manifest's input shape, row-major.
   * @returns the output in the manifest's output shape, row-major: logits.
   * @throws AutosegError `inference-failed`.
   */
  run(input: Float32Array): Promise<Float32Array>;
}

/** The parts of an onnxruntime inference session that a backend needs; onnxruntime-web and -node share them. */
interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(
    feeds: Record<string, unknown>,
  ): Promise<Record<string, { data: unknown; dims: readonly number[]; dispose?(): void }>>;
  release(): Promise<void>;
}

/** The same of an onnxruntime package. */
export interface Runtime {
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => unknown;
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: { executionProviders: string[]; graphOptimizationLevel: "all" },
    ): Promise<Session>;
  };
}

/**
 * A backend on one execution provider of `runtime`.
 * @throws AutosegError `invalid-model` when onnxruntime refuses the file or its inputs and outputs are not the manifest's.
 */
export async function createSessionBackend(
  runtime: Runtime,
  executionProvider: string,
  model: Model,
  provider: Provider,
): Promise<Backend> {
  const { manifest } = model;
  const session = await runtime.InferenceSession.create(model.weights, {
    executionProviders: [executionProvider],
    graphOptimizationLevel: "all",
  }).catch((cause: unknown) => {
    throw new AutosegError(
      "invalid-model",
      `The model ${manifest.name} cannot be loaded on ${provider.label}: ${firstLine(cause)}. Check that its file is a whole ONNX model.`,
      { name: manifest.name },
      { cause },
    );
  });
  try {
    checkName("input", manifest.input.name, session.inputNames, manifest);
    checkName("output", manifest.output.name, session.outputNames, manifest);
  } catch (error) {
    await session.release();
    throw error;
  }
  return {
    provider,
    async run(input) {
      try {
        const tensor = new runtime.Tensor("float32", input, manifest.input.shape);
        const output = (await session.run({ [manifest.input.name]: tensor }))[manifest.output.name]!;
        const expected = manifest.output.shape.join(" x ");
        const found = output.dims.join(" x ");
        if (found !== expected)
          throw new Error(`the output has the shape ${found}, its manifest says ${expected}`);
        const logits = output.data as Float32Array;
        output.dispose?.();
        return logits;
      } catch (cause) {
        throw new AutosegError(
          "inference-failed",
          `The model ${manifest.name} failed on ${provider.label}: ${firstLine(cause)}. What was drawn so far is kept; run again, or choose another device.`,
          { provider: provider.name },
          { cause },
        );
      }
    },
    [Symbol.asyncDispose]: () => session.release(),
  };
}

function checkName(kind: string, name: string, names: readonly string[], manifest: ModelManifest): void {
  if (names.includes(name)) return;
  throw new AutosegError(
    "invalid-model",
    `The model ${manifest.name} has no ${kind} "${name}" as its manifest says, but ${names.map((n) => `"${n}"`).join(", ")}. Mend the manifest.`,
    { name: manifest.name },
  );
}

/** The first line of what went wrong, without a closing full stop. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split("\n")[0] ?? "").trim().replace(/\.$/, "");
}
