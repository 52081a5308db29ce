/** Huffman table in canonical form (ITU-T T.81 annex C): for each code length the range of its codes. */
export interface HuffmanTable {
  readonly values: Uint8Array;
  /** Largest code of each length 1..16, -1 if there is none. */
  readonly largest: Int32Array;
  /** Added to a code of each length to get its index in `values`. */
  readonly offset: Int32Array;
  /** Length (upper byte) and value of the code that the next eight bits begin with; 0 if it is longer. */
  readonly short: Uint16Array;
}

/** Throws a plain Error, one clause long, for counts and values that do not form a table. */
export function createHuffmanTable(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const largest = new Int32Array(17).fill(-1);
  const offset = new Int32Array(17);
  const short = new Uint16Array(256);
  let code = 0;
  let place = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1] ?? 0;
    if (code + count > 1 << length || place + count > values.length)
      throw new Error("its compressed pixels have an invalid Huffman table");
    offset[length] = place - code;
    if (count > 0) largest[length] = code + count - 1;
    for (let index = 0; index < count && length <= 8; index++) {
      const first = (code + index) << (8 - length);
      short.fill((length << 8) | values[place + index]!, first, first + (1 << (8 - length)));
    }
    code = (code + count) << 1;
    place += count;
  }
  return { values, largest, offset, short };
}

/**
 * Reads the bits of an entropy-coded segment: skips stuffed zero bytes, stops at markers (T.81 F.2.2.5). Throws a plain
 * Error, one clause long, if it runs out of bits.
 */
export class JpegBits {
  readonly bytes: Uint8Array;
  position: number;
  /** Bits read ahead: the lowest `bitsLeft`, the next one on top. */
  private ahead = 0;
  private bitsLeft = 0;
  /** How many of the bits read ahead are beyond the end: zeros, so that a short code can be looked up like a long one. */
  private bitsBehindEnd = 0;

  constructor(bytes: Uint8Array, position: number) {
    this.bytes = bytes;
    this.position = position;
  }

  bit(): number {
    return this.number(1);
  }

  /** Reads an unsigned number of `count` bits, at most 16. */
  number(count: number): number {
    this.fill(count);
    this.take(count);
    return (this.ahead >>> this.bitsLeft) & ((1 << count) - 1);
  }

  /** Reads a signed number of `count` bits in the form of T.81 F.2.2.1 (EXTEND). */
  signed(count: number): number {
    if (count === 0) return 0;
    if (count > 16) throw new Error("its compressed pixels contain a number of more than 16 bits");
    const value = this.number(count);
    return value < 1 << (count - 1) ? value - (1 << count) + 1 : value;
  }

  symbol(table: HuffmanTable): number {
    this.fill(16);
    const found = table.short[(this.ahead >>> (this.bitsLeft - 8)) & 0xff]!;
    if (found !== 0) {
      this.take(found >> 8);
      return found & 0xff;
    }
    for (let length = 9; length <= 16; length++) {
      const code = (this.ahead >>> (this.bitsLeft - length)) & ((1 << length) - 1);
      if (code > table.largest[length]!) continue;
      this.take(length);
      return table.values[code + table.offset[length]!]!;
    }
    throw new Error("its compressed pixels contain a code that is in no Huffman table");
  }

  /** Skips the restart marker that must come next; they are numbered 0 to 7 cyclically (T.81 E.2.4). */
  restart(restartNumber: number): void {
    this.end();
    if (this.bytes[this.position + 1] !== 0xd0 + (restartNumber & 7))
      throw new Error("its compressed pixels lack a restart marker");
    this.position += 2;
  }

  /** Ends the segment: moves `position` to the marker after it. At most padding of less than a byte may be left. */
  end(): void {
    if (this.bitsLeft - this.bitsBehindEnd >= 8 || !this.isAtMarker())
      throw new Error("its compressed pixels continue past their end");
    this.bitsLeft = 0;
    this.bitsBehindEnd = 0;
    // Markers may be preceded by fill bytes (T.81 B.1.1.2).
    while (this.bytes[this.position + 1] === 0xff) this.position++;
  }

  private fill(count: number): void {
    while (this.bitsLeft < count) {
      const byte = this.isAtMarker() ? undefined : this.bytes[this.position];
      if (byte === undefined) this.bitsBehindEnd += 8;
      else this.position += byte === 0xff ? 2 : 1;
      this.ahead = (this.ahead << 8) | (byte ?? 0);
      this.bitsLeft += 8;
    }
  }

  private take(count: number): void {
    this.bitsLeft -= count;
    if (this.bitsLeft < this.bitsBehindEnd) throw new Error("its compressed pixels end early");
  }

  private isAtMarker(): boolean {
    return this.bytes[this.position] === 0xff && this.bytes[this.position + 1] !== 0;
  }
}
