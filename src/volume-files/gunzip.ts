/** Upper limit for the expansion of gzip (its own is 1032). */
const mostGrowth = 1100;

/**
 * Unpacks a gzip stream up to the size that its content states.
 * @param sizeOf returns the total size, given the first `headBytes`.
 * @throws Error with a clause that says what is wrong: "its gzip stream is damaged".
 */
export async function gunzip(
  packed: Uint8Array<ArrayBuffer>,
  headBytes: number,
  sizeOf: (head: Uint8Array) => number,
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const reader = stream.getReader();
  let head: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  let whole: Uint8Array<ArrayBuffer> | undefined;
  let filled = 0;
  try {
    for (;;) {
      const { done, value = new Uint8Array(0) } = await reader.read();
      if (whole) {
        const fitting = value.subarray(0, whole.length - filled);
        whole.set(fitting, filled);
        filled += fitting.length;
      } else {
        head = joined(head, value);
        if (head.length < headBytes && !done) continue;
        const size = sizeOf(head);
        // Not even a stream of zeros would expand to this size.
        if (size > packed.length * mostGrowth) break;
        whole = new Uint8Array(size);
        filled = Math.min(size, head.length);
        whole.set(head.subarray(0, filled));
      }
      if (filled === whole.length) return whole;
      if (done) break;
    }
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "invalid-volume-file") throw cause;
    throw new Error("its gzip stream is damaged", { cause });
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  throw new Error("it ends before its last voxel");
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
