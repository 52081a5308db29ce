import type { CodestreamHeader } from "./codestream.ts";
import type { PixelFormat } from "./pixel-format.ts";
import type { StoredValues } from "./stored-values.ts";

/*
 * Colours are returned as RGB, however they are stored (PS3.3 C.7.6.3.1.2). If header and codestream contradict each other,
 * so that the colours are ambiguous, the image is refused.
 */

/** Converts the YBR samples of a frame, pixel by pixel, to RGB. */
export function toRgb(values: StoredValues): StoredValues {
  const rgb = values.slice();
  for (let at = 0; at + 2 < rgb.length; at += 3) {
    const [y, blue, red] = [values[at]!, values[at + 1]! - 128, values[at + 2]! - 128];
    rgb[at] = toByte(y + 1.402 * red);
    rgb[at + 1] = toByte(y - ((0.114 * 1.772) / 0.587) * blue - ((0.299 * 1.402) / 0.587) * red);
    rgb[at + 2] = toByte(y + 1.772 * blue);
  }
  return rgb;
}

function toByte(value: number): number {
  return Math.min(Math.max(Math.floor(value + 0.5), 0), 255);
}

/** Expands YBR_FULL_422 to three samples per pixel: two pixels are stored as Y, Y, then their shared Cb and Cr. */
export function expand422(bytes: Uint8Array, pixels: number): Uint8Array {
  const expanded = new Uint8Array(3 * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const pair = (pixel >> 1) * 4;
    expanded[3 * pixel] = bytes[pair + (pixel & 1)]!;
    expanded[3 * pixel + 1] = bytes[pair + 2]!;
    expanded[3 * pixel + 2] = bytes[pair + 3]!;
  }
  return expanded;
}

/**
 * Whether a decoded codestream of three components is still YBR, since decoders reverse only some transforms. Throws a plain
 * Error, one clause long, if header and codestream contradict each other.
 */
export function isYbrDecoded(
  header: CodestreamHeader,
  { photometric, transferSyntax }: PixelFormat,
): boolean {
  const isTransformed = photometric === "YBR_RCT" || photometric === "YBR_ICT";
  // Baseline, extended and progressive JPEG: the decoder returns RGB.
  if (transferSyntax.codec === "jpeg") return false;
  if (header.startOfFrame !== undefined) return photometric !== "RGB";
  const { hasColourTransform = false } = header;
  if (hasColourTransform ? photometric.startsWith("YBR_FULL") : isTransformed)
    throw new Error(
      `its header says ${photometric}, but its JPEG 2000 data has ${hasColourTransform ? "a" : "no"} colour transform`,
    );
  return photometric.startsWith("YBR_FULL");
}

/** Adobe's APP14 segment, which states that colours are not transformed. */
const untransformed = Uint8Array.from([
  ...[0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65],
  ...[0, 100, 0, 0, 0, 0, 0],
]);

/**
 * Makes a JPEG stream of three components state whether it is RGB or YBR: decoders assume YBR if it does not, but the header
 * knows.
 * Throws a plain Error, one clause long, if both contradict each other.
 */
export function withColours(bytes: Uint8Array, { photometric }: PixelFormat): Uint8Array {
  const stated = statedColours(bytes);
  const isRgb = photometric === "RGB";
  if (stated === "rgb" && !isRgb)
    throw new Error(`its header says ${photometric}, but its JPEG data says RGB`);
  if (stated !== undefined || !isRgb) return bytes;
  const marked = new Uint8Array(bytes.length + untransformed.length);
  marked.set(bytes.subarray(0, 2));
  marked.set(untransformed, 2);
  marked.set(bytes.subarray(2), 2 + untransformed.length);
  return marked;
}

/** The colours stated by the segments before the frame header, as decoders interpret them. */
function statedColours(bytes: Uint8Array): "rgb" | "ybr" | undefined {
  let adobe: "rgb" | "ybr" | undefined;
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1]!;
    const body = bytes.subarray(at + 4, at + 2 + bytes[at + 2]! * 256 + bytes[at + 3]!);
    const name = String.fromCharCode(...body.subarray(0, 5));
    // JFIF is YBR, whatever else is stated.
    if (marker === 0xe0 && name === "JFIF\0" && body.length >= 14) return "ybr";
    if (marker === 0xee && name === "Adobe" && body.length >= 12) adobe = body[11] === 0 ? "rgb" : "ybr";
    if (marker >= 0xc0 && marker <= 0xc2) {
      const ids = [body[6], body[9], body[12]];
      return adobe ?? (String.fromCharCode(...ids.map((id) => id ?? 0)) === "RGB" ? "rgb" : undefined);
    }
    at += 4 + body.length;
  }
  return adobe;
}
