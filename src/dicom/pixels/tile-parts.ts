import type { CodestreamHeader } from "./codestream.ts";

const [startOfTilePart, endOfCodestream] = [0xff90, 0xffd9];

/**
 * Checks that every tile of a JPEG 2000 codestream is complete, and the codestream too (ITU-T T.800 A.4.2 and A.4.4):
 * decoders accept incomplete ones. Throws a plain Error, one clause long, if not.
 */
export function checkTileParts(bytes: Uint8Array, { start, tiles = 1 }: CodestreamHeader): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const read = (at: number): number => (at + 2 <= bytes.length ? view.getUint16(at) : -1);
  /** Number of tile-parts found for each tile, and the number stated, if any. */
  const parts = new Map<number, { found: number; stated: number }>();
  let position = start + 2;
  while (read(position) !== startOfTilePart) {
    const length = read(position + 2);
    if (length < 2) throw new Error("it is truncated before its first tile");
    position += 2 + length;
  }
  while (read(position) === startOfTilePart) {
    if (position + 12 > bytes.length) throw cutOff();
    const tile = view.getUint16(position + 4);
    const length = view.getUint32(position + 6);
    const [number, stated] = [view.getUint8(position + 10), view.getUint8(position + 11)];
    const part = parts.get(tile) ?? { found: 0, stated: 0 };
    parts.set(tile, part);
    if (tile >= tiles || number !== part.found++) throw new Error("it has its tiles out of order");
    part.stated = Math.max(part.stated, stated);
    // For the last tile-part, 0 may mean: up to the end.
    position = length === 0 ? findEnd(bytes, position + 12) : position + length;
    if (length !== 0 && (length < 14 || position + 2 > bytes.length)) throw cutOff();
  }
  if (read(position) !== endOfCodestream) throw cutOff();
  // Some encoders state one tile-part too few.
  const isWhole = [...parts.values()].every(({ found, stated }) => found >= stated);
  if (parts.size !== tiles || !isWhole) throw new Error("it lacks a tile");
}

/** The last end marker: none can occur inside a tile (T.800 A.1.3). */
function findEnd(bytes: Uint8Array, from: number): number {
  for (let at = bytes.length - 2; at >= from; at--)
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return at;
  throw cutOff();
}

function cutOff(): Error {
  return new Error("it is truncated");
}
