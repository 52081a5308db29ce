import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** What `resolution-task.ts` prints. */
export interface Resolved {
  readonly peakMb: number;
  readonly volumeMb: number;
  readonly labelsMb: number;
  /** Runs of the network, by tile or by slice. */
  readonly units: number;
  /** Voxels with a label. */
  readonly labelled: number;
  readonly cpuSeconds: number;
}

/** Limit for JavaScript objects, in megabytes; voxels, labels and the network's memory are outside it. */
const heapMb = 256;

/**
 * Runs a model on a synthetic CT in a process of its own.
 * @param cell side of one of the regions shown side by side on a slice.
 * @param tile side of what the network processes at a time; without it, the slice as reduced by the model.
 */
export async function runResolution(
  model: string,
  [side, slices]: readonly [side: number, slices: number],
  { cell, tile }: { readonly cell: number; readonly tile?: number },
): Promise<Resolved> {
  const program = fileURLToPath(new URL("./resolution-task.ts", import.meta.url));
  const task = [side, slices, cell, ...(tile ? [tile] : [])].map(String);
  const options = [`--max-old-space-size=${heapMb}`, "--import", "tsx", program, model, ...task];
  const { stdout } = await promisify(execFile)(process.execPath, options);
  return JSON.parse(stdout) as Resolved;
}
