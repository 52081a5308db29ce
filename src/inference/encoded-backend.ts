import type { EncodedManifest } from "../model/index.ts";
import type { Provider } from "./backend.ts";
import type { NumberTensor, TensorGraphFile, TensorInput } from "./tensor-graphs.ts";

/** A model of an encoder and a decoder, by its manifest. */
export interface EncodedModel {
  readonly manifest: EncodedManifest;
  readonly location: string;
}

/** An encoder and a decoder, ready on one provider. Runs are made one after the other. */
export interface EncodedBackend extends AsyncDisposable {
  readonly provider: Pick<Provider, "name" | "label">;
  /** Inputs of `encoder` and `decoder`. */
  readonly inputs: Readonly<Record<string, readonly TensorInput[]>>;
  /** @throws AutosegError `inference-failed`, `out-of-memory`. */
  run(
    graph: "encoder" | "decoder",
    feeds: Readonly<Record<string, NumberTensor>>,
  ): Promise<Record<string, NumberTensor>>;
}

/** Encoder and decoder with the bytes of their files. */
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
