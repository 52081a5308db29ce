/*
 * Decodes the scan of a lossless JPEG-LS image of one component (ITU-T T.87, Annex A), in AssemblyScript: `npm run
 * build:wasm` makes
 * ../scan-wasm.ts of it. Names in capitals are the standard's. Scans that violate the standard are left to another decoder.
 * For any
 * bytes, a scan takes no more steps than it has pixels and bits.
 */

/** A context: A, B, C and N, and the Golomb parameter k, which follows from A and N. */
const contextBytes = 20;
const atB: usize = 4;
const atC: usize = 8;
const atN: usize = 12;
const atK: usize = 16;

/** Contexts of regular samples; after them the two for interrupted runs. */
const regularContexts = 365;

/** J: logarithms of the lengths of a run's segments. */
const segmentLogs = memory.data<u8>([
  0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15,
]);

/** The lowest bit of each of eight bytes. */
const lowestBits: u64 = ((<u64>0x01010101) << 32) | 0x01010101;

/** Mapped errors have at most 16 bits. */
const errorEnd: u32 = 0x10000;

const contexts: usize = __heap_base;
/** The quantised gradient of every difference between two samples; this is the address for 0. */
const gradients: usize = contexts + (regularContexts + 2) * contextBytes + 0xffff;
const input: usize = gradients + 0x10000;

/** Two lines of samples, four bytes each, with one more before and two after. */
let lines: usize = 0;
/** Words of the scan in descending memory order, the first bits in the highest word, so that words need not be byte-swapped. */
let bits: usize = 0;
let output: usize = 0;

/** Makes room for a scan of this many bytes. @returns where they go; 0 if memory is short. */
export function reserve(bytes: u32, columns: u32, rows: u32): usize {
  lines = (input + bytes + 7) & ~7;
  bits = (lines + 2 * lineBytes(columns) + bytes + 32) & ~7;
  output = bits + 8;
  const end = <u64>output + 2 * <u64>columns * rows;
  const missing = <i64>((end + 0xffff) >> 16) - memory.size();
  return missing > 0 && (missing > 0xffff || memory.grow(<i32>missing) < 0) ? 0 : input;
}

/** Address of the decoded samples, two bytes each. */
export function samples(): usize {
  return output;
}

function lineBytes(columns: u32): usize {
  return (columns + 3) * 4;
}

/** Sets the contexts and the thresholds T1 to T3 of the gradients (A.2.1, A.3.3). */
function initialize(precision: i32, t1: i32, t2: i32, t3: i32): void {
  memory.fill(contexts, 0, (regularContexts + 2) * contextBytes);
  const a = max(2, ((1 << precision) + 32) >> 6);
  for (let index = 0; index < regularContexts + 2; index++) {
    const context = contexts + index * contextBytes;
    store<i32>(context, a);
    store<i32>(context, 1, atN);
    store<i32>(context, golomb(a, 1), atK);
  }
  for (let step = 0; step < 1 << precision; step++) {
    const quantized = step === 0 ? 0 : step < t1 ? 1 : step < t2 ? 2 : step < t3 ? 3 : 4;
    store<i8>(gradients + step, <i8>quantized);
    store<i8>(gradients - step, <i8>-quantized);
  }
}

/** The smallest k with N * 2^k >= A (A.5.1). */
function golomb(a: i32, n: i32): i32 {
  const k = max(clz(n) - clz(a), 0);
  return k + <i32>(<u32>((n << k) - a) >> 31);
}

/** The bits from here on, the first on top; at least 57 are valid. */
function peek(position: u32): u64 {
  return load<u64>(bits - (position >> 3)) << (position & 7);
}

