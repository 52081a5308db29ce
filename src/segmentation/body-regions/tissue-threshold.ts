/** Bins of the histogram, and the quantile at which values are clipped: fat next to a coil is very bright. */
const [bins, brightest] = [256, 0.98];

/** Fraction of the way from dark to bright: above noise and air, and below dim tissue. */
const partOfTheWay = 0.25;

/** Upper limit as a fraction of the bright mean, for fields of view without air, whose dark pixels are tissue too. */
const mostOfBright = 0.4;

/**
 * The value above which an MR pixel counts as tissue: a quarter of the way from the mean of the dark pixels to that of the
 * bright ones, separated by Otsu's threshold.
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

/** Mean bins of the two classes with the largest variance between them. */
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
