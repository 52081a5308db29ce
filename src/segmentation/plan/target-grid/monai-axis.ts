/**
 * The numbers with which MONAI's `Spacingd` and `Invertd` find voxels, step by step in double precision. Where a voxel of the
 * series lies halfway between two of the model's, the last bits decide which of them is the nearest: with 0.75 mm and a
 * model of 1.5 mm that is every second voxel. PyTorch uses fused multiplication and addition wherever the processor has it.
 */

/** Voxels of the model from one of the series to the next, as the affine matrices of MONAI have it on the way there. */
export function monaiRatio(spacingMm: number, modelSpacingMm: number): number {
  return spacingMm * (1 / zoomed(spacingMm, modelSpacingMm));
}

/**
 * Where `count` voxels of the series lie on an axis of `modelCount` voxels (`monai.networks.utils.to_norm_affine`,
 * `torch.nn.functional.affine_grid` and `grid_sample`, without corners aligned).
 */
export function monaiPositionsBack(
  { count, spacingMm }: { readonly count: number; readonly spacingMm: number },
  model: { readonly count: number; readonly spacingMm: number },
): Float64Array {
  // The affine matrix of the resampled image is that of the image, times what it was resampled by.
  const there = zoomed(spacingMm, model.spacingMm) * (1 / spacingMm);
  const ratio = spacingMm * (1 / (spacingMm * there));
  const scale = (2 / model.count) * ratio;
  const half = 1 / (2 / count);
  const gain = scale * half;
  const shift = scale * (-(1 / count - 1) * half) + (1 / model.count - 1);
  const step = 2 / (count - 1);
  return Float64Array.from({ length: count }, (_, x) => {
    const even = x < Math.floor(count / 2) ? multiplyAdd(step, x, -1) : -multiplyAdd(step, count - 1 - x, -1);
    const place = count === 1 ? 0 : (even * (count - 1)) / count;
    return ((place * gain + shift + 1) * model.count - 1) / 2;
  });
}

function zoomed(spacingMm: number, modelSpacingMm: number): number {
  return spacingMm * (1 / Math.sqrt(spacingMm * spacingMm)) * modelSpacingMm;
}

/** `a * b + c`, rounded once (Dekker's product and Knuth's sum). */
function multiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const [aHigh, bHigh] = [upperHalf(a), upperHalf(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  const lost = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  const sum = product + c;
  const part = sum - product;
  return sum + (product - (sum - part) + (c - part) + lost);
}

function upperHalf(value: number): number {
  const scaled = value * 134217729;
  return scaled - (scaled - value);
}
