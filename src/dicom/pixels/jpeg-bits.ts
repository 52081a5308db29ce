/** Huffman table in canonical form (ITU-T T.81 annex C): for each code length the range of its codes. */
export interface HuffmanTable {
  readonly values: Uint8Array;
  /** Largest code of a length 1..16, -1 where there is none. */
  readonly largest: Int32Array;
  /** What to add to a code of a length for its place in `values`. */
  readonly offset: Int32Array;
}

export function createHuffmanTable(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const largest = new Int32Array(17).fill(-1);
  const offset = new Int32Array(17);
  let code = 0;
  let place = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1]!;
    offset[length] = place - code;
    if (count > 0) largest[length] = code + count - 1;
    code = (code + count) << 1;
    place += count;
  }
  return { values, largest, offset };
}

/** The bits of entropy-coded segments: stuffed zero bytes skipped, markers not passed (T.81 F.2.2.5). */
export class JpegBits {
  readonly bytes: Uint8Array;
  position: number;
  /** Bits read ahead, the next one highest of the lowest `bitsLeft`. */
  private ahead = 0;
  private bitsLeft = 0;

  constructor(bytes: Uint8Array, position: number) {
    this.bytes = bytes;
    this.position = position;
  }

  bit(): number {
    if (this.bitsLeft === 0) this.fill();
    this.bitsLeft--;
    return (this.ahead >> this.bitsLeft) & 1;
  }

  /** An unsigned number of `count` bits, at most 16. */
  number(count: number): number {
    while (this.bitsLeft < count) this.fill();
    this.bitsLeft -= count;
    return (this.ahead >> this.bitsLeft) & ((1 << count) - 1);
  }

  /** A signed number of `count` bits in the form of T.81 F.2.2.1 (EXTEND). */
  signed(count: number): number {
    if (count === 0) return 0;
    if (count > 16) throw new Error("its compressed pixels hold a number of more than 16 bits");
    const value = this.number(count);
    return value < 1 << (count - 1) ? value - (1 << count) + 1 : value;
  }

  symbol(table: HuffmanTable): number {
    let code = 0;
    for (let length = 1; length <= 16; length++) {
      code = (code << 1) | this.bit();
      if (code <= table.largest[length]!) return table.values[code + table.offset[length]!]!;
    }
    throw new Error("its compressed pixels hold a code that no Huffman table has");
  }

  /** Goes behind the next restart marker. */
  restart(): void {
    this.bitsLeft = 0;
    const { bytes } = this;
    while (this.position + 1 < bytes.length) {
      const isRestart = bytes[this.position] === 0xff && (bytes[this.position + 1]! & 0xf8) === 0xd0;
      if (isRestart) {
        this.position += 2;
        return;
      }
      this.position++;
    }
    throw new Error("its compressed pixels lack a restart marker");
  }

  private fill(): void {
    const byte = this.bytes[this.position];
    const isMarker = byte === 0xff && this.bytes[this.position + 1] !== 0;
    if (byte === undefined || isMarker) throw new Error("its compressed pixels end early");
    this.position += byte === 0xff ? 2 : 1;
    this.ahead = ((this.ahead << 8) | byte) & 0xffffff;
    this.bitsLeft += 8;
  }
}
