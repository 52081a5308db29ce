import type { Model } from "../model/index.ts";
import { type Backend, firstLine } from "./backend.ts";
import { checkNumbers } from "./numeric-check.ts";

/** One way to run a model. */
export interface Candidate {
  /** For messages: "WebGPU". */
  readonly label: string;
  /** @param reason why this candidate is tried, for its `Provider`. */
  open(reason: string): Promise<Backend>;
}

/**
 * A backend on the first candidate that starts and computes the manifest's reference. When a run fails, as when a
 * graphics device is lost, the candidate is started anew and the same input run again; when that fails too the next
 * candidate takes over. `provider` always says what runs now, and why.
 * @throws AutosegError of the last candidate, when none is left.
 */
export async function createFallbackBackend(
  { manifest }: Model,
  candidates: readonly Candidate[],
  firstReason: string,
): Promise<Backend> {
  const left = [...candidates];
  let reason = firstReason;
  const giveUp = (error: unknown): void => {
    // The last one stays, for the next run to try.
    if (left.length === 1) throw error;
    const { label } = left.shift()!;
    reason = `${label} is not used: ${firstLine(error)}.`;
  };
  const open = async (): Promise<Backend> => {
    for (;;) {
      try {
        const opened = await left[0]!.open(reason);
        try {
          await checkNumbers(opened, manifest);
          return opened;
        } catch (error) {
          await close(opened);
          throw error;
        }
      } catch (error) {
        giveUp(error);
      }
    }
  };

  let backend = await open();
  const runAgain = async (input: Float32Array): Promise<Float32Array> => {
    for (;;) {
      await close(backend);
      backend = await open();
      try {
        return await backend.run(input);
      } catch (error) {
        giveUp(error);
      }
    }
  };
  return {
    get provider() {
      return backend.provider;
    },
    run: (input) => backend.run(input).catch(() => runAgain(input)),
    [Symbol.asyncDispose]: () => close(backend),
  };
}

/** Lets go of a backend; one whose device is lost cannot say more than that it failed already. */
async function close(backend: Backend): Promise<void> {
  try {
    await backend[Symbol.asyncDispose]();
  } catch {
    // Nothing is left to let go of.
  }
}
