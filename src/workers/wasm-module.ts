const compiled = new Map<string, WebAssembly.Module>();

/** A new instance of a module in base64, with its own memory. It is freed by garbage collection. */
export function instantiate<Exports>(base64: string): Exports & { readonly memory: WebAssembly.Memory } {
  let module = compiled.get(base64);
  if (!module) {
    module = new WebAssembly.Module(Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)));
    compiled.set(base64, module);
  }
  return new WebAssembly.Instance(module).exports as never;
}

/** Lets a memory end at `end` or later. To grow, even by nothing, gives it another buffer, which takes time. */
export function makeRoom(memory: WebAssembly.Memory, end: number): void {
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 2 ** 16));
}
