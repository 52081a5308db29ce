/*
 * Inverse discrete cosine transform of 8 x 8 blocks in integers, after Loeffler, Ligtenberg and Moschytz (ICASSP 1989), with
 * the constants and rounding of the IJG library's "islow" method at 12 bits: the results are identical to those of dcmtk and
 * gdcm.
 */

const constBits = 13;
const pass1Bits = 1;

/** The method's constants times 2^13, named by their values. */
const c0298631336 = 2446;
const c0390180644 = 3196;
const c0541196100 = 4433;
const c0765366865 = 6270;
const c0899976223 = 7373;
const c1175875602 = 9633;
const c1501321110 = 12299;
const c1847759065 = 15137;
const c1961570560 = 16069;
const c2053119869 = 16819;
const c2562915447 = 20995;
const c3072711026 = 25172;

/** Transforms `block`, dequantised coefficients in natural order, into samples around zero, in place. */
export function transformBlock(block: Int32Array): void {
  for (let column = 0; column < 8; column++) transformLine(block, column, 8, constBits - pass1Bits);
  for (let row = 0; row < 8; row++) transformLine(block, row * 8, 1, constBits + pass1Bits + 3);
}

/** Transforms eight values, `stride` apart, and scales them down by 2^`shift` with rounding. */
function transformLine(block: Int32Array, start: number, stride: number, shift: number): void {
  const [p1, p2, p3, p4] = [start + stride, start + 2 * stride, start + 3 * stride, start + 4 * stride];
  const [p5, p6, p7] = [start + 5 * stride, start + 6 * stride, start + 7 * stride];
  const i0 = block[start]!;
  const i1 = block[p1]!;
  const i2 = block[p2]!;
  const i3 = block[p3]!;
  const i4 = block[p4]!;
  const i5 = block[p5]!;
  const i6 = block[p6]!;
  const i7 = block[p7]!;
  const half = 2 ** (shift - 1);
  const scale = 2 ** -shift;
  if ((i1 | i2 | i3 | i4 | i5 | i6 | i7) === 0) {
    const value = Math.floor((i0 * 2 ** constBits + half) * scale);
    block[start] = value;
    block[p1] = value;
    block[p2] = value;
    block[p3] = value;
    block[p4] = value;
    block[p5] = value;
    block[p6] = value;
    block[p7] = value;
    return;
  }
  // Even part.
  const e1 = (i2 + i6) * c0541196100;
  const e2 = e1 - i6 * c1847759065;
  const e3 = e1 + i2 * c0765366865;
  const s0 = (i0 + i4) * 2 ** constBits + half;
  const s1 = (i0 - i4) * 2 ** constBits + half;
  const t10 = s0 + e3;
  const t13 = s0 - e3;
  const t11 = s1 + e2;
  const t12 = s1 - e2;
  // Odd part.
  const z5 = (i7 + i3 + i5 + i1) * c1175875602;
  const z1 = -(i7 + i1) * c0899976223;
  const z2 = -(i5 + i3) * c2562915447;
  const z3 = z5 - (i7 + i3) * c1961570560;
  const z4 = z5 - (i5 + i1) * c0390180644;
  const t0 = i7 * c0298631336 + z1 + z3;
  const t1 = i5 * c2053119869 + z2 + z4;
  const t2 = i3 * c3072711026 + z2 + z3;
  const t3 = i1 * c1501321110 + z1 + z4;
  block[start] = Math.floor((t10 + t3) * scale);
  block[p7] = Math.floor((t10 - t3) * scale);
  block[p1] = Math.floor((t11 + t2) * scale);
  block[p6] = Math.floor((t11 - t2) * scale);
  block[p2] = Math.floor((t12 + t1) * scale);
  block[p5] = Math.floor((t12 - t1) * scale);
  block[p3] = Math.floor((t13 + t0) * scale);
  block[p4] = Math.floor((t13 - t0) * scale);
}
