import { AutosegError } from "../errors.ts";

const compiled = new Map<string, WebAssembly.Module>();

/** A new instance, with memory of its own, of a module in base64. It is freed when nobody holds it any more. */
export function instantiate<Exports>(base64: string): Exports & { readonly memory: WebAssembly.Memory } {
  let module = compiled.get(base64);
  if (!module) {
    module = new WebAssembly.Module(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
    compiled.set(base64, module);
  }
  return new WebAssembly.Instance(module).exports as never;
}

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
