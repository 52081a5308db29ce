/**
 * onnxruntime-web in a web worker of its own: a run that blocks its thread blocks nothing else, and ending the worker
 * is the one way to get back the memory that WebAssembly took.
 */
import * as Comlink from "comlink";
import { type SerializedError, toSerializedError } from "../errors.ts";
import type { Backend, Provider, RunAnswer, RunRequest } from "./backend.ts";
import { openWebBackend, type WebOpening } from "./open-web.ts";
import type { SliceLabelling } from "./slice-labelling.ts";
import { announceLife } from "./worker-life.ts";

/** What a call answers: typed errors do not survive the way between threads by themselves. */
export type Answer<T> = { readonly value: T } | { readonly error: SerializedError };

/** What the other side needs to know of a backend. */
export type Opened = Pick<Backend, "depth"> & { readonly provider: Provider };

/** A request whose labelling was sent before, under a number. */
export type PostedRequest = Omit<RunRequest, "labelling"> & { readonly labellingId?: number };

let backend: Backend | undefined;
const labellings = new Map<number, SliceLabelling>();

async function answer<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: toSerializedError(error) };
  }
}

const runtimeWorker = {
  open: (opening: WebOpening): Promise<Answer<Opened>> =>
    answer(async () => {
      backend = await openWebBackend(opening);
      return { provider: backend.provider, depth: backend.depth };
    }),

  addLabelling(id: number, labelling: SliceLabelling): void {
    labellings.set(id, labelling);
  },

  async run({ labellingId, ...request }: PostedRequest): Promise<Answer<RunAnswer>> {
    const labelling = labellingId === undefined ? undefined : labellings.get(labellingId);
    const answers = await answer(async () => {
      if (!backend) throw new Error("run before open");
      return backend.run({ ...request, ...(labelling && { labelling }) });
    });
    if ("error" in answers) return answers;
    const buffers = answers.value.units.map(({ labels, output }) => (labels ?? output).buffer as ArrayBuffer);
    return Comlink.transfer(answers, buffers);
  },
};

export type RuntimeWorker = typeof runtimeWorker;

Comlink.expose(runtimeWorker);
announceLife();
