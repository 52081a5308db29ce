/*
 * Decodes the scan of a lossless JPEG-LS image of one component (ITU-T T.87, Annex A), in AssemblyScript: `npm run
 * build:wasm` makes ../scan-wasm.ts of it. Names in capitals are the standard's. Scans that violate the standard are left to
 * another decoder. For any bytes, a scan takes no more steps than it has pixels and bits.
 */

/** A context: A, B, C and N, and 63 - k for the Golomb parameter k: a word shifted by that leaves k bits of a code and the one before. */
const contextBytes = 32;
const atB: usize = 4;
const atC: usize = 8;
const atN: usize = 12;
const atShift: usize = 16;

/** Contexts of regular samples; after them the two for interrupted runs. */
const regularContexts = 365;

/** J: logarithms of the lengths of a run's segments. */
const segmentLogs = memory.data<u8>([
  0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15,
]);

/** Reciprocals are fractions of this: A times that of N is below A / N in these units, by less than two such quotients differ. */
const reciprocalUnit: u64 = ((<u64>1) << 40) - 1;

/** The lowest bit of each of eight bytes. */
const lowestBits: u64 = ((<u64>0x01010101) << 32) | 0x01010101;

/** Mapped errors have at most 16 bits. */
const errorEnd: u32 = 0x10000;

/** After the static data. Constant addresses need no register while samples are decoded. */
const contexts: usize = 2048;
/** Reciprocals of N from 1 to 255. */
const reciprocals: usize = contexts + (regularContexts + 2) * contextBytes;
/** The quantised gradient of every difference between two samples, times the size of a context; this is the address for 0. */
const gradients: usize = reciprocals + 256 * 8 + 2 * 0xffff;
const input: usize = gradients + 2 * 0x10000;

/** Two lines of samples, two bytes each, with one more before and one after. */
let lines: usize = 0;
/** Words of the scan in descending memory order, the first bits in the highest word, so that words need not be byte-swapped. */
let bits: usize = 0;
let output: usize = 0;

// Global, so that they take no registers while samples are decoded.

/** Zeros of the code that precedes an uncoded error (LIMIT - qbpp - 1). */
let mostZeros: u32 = 0;
/** The largest sample. */
let mask: i32 = 0;
/** Distance from a sample to the one above it. */
let toAbove: usize = 0;
let runIndex: i32 = 0;
/** Nn of the two contexts of run interruptions. */
let negative0: i32 = 0;
let negative1: i32 = 0;

/** Makes room for a scan of this many bytes. @returns where they go; 0 if memory is short. */
export function reserve(bytes: u32, columns: u32, rows: u32): usize {
  lines = (input + bytes + 7) & ~7;
  bits = (lines + 2 * lineBytes(columns) + bytes + 32) & ~7;
  output = bits + 8;
  const end = <u64>output + 2 * <u64>columns * rows;
  // Places of bits have 32 bits.
  if (bits >= 1 << 29) return 0;
  const missing = <i64>((end + 0xffff) >> 16) - memory.size();
  return missing > 0 && (missing > 0xffff || memory.grow(<i32>missing) < 0) ? 0 : input;
}

/** Address of the decoded samples, two bytes each. */
export function samples(): usize {
  return output;
}

function lineBytes(columns: u32): usize {
  return (columns + 2) * 2;
}

/** Sets the contexts and the thresholds T1 to T3 of the gradients (A.2.1, A.3.3). */
function initialize(precision: i32, t1: i32, t2: i32, t3: i32): void {
  memory.fill(contexts, 0, (regularContexts + 2) * contextBytes);
  for (let n = 1; n < 256; n++) store<u64>(reciprocals + n * 8, reciprocalUnit / n);
  mask = (1 << precision) - 1;
  mostZeros = 2 * (precision + max(8, precision)) - precision - 1;
  runIndex = negative0 = negative1 = 0;
  const a = max(2, ((1 << precision) + 32) >> 6);
  for (let index = 0; index < regularContexts + 2; index++) {
    const context = contexts + index * contextBytes;
    store<i32>(context, a);
    store<i32>(context, 1, atN);
    store<i32>(context, shiftOf(a, 1), atShift);
  }
  for (let step = 0; step < 1 << precision; step++) {
    const quantized = step === 0 ? 0 : step < t1 ? 1 : step < t2 ? 2 : step < t3 ? 3 : 4;
    store<i16>(gradients + 2 * step, <i16>(quantized * contextBytes));
    store<i16>(gradients - 2 * step, <i16>(-quantized * contextBytes));
  }
}

/** 63 - k of the smallest k with N * 2^k >= A (A.5.1), the bits of ceil(A / N) - 1. */
function shiftOf(a: i32, n: i32): i32 {
  return 31 + <i32>clz(<u32>((<u64>(<u32>a) * load<u64>((<u32>n) << 3, reciprocals)) >> 40));
}

function gradientOf(difference: i32): i32 {
  return <i32>load<i16>(gradients + (difference << 1));
}

/**
 * The bits from here on, the first on top; at least 57 are valid. Places descend: the first bit of the word at `address` has the
 * place 8 * address + 7.
 */
