/*
 * Adds a number to 16-bit values, in AssemblyScript with vector instructions: `npm run build:wasm` makes ../shift-wasm.ts of
 * it.
 */

/** Address of the first free byte. */
export function start(): usize {
  return (__heap_base + 15) & ~15;
}

/**
 * Adds `amount`, a signed 16-bit number, to `count` values (a multiple of 8), in place.
 * @returns whether all sums fit into a signed 16-bit number; otherwise they are useless.
 */
export function shift(values: usize, count: i32, amount: i32, isSigned: bool): bool {
  const amounts = i16x8.splat(<i16>amount);
  const end = values + ((<usize>count) << 1);
  if (isSigned) {
    let missed = i16x8.splat(0);
    for (let at = values; at < end; at += 16) {
      const eight = v128.load(at);
      const sum = i16x8.add(eight, amounts);
      missed = v128.or(missed, v128.xor(sum, i16x8.add_sat_s(eight, amounts)));
      v128.store(at, sum);
    }
    return !v128.any_true(missed);
  }
  let largest = i16x8.splat(0);
  for (let at = values; at < end; at += 16) {
    const eight = v128.load(at);
    largest = i16x8.max_u(largest, eight);
    v128.store(at, i16x8.add(eight, amounts));
  }
  const most = 0x7fff - amount;
  return most >= 0xffff || !v128.any_true(i16x8.gt_u(largest, i16x8.splat(<i16>most)));
}
