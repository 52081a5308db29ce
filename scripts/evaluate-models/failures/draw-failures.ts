import { encode } from "fast-png";

/** One structure on a slice, in the reference and as it was found: 1 where it lies, else 0. */
export interface Outlined {
  readonly columns: number;
  readonly reference: Uint8Array;
  readonly found: Uint8Array;
}

type Colour = readonly [number, number, number];
const paper: Colour = [255, 255, 255];
const frame: Colour = [210, 210, 210];
/** In both; in the reference alone; found alone (of colours that the colour-blind can tell apart). */
const agreed: Colour = [120, 120, 120];
const missed: Colour = [0, 114, 178];
const invented: Colour = [230, 130, 0];

/** Side of a panel, and what is left free around what it shows, in pixels of the picture and of the slice. */
const [side, marginPixels] = [200, 6];

/**
 * A picture of failures, one below another: the structure in the reference on the left, on the right what was found of it, what was
 * missed and what was invented. Shapes only, nothing of the image.
 */
export function drawFailures(failures: readonly Outlined[]): Uint8Array {
  const [width, height] = [2 * side, failures.length * side];
  const data = new Uint8Array(width * height * 3);
  const put = (x: number, y: number, colour: Colour) => data.set(colour, 3 * (x + width * y));
  for (const [row, failure] of failures.entries()) {
    const { left, top, extent } = squareAround(failure);
    const at = (of: Uint8Array, x: number, y: number): boolean => {
      const column = left + Math.floor((x * extent) / side);
      const line = top + Math.floor((y * extent) / side);
      return column >= 0 && column < failure.columns && of[column + failure.columns * line] === 1;
    };
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const [marked, found] = [at(failure.reference, x, y), at(failure.found, x, y)];
        const isEdge = x === side - 1 || y === side - 1;
        put(x, row * side + y, isEdge ? frame : marked ? agreed : paper);
        const compared = marked && found ? agreed : marked ? missed : found ? invented : paper;
        put(side + x, row * side + y, isEdge ? frame : compared);
      }
  }
  return encode({ width, height, data, channels: 3, depth: 8 });
}

/** The square around what either marks. */
function squareAround({ columns, reference, found }: Outlined) {
  let [left, right, top, bottom] = [columns, 0, reference.length, 0];
  for (let pixel = 0; pixel < reference.length; pixel++) {
    if (reference[pixel] === 0 && found[pixel] === 0) continue;
    const [x, y] = [pixel % columns, Math.floor(pixel / columns)];
    [left, right, top, bottom] = [
      Math.min(left, x),
      Math.max(right, x),
      Math.min(top, y),
      Math.max(bottom, y),
    ];
  }
  const extent = Math.max(right - left, bottom - top) + 1 + 2 * marginPixels;
  return {
    left: Math.round((left + right + 1 - extent) / 2),
    top: Math.round((top + bottom + 1 - extent) / 2),
    extent,
  };
}
