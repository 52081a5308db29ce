/** Where a size stands in an ONNX file: graph, input or output, type, tensor, shape, dimension, size (onnx.proto3). */
const placesOfSizes = [11, 12].map((tensor) => [7, tensor, 2, 1, 2, 1, 1]);

/** The ONNX file with another size of image: where its inputs and outputs have `before` rows and columns, they have these. */
export function withImageSize(
  file: Uint8Array,
  before: number,
  [rows, columns]: readonly [number, number],
): Uint8Array {
  return placesOfSizes.reduce((bytes, place) => {
    let found = 0;
    // Rows stand before columns.
    return rewrite(bytes, place, (size) => (size !== before ? size : found++ % 2 === 0 ? rows : columns));
  }, file);
}

/** Puts other numbers where a path of fields leads in a protobuf message; everything else stays as it is. */
function rewrite(
  message: Uint8Array,
  [field, ...within]: readonly number[],
  change: (value: number) => number,
): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < message.length; ) {
    const key = readVarint(message, at);
    const [number, kind] = [Math.floor(key.value / 8), key.value % 8];
    const { value, end } = readVarint(message, key.end);
    const stop = kind === 0 ? end : kind === 2 ? end + value : key.end + (kind === 1 ? 8 : 4);
    if (number !== field) {
      parts.push(message.subarray(at, stop));
    } else if (within.length === 0) {
      parts.push(Uint8Array.from([...writeVarint(key.value), ...writeVarint(change(value))]));
    } else {
      const content = rewrite(message.subarray(end, stop), within, change);
      parts.push(Uint8Array.from([...writeVarint(key.value), ...writeVarint(content.length)]), content);
    }
    at = stop;
  }
  return Buffer.concat(parts);
}

function readVarint(bytes: Uint8Array, from: number): { readonly value: number; readonly end: number } {
  let [value, scale, at] = [0, 1, from];
  for (; bytes[at]! >= 128; at++, scale *= 128) value += (bytes[at]! - 128) * scale;
  return { value: value + bytes[at]! * scale, end: at + 1 };
}

function writeVarint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...writeVarint(Math.floor(value / 128))];
}
