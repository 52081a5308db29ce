/**
 * onnxruntime-web in a worker of its own: a run blocks no other thread, and ending the worker is the only way to release the
 * memory of WebAssembly.
 */
import * as Comlink from "comlink";
import { type Answer, announceLife, answer, receiveAssets } from "../workers/index.ts";
import type { Backend, BackendOptions, Provider, RunAnswer, RunRequest, SliceLabelling } from "./backend.ts";
import type { EncodedBackend, EncodedModel, NumberTensor } from "./encoded-backend.ts";
import { type OpenedGraphs, openWebBackend, openWebGraphs, type WebOpening } from "./open-web.ts";
import { toInferenceError } from "./runtime-backend.ts";

/** What the page needs to know about a backend. */
export type Opened = Pick<Backend, "depth"> & { readonly provider: Provider };

/** A request whose labelling was sent earlier, under this number. */
export type PostedRequest = Omit<RunRequest, "labelling"> & { readonly labellingId?: number };

/** What the page needs to know about an encoder and a decoder. */
export type OpenedEncoded = Pick<EncodedBackend, "provider" | "inputs">;

let backend: Backend | undefined;
let encoded: OpenedGraphs | undefined;
let modelName = "";
const labellings = new Map<number, SliceLabelling>();

const runtimeWorker = {
  open: (opening: WebOpening): Promise<Answer<Opened>> =>
    answer(async () => {
      backend = await openWebBackend(opening);
      return { provider: backend.provider, depth: backend.depth };
    }),

  addLabelling(id: number, labelling: SliceLabelling): void {
    labellings.set(id, labelling);
  },

  run({ labellingId, ...request }: PostedRequest): Promise<Answer<RunAnswer>> {
    const labelling = labellingId === undefined ? undefined : labellings.get(labellingId);
    return answer(
      () => {
        if (!backend) throw new Error("run before open");
        return backend.run({ ...request, ...(labelling && { labelling }) });
      },
      ({ units }) => units.map(({ labels, output }) => (labels ?? output).buffer as ArrayBuffer),
    );
  },

  openGraphs: (model: EncodedModel, options: BackendOptions): Promise<Answer<OpenedEncoded>> =>
    answer(async () => {
      encoded = await openWebGraphs(model, options);
      modelName = model.manifest.name;
      return { provider: encoded.provider, inputs: encoded.graphs.inputs };
    }),

  runGraph: (
    graph: string,
    feeds: Readonly<Record<string, NumberTensor>>,
  ): Promise<Answer<Record<string, NumberTensor>>> =>
    answer(
      async () => {
        if (!encoded) throw new Error("runGraph before openGraphs");
        try {
          return await encoded.graphs.run(graph, feeds);
        } catch (cause) {
          throw toInferenceError(cause, modelName, encoded.provider);
        }
      },
      (outputs) => Object.values(outputs).map(({ values }) => values.buffer as ArrayBuffer),
    ),
};

export type RuntimeWorker = typeof runtimeWorker;

receiveAssets();
Comlink.expose(runtimeWorker);
announceLife();
