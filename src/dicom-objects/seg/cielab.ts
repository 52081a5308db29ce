/** Colours of segments: sRGB and the 16-bit CIELab values of RecommendedDisplayCIELabValue (PS3.3 C.10.7.1.1, white D50). */

export type Rgb = readonly [red: number, green: number, blue: number];
export type DicomLab = readonly [lightness: number, a: number, b: number];

type Triple = readonly [number, number, number];

/** Linear sRGB to XYZ under D50: the primaries of IEC 61966-2-1 adapted with the Bradford matrix, as ICC profiles do. */
const rgbToXyz: readonly Triple[] = [
  [0.4360747, 0.3850649, 0.1430804],
  [0.2225045, 0.7168786, 0.0606169],
  [0.0139322, 0.0971045, 0.7141733],
];

const xyzToRgb: readonly Triple[] = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
];

const whiteD50: Triple = [0.96422, 1, 0.82521];

/** Below this, CIELab uses a straight line instead of the cube root. */
const epsilon = 216 / 24389;
const kappa = 24389 / 27;

/** Three US values: L* 0..100 over 0..65535, a* and b* -128..127 over 0..65535. `rgb` is 0..255 each. */
export function toDicomLab(rgb: Rgb): DicomLab {
  const linear = rgb.map((component) => {
    const value = component / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;
  const [fx, fy, fz] = multiply(rgbToXyz, linear).map((value, axis) => {
    const relative = value / whiteD50[axis]!;
    return relative > epsilon ? Math.cbrt(relative) : (kappa * relative + 16) / 116;
  }) as [number, number, number];
  return [
    toUint16((116 * fy - 16) / 100),
    toUint16((500 * (fx - fy) + 128) / 255),
    toUint16((200 * (fy - fz) + 128) / 255),
  ];
}

/** The closest sRGB colour, 0..255 each. */
export function fromDicomLab([lightness, a, b]: DicomLab): Rgb {
  const fy = ((lightness / 65535) * 100 + 16) / 116;
  const fx = fy + ((a / 65535) * 255 - 128) / 500;
  const fz = fy - ((b / 65535) * 255 - 128) / 200;
  const xyz = [fx, fy, fz].map((f, axis) => {
    const relative = f ** 3 > epsilon ? f ** 3 : (116 * f - 16) / kappa;
    return relative * whiteD50[axis]!;
  }) as unknown as Triple;
  return multiply(xyzToRgb, xyz).map((value) => {
    const encoded = value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;
    return Math.round(Math.min(1, Math.max(0, encoded)) * 255);
  }) as unknown as Rgb;
}

function toUint16(fraction: number): number {
  return Math.round(Math.min(1, Math.max(0, fraction)) * 65535);
}

function multiply(matrix: readonly Triple[], [x, y, z]: Triple): number[] {
  return matrix.map((row) => row[0] * x + row[1] * y + row[2] * z);
}