/** Removes the bit stuffed after each byte FF (A.1). @returns the number of bits, or 0 unless the end of the image follows. */
function unstuff(bytes: u32): u32 {
  let at = bits + 7;
  let held: u32 = 0;
  let count: u32 = 0;
  let before: u32 = 0;
  const end = input + bytes;
  for (let from = input; from < end; from++) {
    // Eight bytes at once if none of them is FF, that is, if none of their complements is 0.
    while (before !== 0xff && from + 8 <= end) {
      const eight = load<u64>(from);
      if (((~eight - lowestBits) & eight & (lowestBits << 7)) !== 0) break;
      const word = bswap(eight);
      store<u64>(at - 7, count === 0 ? word : ((<u64>held) << (64 - count)) | (word >> count));
      held = <u32>word & 0xff;
      before = held;
      at -= 8;
      from += 8;
    }
    if (from === end) break;
    const byte = <u32>load<u8>(from);
    const isStuffed = before === 0xff;
    if (isStuffed && byte >= 0x80) {
      if (byte !== 0xd9) return 0;
      // What was kept of this FF belongs to the marker.
      store<u64>(at - 7, 0);
      store<u64>(at - 15, 0);
      return <u32>(bits + 7 - at) * 8 + count - 8;
    }
    held = (held << (isStuffed ? 7 : 8)) | byte;
    count += isStuffed ? 7 : 8;
    before = byte;
    if (count >= 8) {
      count -= 8;
      store<u8>(at--, <u8>(held >> count));
    }
  }
  return 0;
}

/**
 * Decodes the scan at the start of the bytes.
 * @returns whether it is valid and fills the image to the last bit.
 */
