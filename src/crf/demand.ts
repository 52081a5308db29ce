import { AutosegError } from "../errors.ts";

/** Returns an address, or another result of a module, unless it is 0. @throws AutosegError `out-of-memory` */
export function demand(place: number, voxels: number): number {
  if (place === 0)
    throw new AutosegError(
      "out-of-memory",
      `Refining the boundary of ${voxels} voxels takes more memory than is available. Refine a smaller part.`,
      { provider: "WebAssembly" },
    );
  // Addresses above 2 GB arrive as negative numbers.
  return place >>> 0;
}
