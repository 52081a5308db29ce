/* Memory of a module of its own: areas one behind the other, all dropped at once. None is freed by itself. */

/** Address after the last byte in use. */
let end: usize = 0;

/** Drops every area. */
export function dropAll(): void {
  end = (__heap_base + 15) & ~15;
}

/** Grows the memory to this length; false if there is not enough. */
function growTo(bytes: u64): bool {
  const missing = <i64>((bytes + 0xffff) >> 16) - memory.size();
  return missing <= 0 || (missing <= 0xffff && memory.grow(<i32>missing) >= 0);
}

/** Takes this many bytes after those in use; 0 if there is not enough memory. */
export function take(bytes: u64): usize {
  const start = end;
  const behind = (<u64>start + bytes + 15) & ~15;
  if (behind > 0xffff0000 || !growTo(behind)) return 0;
  end = <usize>behind;
  return start;
}
