/*
 * Inverse discrete cosine transform of 8 x 8 blocks in whole numbers, after Loeffler, Ligtenberg and Moschytz (ICASSP
 * 1989), with the constants and the rounding of the IJG library's "islow" method at 12 bits: the decoders of dcmtk and
 * gdcm give the same values, to the last grey level.
 */

const constBits = 13;
const pass1Bits = 1;

/** Constants times 2^13. */
const c = {
  "0.298631336": 2446,
  "0.390180644": 3196,
  "0.541196100": 4433,
  "0.765366865": 6270,
  "0.899976223": 7373,
  "1.175875602": 9633,
  "1.501321110": 12299,
  "1.847759065": 15137,
  "1.961570560": 16069,
  "2.053119869": 16819,
  "2.562915447": 20995,
  "3.072711026": 25172,
} as const;

/** Transforms `block`, dequantized coefficients in natural order, in place into samples around zero. */
export function transformBlock(block: Int32Array): void {
  for (let column = 0; column < 8; column++) transformLine(block, column, 8, constBits - pass1Bits);
  for (let row = 0; row < 8; row++) transformLine(block, row * 8, 1, constBits + pass1Bits + 3);
}

/** Eight values, `stride` apart, scaled down by 2^`shift` with rounding. */
function transformLine(block: Int32Array, start: number, stride: number, shift: number): void {
  const at = (index: number): number => block[start + index * stride]!;
  // Even part.
  const e1 = (at(2) + at(6)) * c["0.541196100"];
  const e2 = e1 - at(6) * c["1.847759065"];
  const e3 = e1 + at(2) * c["0.765366865"];
  const s0 = (at(0) + at(4)) * 2 ** constBits;
  const s1 = (at(0) - at(4)) * 2 ** constBits;
  const [t10, t13, t11, t12] = [s0 + e3, s0 - e3, s1 + e2, s1 - e2];

  // Odd part.
  const [a, b, d, e] = [at(7), at(5), at(3), at(1)];
  const z5 = (a + d + b + e) * c["1.175875602"];
  const z1 = -(a + e) * c["0.899976223"];
  const z2 = -(b + d) * c["2.562915447"];
  const z3 = z5 - (a + d) * c["1.961570560"];
  const z4 = z5 - (b + e) * c["0.390180644"];
  const t0 = a * c["0.298631336"] + z1 + z3;
  const t1 = b * c["2.053119869"] + z2 + z4;
  const t2 = d * c["3.072711026"] + z2 + z3;
  const t3 = e * c["1.501321110"] + z1 + z4;

  const half = 2 ** (shift - 1);
  const scale = 2 ** -shift;
  const put = (index: number, value: number): void => {
    block[start + index * stride] = Math.floor((value + half) * scale);
  };
  put(0, t10 + t3);
  put(7, t10 - t3);
  put(1, t11 + t2);
  put(6, t11 - t2);
  put(2, t12 + t1);
  put(5, t12 - t1);
  put(3, t13 + t0);
  put(4, t13 - t0);
}
