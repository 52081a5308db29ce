import * as Comlink from "comlink";
import { throwIfCancelled } from "../errors.ts";
import { runtimeAssets, workerStopped } from "../inference/index.ts";
import type { PromptedModel } from "../model/index.ts";
import type { GridSlice, Volume } from "../volume/index.ts";
import {
  type Answer,
  type AssetFolders,
  asset,
  forWorker,
  setAssets,
  startThread,
  untilAborted,
  type WorkerThread,
} from "../workers/index.ts";
import type { PrompterOptions } from "./prompt-options.ts";
import type { Prompter } from "./prompter.ts";
import type { PrompterWorker, StartedPrompter } from "./worker.ts";

export interface WorkerPrompterOptions extends PrompterOptions {
  /** As in {@link setAssets}. */
  readonly assets?: AssetFolders;
}

/** A worker with a prompter, and the volume that it holds. */
interface PrompterThread {
  readonly thread: WorkerThread<PrompterWorker>;
  readonly started: StartedPrompter;
  volume?: Volume;
}

type Call<Result> = (remote: Comlink.Remote<PrompterWorker>, id: number) => Promise<Answer<Result>>;

let calls = 0;

/**
 * Starts a prompter in web workers of its own (browsers only). A volume with voxels in a SharedArrayBuffer is not copied; of
 * any other volume, the worker keeps a copy until it receives the next one. If a worker dies, the next call starts another.
 * @throws AutosegError what `createPrompter` throws, and `inference-failed` if the worker itself cannot start.
 */
export async function createWorkerPrompter(
  model: PromptedModel | undefined,
  { assets, ...options }: WorkerPrompterOptions = {},
): Promise<Prompter> {
  if (assets) setAssets(assets);
  let current = await startPrompterThread(model, options);
  let last: Promise<unknown> = Promise.resolve();
  let isDisposed = false;

  const call = <Result>(
    volume: Volume,
    signal: AbortSignal | undefined,
    work: Call<Result>,
  ): Promise<Result> => {
    const id = calls++;
    const turn = last.then(async () => {
      throwIfCancelled(signal);
      if (current.thread.isDead && !isDisposed) current = await startPrompterThread(model, options);
      const { thread } = current;
      if (current.volume !== volume) {
        const sent = await forWorker([volume], signal);
        await thread.ask((remote) => remote.open(sent));
        current.volume = volume;
      }
      const cancel = () => void thread.remote.cancel(id);
      signal?.addEventListener("abort", cancel, { once: true });
      try {
        return await thread.ask((remote) => work(remote, id));
      } finally {
        signal?.removeEventListener("abort", cancel);
      }
    });
    last = turn.catch(() => undefined);
    return untilAborted(turn, signal);
  };

  return {
    get method() {
      return current.started.method;
    },
    get provider() {
      return current.started.provider;
    },
    get reason() {
      return current.started.reason;
    },
    prompt(volume, prompts, { signal, onSlice } = {}) {
      const listener =
        onSlice &&
        Comlink.proxy((slice: GridSlice) => {
          // Ignore slices that were sent before the user cancelled.
          if (!signal?.aborted) onSlice(slice);
        });
      return call(volume, signal, (remote, id) => remote.prompt(id, prompts, listener));
    },
    async prepare(volume, plane, sliceIndex, { signal } = {}) {
      await call(volume, signal, (remote, id) => remote.prepare(id, plane, sliceIndex));
    },
    async [Symbol.asyncDispose]() {
      isDisposed = true;
      current.thread[Symbol.dispose]();
    },
  };
}

const script = asset("workers/prompter.js", () => new URL("./worker.ts", import.meta.url));

async function startPrompterThread(
  model: PromptedModel | undefined,
  options: PrompterOptions,
): Promise<PrompterThread> {
  const thread = startThread<PrompterWorker>(script, workerStopped, runtimeAssets);
  try {
    return { thread, started: await thread.ask((remote) => remote.start(model, options)) };
  } catch (error) {
    thread[Symbol.dispose]();
    throw error;
  }
}