export function decode(
  bytes: u32,
  columns: i32,
  rows: i32,
  precision: i32,
  t1: i32,
  t2: i32,
  t3: i32,
  reset: i32,
): bool {
  const bitCount = unstuff(bytes);
  initialize(precision, t1, t2, t3);
  memory.fill(lines, 0, 2 * lineBytes(columns));
  const mask = (1 << precision) - 1;
  /** Zeros of the code that precedes an uncoded error (LIMIT - qbpp - 1). */
  const mostZeros = 2 * (precision + max(8, precision)) - precision - 1;
  let position: u32 = 0;
  let runIndex: i32 = 0;
  /** Nn of the two contexts of run interruptions. */
  let negative0 = 0;
  let negative1 = 0;
  let out = output;
  let above = lines;
  let line = lines + lineBytes(columns);
  for (let row = 0; row < rows; row++) {
    const other = above;
    above = line;
    line = other;
    const last = line + columns * 4;
    let at = line + 4;
    let up = above + 4;
    store<i32>(above + columns * 4, load<i32>(above + columns * 4), 4);
    store<i32>(line, load<i32>(up));
    let left = load<i32>(up);
    let top = left;
    let topLeft = load<i32>(above);
    let middle = <i32>load<i8>(gradients + (top - topLeft));
    while (at <= last) {
      if (position >= bitCount) return false;
      const topRight = load<i32>(up, 4);
      const right = <i32>load<i8>(gradients + (topRight - top));
      const gradient = 81 * right + 9 * middle + <i32>load<i8>(gradients + (topLeft - left));
      if (gradient !== 0) {
        const sign = gradient >> 31;
        const context = contexts + ((gradient ^ sign) - sign) * contextBytes;
        const k = load<i32>(context, atK);
        const word = peek(position);
        const zeros = <i32>clz(word);
        let mapped: u32;
        if (zeros < mostZeros) {
          mapped = (zeros << k) | <u32>(((word << (zeros + 1)) >> 1) >> (63 - k));
          position += zeros + 1 + k;
        } else {
          if (zeros > mostZeros) return false;
          mapped = <u32>(peek(position + zeros + 1) >> (64 - precision)) + 1;
          position += zeros + 1 + precision;
        }
        if (mapped >= errorEnd) return false;
        let a = load<i32>(context);
        let b = load<i32>(context, atB);
        let c = load<i32>(context, atC);
        let n = load<i32>(context, atN);
        let error = (<i32>mapped >> 1) ^ -(<i32>mapped & 1);
        // A.5.2: for k = 0, the error mapping is inverted if B says that negative errors are more common.
        error ^= select<i32>((2 * b + n - 1) >> 31, 0, k === 0);
        const low = min(left, top);
        const high = max(left, top);
        const predicted = max(low, min(high, left + top - topLeft)) + ((c ^ sign) - sign);
        const sample = (max(0, min(mask, predicted)) + ((error ^ sign) - sign)) & mask;
        a += abs(error);
        b += error;
        if (n === reset) {
          a >>= 1;
          b >>= 1;
          n >>= 1;
        }
        n++;
        if (b + n <= 0) {
          b = max(b + n, 1 - n);
          c = max(c - 1, -128);
        } else if (b > 0) {
          b = min(b - n, 0);
          c = min(c + 1, 127);
        }
        store<i32>(context, a);
        store<i32>(context, b, atB);
        store<i32>(context, c, atC);
        store<i32>(context, n, atN);
        store<i32>(context, golomb(a, n), atK);
        store<i32>(at, sample);
        store<u16>(out, <u16>sample);
        left = sample;
        topLeft = top;
        top = topRight;
        middle = right;
      } else {
        // A.7: a run of the value on the left.
        const rest = <i32>((last - at) >> 2) + 1;
        let run = 0;
        let log = 0;
        while (run < rest) {
          log = <i32>load<u8>(segmentLogs + runIndex);
          const word = peek(position++);
          if (<i64>word >= 0) {
            run += <i32>(((word << 1) >> 1) >> (63 - log));
            position += log;
            if (run >= rest) return false;
            break;
          }
          run += 1 << log;
          if (run <= rest) runIndex = min(runIndex + 1, 31);
        }
        run = min(run, rest);
        for (let index = 0; index < run; index++) {
          store<i32>(at, left);
          store<u16>(out, <u16>left);
          at += 4;
          out += 2;
        }
        if (run === rest) break;
        up += run * 4;
        top = load<i32>(up);
        const isSame = <i32>(left === top);
        const context = contexts + (regularContexts + isSame) * contextBytes;
        let a = load<i32>(context);
        let n = load<i32>(context, atN);
        const k = golomb(isSame ? a + (n >> 1) : a, n);
        const word = peek(position);
        const zeros = <i32>clz(word);
        const mostZerosHere = mostZeros - log - 1;
        let mapped: i32;
        if (zeros < mostZerosHere) {
          mapped = (zeros << k) | <u32>(((word << (zeros + 1)) >> 1) >> (63 - k));
          position += zeros + 1 + k;
        } else {
          if (zeros > mostZerosHere) return false;
          mapped = <u32>(peek(position + zeros + 1) >> (64 - precision)) + 1;
          position += zeros + 1 + precision;
        }
        if (<u32>mapped >= errorEnd) return false;
        const negative = isSame ? negative1 : negative0;
        const parity = (mapped + isSame) & 1;
        const size = (mapped + isSame + parity) >> 1;
        const isNegative = <i32>(k !== 0 || 2 * negative >= n) === parity;
        const error = isNegative ? -size : size;
        a += (mapped + 1 - isSame) >> 1;
        let counted = negative + <i32>(error < 0);
        if (n === reset) {
          a >>= 1;
          n >>= 1;
          counted >>= 1;
        }
        store<i32>(context, a);
        store<i32>(context, n + 1, atN);
        if (isSame) negative1 = counted;
        else negative0 = counted;
        if (runIndex > 0) runIndex--;
        const sample = ((isSame ? left : top) + (!isSame && left > top ? -error : error)) & mask;
        store<i32>(at, sample);
        store<u16>(out, <u16>sample);
        left = sample;
        topLeft = top;
        top = load<i32>(up, 4);
        middle = <i32>load<i8>(gradients + (top - topLeft));
      }
      at += 4;
      up += 4;
      out += 2;
    }
  }
  // The rest pads the last byte, and the one that must follow FF.
  const rest = bitCount - position;
  return position <= bitCount && rest < 15 && (rest === 0 || peek(position) >> (64 - rest) === 0);
}
