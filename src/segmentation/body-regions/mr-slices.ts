import type { BodyRegion, SeenRegions } from "../../model/index.ts";
import { findComponents, findHoles, type Triple } from "../../regions/index.ts";
import type { AxialSample } from "./axial-samples.ts";
import { tissueThreshold } from "./tissue-threshold.ts";

/** What an outline of the body may show: a head, or something as large and as round; a trunk; or two legs. */
export type MrOutline = "head" | "round" | "trunk" | "legs";

/** Fraction of the slices that must agree, and the largest fraction that may look different. */
const [mostOfThem, fewOfThem] = [0.5, 0.1];

/** In the uppermost slices, a skull narrows to less than this fraction of its largest section. */
const narrowed = 0.7;

/** Heads of adults and children have larger sections; knees, necks and arms rarely do. */
const leastHeadCm2 = 140;

/** Regions with similar outlines: MR grey values have no unit that would distinguish them. */
const regionsOf: Readonly<Record<MrOutline, readonly BodyRegion[]>> = {
  head: ["head"],
  round: ["head", "neck", "limbs"],
  trunk: ["chest", "abdomen", "pelvis", "spine", "limbs"],
  legs: ["limbs"],
};

/** What a slice is judged by: the outline of its largest body part, with holes filled. */
export interface MrSlice {
  readonly areaCm2: number;
  /** From left to right. */
  readonly widthMm: number;
  /** From front to back. */
  readonly depthMm: number;
  /** Fraction of its bounding rectangle that it fills: 0.79 for an ellipse. */
  readonly filled: number;
  /** Area of the second largest part relative to the largest. */
  readonly secondPart: number;
  /** Whether the second largest part lies to the left or right of the largest, and is about as deep. */
  readonly isBeside: boolean;
  /** Fraction of each side of the field of view that it touches, largest first. */
  readonly borders: readonly number[];
}

/**
 * What an axial MR slice appears to show; undefined if no rule is certain. Each rule requires a size in millimetres and a
 * shape:
 * a head is one closed outline, deeper than wide; a trunk is wider than any head, and wider than deep; legs are two parts of
 * the same size side by side. Slices that the field of view cuts off on two sides are not judged.
 */
export function outlineOfMrSlice(slice: MrSlice): Exclude<MrOutline, "head"> | undefined {
  const { areaCm2, widthMm, depthMm, filled, secondPart, isBeside, borders } = slice;
  const [most = 0, next = 0] = borders;
  const ratio = depthMm / widthMm;
  const isClosed = most <= 0.4 && next <= 0.05;
  if (isClosed && isBeside && secondPart >= 0.5 && areaCm2 >= 40 && areaCm2 <= 350 && filled >= 0.6)
    return "legs";
  if (areaCm2 >= 330 && widthMm >= 230 && ratio <= 1 / 1.15) return "trunk";
  const isRound = filled >= 0.6 && ratio >= 1.03 && ratio <= 1.6 && secondPart < 0.2;
  const isSizeOfHead = widthMm >= 100 && widthMm <= 195 && depthMm <= 245 && areaCm2 >= 70 && areaCm2 <= 310;
  return isClosed && isRound && isSizeOfHead ? "round" : undefined;
}

/**
 * What an MR shows, by the outlines of its axial slices, inferior to superior: one region, or several of which it is one.
 * Undefined if fewer than half of the slices agree, or more than a tenth of them look different.
 */
export function regionsOfMrSlices(samples: readonly AxialSample[]): SeenRegions | undefined {
  const threshold = tissueThreshold(samples.map(({ values }) => values));
  const measured = samples.map((sample) => measureSlice(sample, threshold));
  const found = measured.map((slice) => slice && outlineOfMrSlice(slice));
  for (const outline of ["round", "trunk", "legs"] as const) {
    const count = found.filter((one) => one === outline).length;
    const others = found.filter((one) => one !== undefined && one !== outline).length;
    if (count < 3 || count < mostOfThem * samples.length || others > fewOfThem * samples.length) continue;
    const regions = regionsOf[outline === "round" && endsInVertex(measured) ? "head" : outline];
    return {
      regions: new Map(regions.map((region) => [region, count])),
      slices: samples.length,
      ...(regions.length > 1 && { isOneOf: true }),
    };
  }
  return undefined;
}

/** Whether sections become small towards the top: true for a head, but not for a knee or a neck. */
function endsInVertex(slices: readonly (MrSlice | undefined)[]): boolean {
  const areas = slices.map((slice) => slice?.areaCm2 ?? 0);
  const largest = Math.max(...areas);
  const top = areas.slice(-Math.max(1, Math.round(areas.length / 10)));
  return largest >= leastHeadCm2 && Math.min(...top) <= narrowed * largest;
}

/** Undefined for an empty slice. */
function measureSlice(sample: AxialSample, threshold: number): MrSlice | undefined {
  const { values, size, columnMm, rowMm } = sample;
  const [columns, rows] = size;
  const tissue = Uint8Array.from(values, (value) => Number(value > threshold));
  const holes = findHoles(tissue, size, 2);
  for (let at = 0; at < tissue.length; at++) tissue[at]! |= holes[at]!;
  const parts = findComponents(tissue, size, 6);
  const [largest, second] = Array.from(parts.sizes, (pixels, part) => ({ pixels, part }))
    .slice(1)
    .sort((a, b) => b.pixels - a.pixels);
  if (!largest) return undefined;
  const body = extentOf(parts.numbers, largest.part, size);
  const [width, depth] = [body.right - body.left + 1, body.back - body.front + 1];
  return {
    areaCm2: (largest.pixels * columnMm * rowMm) / 100,
    widthMm: width * columnMm,
    depthMm: depth * rowMm,
    filled: largest.pixels / (width * depth),
    secondPart: (second?.pixels ?? 0) / largest.pixels,
    isBeside: second !== undefined && isBeside(body, extentOf(parts.numbers, second.part, size)),
    borders: [
      body.onFirstRow / columns,
      body.onLastRow / columns,
      body.onFirstColumn / rows,
      body.onLastColumn / rows,
    ].sort((a, b) => b - a),
  };
}

type Extent = ReturnType<typeof extentOf>;

/** First and last column and row of a part, and how many of its pixels touch each side of the slice. */
function extentOf(numbers: Int32Array, part: number, [columns, rows]: Triple) {
  const extent = { left: columns, right: -1, front: rows, back: -1 };
  const on = { onFirstRow: 0, onLastRow: 0, onFirstColumn: 0, onLastColumn: 0 };
  for (let j = 0, at = 0; j < rows; j++)
    for (let i = 0; i < columns; i++, at++) {
      if (numbers[at] !== part) continue;
      extent.left = Math.min(extent.left, i);
      extent.right = Math.max(extent.right, i);
      extent.front = Math.min(extent.front, j);
      extent.back = j;
      on.onFirstRow += Number(j === 0);
      on.onLastRow += Number(j === rows - 1);
      on.onFirstColumn += Number(i === 0);
      on.onLastColumn += Number(i === columns - 1);
    }
  return { ...extent, ...on };
}

/** Whether one part lies to the left or right of another, by most of its width, and is about as deep. */
function isBeside(body: Extent, other: Extent): boolean {
  const overlap = Math.min(body.right, other.right) - Math.max(body.left, other.left) + 1;
  const width = Math.min(body.right - body.left, other.right - other.left) + 1;
  const [deep, otherDeep] = [body.back - body.front + 1, other.back - other.front + 1];
  return overlap <= 0.2 * width && Math.min(deep, otherDeep) >= 0.6 * Math.max(deep, otherDeep);
}
