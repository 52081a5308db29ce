import { AutosegError } from "../../errors.ts";

const gigabyte = 2 ** 30;

/** Assumed of a browser, which does not say how much memory a page can have. */
const mostInPage = 16 * gigabyte;

/** The bytes that a run can have at most: in Node those of the computer. */
function memoryLimit(): number {
  const { process } = globalThis as { process?: Partial<NodeJS.Process> };
  const os = process?.getBuiltinModule?.("node:os");
  return os ? os.totalmem() : mostInPage;
}

/**
 * Refuses a run that could not end, before any of its memory is taken: the sums of thousands of classes may need hundreds of
 * gigabytes.
 * @throws AutosegError `out-of-memory`.
 */
export function checkMemory(modelName: string, needed: number, limit = memoryLimit()): void {
  if (needed <= limit) return;
  throw new AutosegError(
    "out-of-memory",
    `The model ${modelName} needs ${toGb(needed)} of memory for this series, but a run can have ${toGb(limit)} at most. ` +
      "Limit the run to a box, or choose a model of fewer classes or coarser voxels.",
    { provider: "memory" },
  );
}

function toGb(bytes: number): string {
  return `${(bytes / gigabyte).toFixed(bytes < 10 * gigabyte ? 1 : 0)} GB`;
}
