/** Bins of the histogram, and the part of the values beyond which the brightest are not told apart: fat beside a coil. */
const [bins, brightest] = [256, 0.98];

/** Of the way from the dark to the bright: above noise and air, and below dim tissue. */
const partOfTheWay = 0.25;

/** Of the bright: where the dark pixels are tissue too, since no air is in the field of view, this is below them. */
const mostOfBright = 0.4;

/**
 * The value above which a pixel of an MR is taken for tissue: a quarter of the way from the mean of the dark pixels to that of the
 * bright ones, parted where the variance between the two is largest.
 *
 * Otsu N. A threshold selection method from gray-level histograms. IEEE Trans Syst Man Cybern 1979;9(1):62-66.
 */
export function tissueThreshold(slices: readonly Float32Array[]): number {
  const values = Float32Array.from(slices.flatMap((slice) => Array.from(slice))).sort();
  const lowest = values[0] ?? 0;
  const highest = values[Math.floor(brightest * (values.length - 1))] ?? 0;
  const histogram = new Float64Array(bins);
  const scale = (bins - 1) / (highest - lowest || 1);
  for (const value of values) histogram[Math.min(bins - 1, Math.floor((value - lowest) * scale))]!++;
  const { dark, bright } = partOfHistogram(histogram, values.length);
  return lowest + (Math.min(dark + partOfTheWay * (bright - dark), mostOfBright * bright) + 0.5) / scale;
}

/** Mean bins of the two classes between which the variance is largest. */
function partOfHistogram(histogram: Float64Array, count: number) {
  const sum = histogram.reduce((total, of, bin) => total + bin * of, 0);
  let [below, belowSum, largest] = [0, 0, -1];
  let means = { dark: 0, bright: 0 };
  for (let bin = 0; bin < histogram.length; bin++) {
    below += histogram[bin]!;
    belowSum += bin * histogram[bin]!;
    if (below === 0 || below === count) continue;
    const [dark, bright] = [belowSum / below, (sum - belowSum) / (count - below)];
    const variance = below * (count - below) * (bright - dark) ** 2;
    if (variance <= largest) continue;
    largest = variance;
    means = { dark, bright };
  }
  return means;
}
