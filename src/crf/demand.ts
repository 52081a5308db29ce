import { AutosegError } from "../errors.ts";

/** An address, or what else a module returns, unless it is 0. @throws AutosegError `out-of-memory` */
export function demand(place: number, voxels: number): number {
  if (place === 0)
    throw new AutosegError(
      "out-of-memory",
      `Refining the boundary of ${voxels} voxels takes more memory than there is. Refine a smaller part.`,
      { provider: "WebAssembly" },
    );
  // Addresses from 2 GB on come as negative numbers.
  return place >>> 0;
}