function peek(place: u32): u64 {
  return load<u64>(place >> 3) << (~place & 7);
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
    let byte = <u32>load<u8>(from);
    const isStuffed = before === 0xff;
    if (isStuffed && byte >= 0x80) {
      // Any number of bytes FF may precede a marker (ITU-T T.81, B.1.1.2); some writers make the length even with one.
      while (byte === 0xff && ++from < end) byte = load<u8>(from);
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
  let place: u32 = bits * 8 + 7;
  const end = place - bitCount;
  let out = output;
  let above = lines;
  let line = lines + lineBytes(columns);
  for (let row = 0; row < rows; row++) {
    const other = above;
    above = line;
    line = other;
    toAbove = above - line;
    const last = line + columns * 2;
    let at = line + 2;
    let left = <i32>load<u16>(above, 2);
    let top = left;
    let topLeft = <i32>load<u16>(above);
    store<u16>(line, <u16>left);
    store<u16>(above + columns * 2, load<u16>(above + columns * 2), 2);
    let middle = gradientOf(top - topLeft);
    while (at <= last) {
      if (place <= end) return false;
      const topRight = <i32>load<u16>(at + toAbove, 2);
      const right = gradientOf(topRight - top);
      const gradient = 81 * right + 9 * middle + gradientOf(topLeft - left);
      if (gradient !== 0) {
        const sign = gradient >> 31;
        const context = (gradient ^ sign) - sign;
        const shift = load<u32>(context, contexts + atShift);
        const word = peek(place);
        const zeros = clz(word);
        let mapped = ((<i32>zeros - 1) << ~shift) + <i32>((word << zeros) >> shift);
        place -= <u32>zeros + 64 - shift;
        if (<u32>zeros >= mostZeros) {
          if (<u32>zeros > mostZeros) return false;
          place -= precision + shift - 63;
          mapped = <u32>(peek(place + precision) >> (64 - precision)) + 1;
        }
        if (<u32>mapped >= errorEnd) return false;
        let a = load<i32>(context, contexts);
        let b = load<i32>(context, contexts + atB);
        let c = load<i32>(context, contexts + atC);
        let n = load<i32>(context, contexts + atN);
        let error = (mapped >> 1) ^ -(mapped & 1);
        // A.5.2: for k = 0, the error mapping is inverted if B says that negative errors are more common.
        if (shift === 63) error ^= (2 * b + n - 1) >> 31;
        const low = min(left, top);
        const high = max(left, top);
        let predicted = max(low, min(high, left + top - topLeft)) + ((c ^ sign) - sign);
        if (<u32>predicted > <u32>mask) predicted = mask & ~(predicted >> 31);
        const sample = (predicted + ((error ^ sign) - sign)) & mask;
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
        store<i32>(context, a, contexts);
        store<i32>(context, b, contexts + atB);
        store<i32>(context, c, contexts + atC);
        store<i32>(context, n, contexts + atN);
        store<i32>(context, shiftOf(a, n), contexts + atShift);
        store<u16>(at, <u16>sample);
        left = sample;
        topLeft = top;
        top = topRight;
        middle = right;
      } else {
        // A.7: a run of the value on the left.
        const rest = <i32>((last - at) >> 1) + 1;
        let run = 0;
        let log = 0;
        while (run < rest) {
          log = <i32>load<u8>(segmentLogs + runIndex);
          const word = peek(place--);
          if (<i64>word >= 0) {
            run += <i32>(((word << 1) >> 1) >> (63 - log));
            place -= log;
            if (run >= rest) return false;
            break;
          }
          run += 1 << log;
          if (run <= rest) runIndex = min(runIndex + 1, 31);
        }
        run = min(run, rest);
        for (let index = 0; index < run; index++) {
          store<u16>(at, <u16>left);
          at += 2;
        }
        if (run === rest) break;
        top = <i32>load<u16>(at + toAbove);
        const isSame = <i32>(left === top);
        const context = contexts + (regularContexts + isSame) * contextBytes;
        let a = load<i32>(context);
        let n = load<i32>(context, atN);
        const k = 63 - shiftOf(isSame ? a + (n >> 1) : a, n);
        const word = peek(place);
        const zeros = <i32>clz(word);
        const mostZerosHere = <i32>mostZeros - log - 1;
        let mapped: i32;
        if (zeros < mostZerosHere) {
          mapped = (zeros << k) | <u32>(((word << (zeros + 1)) >> 1) >> (63 - k));
          place -= zeros + 1 + k;
        } else {
          if (zeros > mostZerosHere) return false;
          mapped = <u32>(peek(place - zeros - 1) >> (64 - precision)) + 1;
          place -= zeros + 1 + precision;
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
        store<u16>(at, <u16>sample);
        left = sample;
        topLeft = top;
        top = <i32>load<u16>(at + toAbove, 2);
        middle = gradientOf(top - topLeft);
      }
      at += 2;
    }
    memory.copy(out, line + 2, columns * 2);
    out += columns * 2;
  }
  // The rest pads the last byte, and the one that must follow FF.
  const rest = place - end;
  return place >= end && rest < 15 && (rest === 0 || peek(place) >> (64 - rest) === 0);
}
