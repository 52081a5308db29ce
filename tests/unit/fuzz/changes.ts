/** Random changes of bytes, the same ones for the same seed. */

/** A number from 0 (inclusive) to 1. */
export type Random = () => number;

/** mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Numbers at the edges of their types, little endian. */
const edges = [0, 1, 2, 0xff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff].map(
  (value) => new Uint8Array(Uint32Array.of(value).buffer),
);

const kinds = ["set", "set", "set", "flip", "flip", "remove", "repeat", "insert", "cut"] as const;

/** An input of the corpus after one to four changes, or the end of one behind the beginning of another. */
export function changeInput(
  corpus: readonly Uint8Array[],
  tokens: readonly Uint8Array[],
  random: Random,
): Uint8Array {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const place = (length: number): number => Math.floor(random() * length);
  let bytes = pick(corpus);
  if (random() < 0.1) {
    const other = pick(corpus);
    bytes = joined(bytes.subarray(0, place(bytes.length)), other.subarray(place(other.length)));
  }
  for (let count = 1 + place(4); count > 0; count--) {
    const piece = random() < 0.5 ? pick([...edges, ...tokens]) : Uint8Array.of(place(256));
    const at = place(bytes.length);
    switch (pick(kinds)) {
      case "cut":
        bytes = bytes.subarray(0, at);
        break;
      case "remove":
        bytes = joined(bytes.subarray(0, at), bytes.subarray(at + piece.length));
        break;
      case "repeat":
        bytes = joined(bytes.subarray(0, at + 1 + place(16)), bytes.subarray(at));
        break;
      case "insert":
        bytes = joined(bytes.subarray(0, at), piece, bytes.subarray(at));
        break;
      case "flip":
        bytes = bytes.slice();
        if (at < bytes.length) bytes[at]! ^= 1 << place(8);
        break;
      default:
        bytes = bytes.slice();
        bytes.set(piece.subarray(0, bytes.length - at), at);
    }
  }
  return bytes.slice();
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
