/*
 * The sRGB colour space (IEC 61966-2-1) as a version 4.2 ICC profile (ICC.1:2004-10): the smallest that the specification
 * allows for a display.
 */

/** Media white and primaries under D50, adapted with the Bradford matrix (ICC.1 annex E). */
const white = [0.96422, 1, 0.82491] as const;
const red = [0.436066, 0.222488, 0.013916] as const;
const green = [0.385147, 0.716873, 0.097076] as const;
const blue = [0.143066, 0.060608, 0.714096] as const;
/** From D65 to D50: rows of the matrix. */
const adaptation = [
  1.047882, 0.022918, -0.050217, 0.029587, 0.990479, -0.017059, -0.009232, 0.015076, 0.751678,
];
/** Y = (aX + b)^g where X >= d, else cX (ICC.1 10.15, function type 3): g, a, b, c, d. */
const transfer = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045];

/** The profile's bytes. */
export function srgbProfile(): Uint8Array {
  // The function type, 3, in two bytes, and two reserved bytes.
  const curve = element("para", [0, 3, 0, 0], transfer);
  const tags: readonly (readonly [signature: string, data: Uint8Array])[] = [
    ["desc", multiLocalized("sRGB")],
    ["cprt", multiLocalized("No copyright, use freely")],
    ["wtpt", element("XYZ ", [], white)],
    ["chad", element("sf32", [], adaptation)],
    ["rXYZ", element("XYZ ", [], red)],
    ["gXYZ", element("XYZ ", [], green)],
    ["bXYZ", element("XYZ ", [], blue)],
    ["rTRC", curve],
    ["gTRC", curve],
    ["bTRC", curve],
  ];
  const tableBytes = 4 + 12 * tags.length;
  const size = tags.reduce((sum, [, data]) => sum + data.length, 128 + tableBytes);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  const ascii = (at: number, value: string) => bytes.set(new TextEncoder().encode(value), at);
  view.setUint32(0, size);
  view.setUint32(8, 0x04200000);
  ascii(12, "mntrRGB XYZ ");
  // An arbitrary fixed date, that of the specification, so that the bytes are always the same.
  for (const [index, value] of [2004, 10, 1].entries()) view.setUint16(24 + 2 * index, value);
  ascii(36, "acsp");
  for (const [index, value] of white.entries()) view.setInt32(68 + 4 * index, toFixed(value));
  view.setUint32(128, tags.length);
  let at = 128 + tableBytes;
  tags.forEach(([signature, data], index) => {
    ascii(132 + 12 * index, signature);
    view.setUint32(136 + 12 * index, at);
    view.setUint32(140 + 12 * index, data.length);
    bytes.set(data, at);
    at += data.length;
  });
  return bytes;
}

/** A tag's data of type `type`: four reserved bytes, `lead`, then numbers of 16.16 bits. */
function element(type: string, lead: readonly number[], values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 + lead.length + 4 * values.length);
  bytes.set(new TextEncoder().encode(type));
  bytes.set(lead, 8);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setInt32(8 + lead.length + 4 * index, toFixed(value));
  return bytes;
}

/** English text of type multiLocalizedUnicodeType (ICC.1 10.13), padded to four bytes. */
function multiLocalized(words: string): Uint8Array {
  const size = 28 + 2 * words.length;
  const bytes = new Uint8Array(Math.ceil(size / 4) * 4);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode("mluc"));
  for (const [at, value] of [
    [8, 1],
    [12, 12],
    [20, 2 * words.length],
    [24, 28],
  ] as const)
    view.setUint32(at, value);
  bytes.set(new TextEncoder().encode("enUS"), 16);
  for (let index = 0; index < words.length; index++) view.setUint16(28 + 2 * index, words.charCodeAt(index));
  return bytes;
}

/** A number as s15Fixed16Number. */
function toFixed(value: number): number {
  return Math.round(value * 65536);
}
