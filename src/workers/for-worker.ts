import * as Comlink from "comlink";
import { throwIfCancelled } from "../errors.ts";
import { letEventsIn } from "./in-turns.ts";

type Voxels = Uint8Array | Int16Array | Uint16Array | Float32Array;

/** Bytes copied at once: a few milliseconds of the main thread. */
const bytesAtATime = 2 ** 22;

/**
 * Makes a label map or volume an argument of a call to a worker. Voxels in a SharedArrayBuffer are passed by reference;
 * others are copied in pieces, so that the page stays responsive. They must not change until the worker has answered.
 * @throws AutosegError `cancelled`.
 */
export async function forWorker<Holder extends { readonly voxels: Voxels }>(
  holders: readonly Holder[],
  signal: AbortSignal | undefined,
): Promise<Holder[]> {
  const sent: Holder[] = [];
  const given: ArrayBuffer[] = [];
  for (const holder of holders) {
    if (!(holder.voxels.buffer instanceof ArrayBuffer)) {
      sent.push(holder);
      continue;
    }
    const voxels = await copyInPieces(holder.voxels, signal);
    given.push(voxels.buffer);
    sent.push({ ...holder, voxels });
  }
  return Comlink.transfer(sent, given);
}

/** A copy that can be posted to a worker without being copied again: in shared memory if the page is isolated. */
export function shareable(voxels: Uint8Array): Uint8Array {
  if (!globalThis.crossOriginIsolated) return voxels.slice();
  const shared = new Uint8Array(new SharedArrayBuffer(voxels.length));
  shared.set(voxels);
  return shared;
}

async function copyInPieces<Kind extends Voxels>(voxels: Kind, signal: AbortSignal | undefined) {
  const kind = voxels.constructor as new (length: number) => Voxels & { buffer: ArrayBuffer };
  const copy = new kind(voxels.length);
  const atATime = bytesAtATime / voxels.BYTES_PER_ELEMENT;
  for (let start = 0; start < voxels.length; start += atATime) {
    copy.set(voxels.subarray(start, start + atATime), start);
    await letEventsIn();
    throwIfCancelled(signal);
  }
  return copy;
}
