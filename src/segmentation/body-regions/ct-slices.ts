import type { BodyRegion, SeenRegions } from "../../model/index.ts";
import { findComponents, findHoles } from "../../regions/index.ts";
import type { AxialSample } from "./axial-samples.ts";

/** Fewer slices of a region, or a smaller fraction of all, may be chance. */
const [leastSlices, leastPart] = [3, 0.05];

/** If fewer slices than this fraction are recognised, the result is undefined. */
const leastKnownPart = 0.25;

/** What a slice is judged by; fractions are of the body's area. */
export interface CtSlice {
  readonly areaCm2: number;
  readonly widthMm: number;
  /** Area of the second largest part relative to the largest: two legs. */
  readonly secondPart: number;
  /** Lung: -920 to -500 HU, more than one pixel thick. */
  readonly lung: number;
  /** Above 250 HU: bone, calcium, contrast. */
  readonly bone: number;
  /** Above 700 HU: cortical bone, the skull, teeth. */
  readonly dense: number;
}

/**
 * The region of the body that a CT slice appears to show; undefined if no rule is certain. Each rule uses what characterises
 * a region: a small section with much dense bone; air in the lungs; two parts, or little bone that is almost all cortical; a
 * wide trunk with little bone (abdomen) or more (pelvis). The thresholds were chosen on the series listed in docs/models.md.
 */
export function regionOfCtSlice(slice: CtSlice): BodyRegion | undefined {
  const { areaCm2, widthMm, secondPart, lung, bone, dense } = slice;
  if (bone >= 0.08 && dense >= 0.04 && areaCm2 >= 40 && areaCm2 <= 340 && widthMm <= 240) return "head";
  if (lung >= 0.1 && areaCm2 >= 150) return "chest";
  if (secondPart >= 0.3) return "limbs";
  if (lung < 0.03 && bone >= 0.01 && bone <= 0.07 && dense >= 0.45 * bone && areaCm2 >= 30) return "limbs";
  if (areaCm2 >= 330 && widthMm >= 230 && dense < 0.03) return bone >= 0.06 ? "pelvis" : "abdomen";
  return undefined;
}

/** The regions of the body that the slices of a CT show; undefined if too few are recognised. */
export function regionsOfCtSlices(samples: readonly AxialSample[]): SeenRegions | undefined {
  const counts = new Map<BodyRegion, number>();
  for (const sample of samples) {
    const slice = measureSlice(sample);
    const region = slice && regionOfCtSlice(slice);
    if (region) counts.set(region, (counts.get(region) ?? 0) + 1);
  }
  const known = [...counts.values()].reduce((sum, of) => sum + of, 0);
  const least = Math.max(leastSlices, leastPart * samples.length);
  const regions = new Map([...counts].filter(([, of]) => of >= least));
  return regions.size > 0 && known >= leastKnownPart * samples.length
    ? { regions, slices: samples.length }
    : undefined;
}

/** Undefined for a slice without a body in it. */
function measureSlice({ values: hu, size, columnMm, rowMm }: AxialSample): CtSlice | undefined {
  const [columns, rows] = size;
  const pixelCm2 = (columnMm * rowMm) / 100;
  const parts = findComponents(
    Uint8Array.from(hu, (value) => Number(value > -300)),
    size,
    6,
  );
  const sizes = Array.from(parts.sizes).slice(1);
  const [largest = 0, second = 0] = sizes.filter((pixels) => pixels * pixelCm2 > 15).sort((a, b) => b - a);
  if (largest === 0) return undefined;
  // Without table, blankets, tubes and arms.
  const body = Uint8Array.from(parts.numbers, (part) =>
    Number(part > 0 && parts.sizes[part]! >= 0.25 * largest),
  );
  const holes = findHoles(body, size, 2);
  const lungs = lungPixels(hu, columns, rows);
  let [pixels, lung, bone, dense] = [0, 0, 0, 0];
  let [left, right] = [columns, -1];
  for (let at = 0; at < hu.length; at++) {
    if (body[at]) {
      left = Math.min(left, at % columns);
      right = Math.max(right, at % columns);
    }
    // Lungs that the field of view cuts off are not enclosed.
    if (!body[at] && !holes[at] && !lungs[at]) continue;
    pixels++;
    lung += lungs[at]!;
    bone += Number(hu[at]! > 250);
    dense += Number(hu[at]! > 700);
  }
  return {
    areaCm2: pixels * pixelCm2,
    widthMm: (right - left + 1) * columnMm,
    secondPart: second / largest,
    lung: lung / pixels,
    bone: bone / pixels,
    dense: dense / pixels,
  };
}

/** Pixels with lung values whose four neighbours have them too: not the edge between body and air. */
function lungPixels(hu: Float32Array, columns: number, rows: number): Uint8Array {
  const lungs = new Uint8Array(hu.length);
  const isLung = Uint8Array.from(hu, (value) => Number(value > -920 && value < -500));
  for (let j = 1; j < rows - 1; j++)
    for (let i = 1; i < columns - 1; i++) {
      const at = i + columns * j;
      const beside = isLung[at - 1]! & isLung[at + 1]! & isLung[at - columns]! & isLung[at + columns]!;
      lungs[at] = isLung[at]! & beside;
    }
  return lungs;
}
