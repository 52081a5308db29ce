import { describe, expect, it } from "vitest";
import { createGrid, type Grid } from "../../../src/geometry/index.ts";
import { type MrSlice, outlineOfMrSlice } from "../../../src/segmentation/body-regions/mr-slices.ts";
import { regionsOfSlices } from "../../../src/segmentation/body-regions/seen-regions.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";

const [columns, slices, pixelMm] = [80, 24, 5];
const grid = straightGrid([columns, columns, slices], [pixelMm, pixelMm, 6]);

/** Tissue at a place in mm from the middle of the slice; `t` runs from 0 at the feet to 1 at the head. */
type Body = (x: number, y: number, t: number) => boolean;

const inEllipse = (x: number, y: number, halfWidth: number, halfDepth: number) =>
  (x / halfWidth) ** 2 + (y / halfDepth) ** 2 <= 1;

/** The half axes of a ball's section shrink towards the top. */
const vertex = (t: number) => Math.sqrt(1 - Math.max(0, t - 0.4) ** 2 / 0.36);

const bodies = {
  head: (x, y, t) => inEllipse(x, y, 76 * vertex(t), 96 * vertex(t)),
  thigh: (x, y) => inEllipse(x, y, 82, 90),
  abdomen: (x, y) => inEllipse(x, y, 165, 110),
  legs: (x, y) => inEllipse(Math.abs(x) - 95, y, 75, 80),
  /** Beyond the field of view on every side. */
  close: (x, y) => inEllipse(x, y, 260, 240),
  /** Half of a chest, as short axes show it: deep, cut off, and in pieces. */
  shortAxis: (x, y) => inEllipse(x + 60, y + 40, 120, 190) && !inEllipse(x + 60, y + 90, 70, 60),
  nothing: () => false,
} as const satisfies Record<string, Body>;

/** Grey of a coil, which falls off from front to back, skull and marrow dark, noise everywhere. */
function mrOf(body: Body, of: Grid = grid, modality = "MR"): Volume {
  const voxels = new Int16Array(columns * columns * slices);
  for (let k = 0, at = 0; k < slices; k++)
    for (let j = 0; j < columns; j++)
      for (let i = 0; i < columns; i++, at++) {
        const [x, y] = [pixelMm * (i - 39.5), pixelMm * (j - 39.5)];
        const noise = (at * 2_654_435_761) % 37;
        const tissue = body(x, y, k / (slices - 1)) ? 420 - 0.8 * y - (Math.hypot(x, y) < 12 ? 400 : 0) : 0;
        voxels[at] = -20 + noise + tissue;
      }
  return { grid: of, voxels, unit: "arbitrary", modality } as unknown as Volume;
}

const seenIn = (volume: Volume) => {
  const seen = regionsOfSlices(volume);
  return seen && { regions: [...seen.regions.keys()], isOneOf: seen.isOneOf ?? false };
};

describe("the part of the body that MR slices look like", () => {
  it("is a head, where a round section of its size ends in a vertex", () => {
    expect(seenIn(mrOf(bodies.head))).toEqual({ regions: ["head"], isOneOf: false });
  });

  it("is one of several where the outline does not tell them apart", () => {
    expect(seenIn(mrOf(bodies.thigh))).toEqual({ regions: ["head", "neck", "limbs"], isOneOf: true });
    expect(seenIn(mrOf(bodies.abdomen))).toEqual({
      regions: ["chest", "abdomen", "pelvis", "spine", "limbs"],
      isOneOf: true,
    });
  });

  it("is limbs, where two lie side by side", () => {
    expect(seenIn(mrOf(bodies.legs))).toEqual({ regions: ["limbs"], isOneOf: false });
  });

  it.each(["close", "shortAxis", "nothing"] as const)("is not said of %s", (name) => {
    expect(seenIn(mrOf(bodies[name]))).toBeUndefined();
  });

  it("is not said where the slices disagree, and of a PET", () => {
    const both: Body = (x, y, t) => bodies[t < 0.45 ? "abdomen" : "head"](x, y, t);
    expect(seenIn(mrOf(both))).toBeUndefined();
    expect(seenIn(mrOf(bodies.head, grid, "PT"))).toBeUndefined();
  });

  it("does not depend on the order of slices, nor on the side that the patient lies on: positions are the patient's", () => {
    const reversed: Grid = {
      ...grid,
      directionsLps: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, -1],
      ],
    };
    const feetFirst = mrOf((x, y, t) => bodies.head(x, y, 1 - t), reversed);
    expect(seenIn(feetFirst)).toEqual({ regions: ["head"], isOneOf: false });
    // The same voxels with the feet where the head was: no vertex at the top.
    expect(seenIn(mrOf((x, y, t) => bodies.head(x, y, 1 - t)))).toEqual({
      regions: ["head", "neck", "limbs"],
      isOneOf: true,
    });
  });
});

describe("the short axis of the heart", () => {
  /** Slices across this direction of the patient. */
  const across = (normal: readonly [number, number, number], spacingMm = 8, inPlaneMm = 1.5) => {
    const n = normal.map((value) => value / Math.hypot(...normal)) as [number, number, number];
    const flat = Math.hypot(n[0], n[1]);
    const u = [-n[1] / flat, n[0] / flat, 0] as const;
    const v = [n[1] * u[2] - n[2] * u[1], n[2] * u[0] - n[0] * u[2], n[0] * u[1] - n[1] * u[0]] as const;
    const volumeGrid = createGrid({
      size: [200, 200, 10],
      spacingMm: [inPlaneMm, inPlaneMm, spacingMm],
      originLps: [0, 0, 0],
      directionsLps: [u, v, n],
    });
    return { grid: volumeGrid, voxels: new Int16Array(400_000), unit: "arbitrary", modality: "MR" } as const;
  };

  it("is known by its tilt to the left, to the front and downwards, towards the apex or away from it", () => {
    for (const normal of [
      [0.65, -0.6, -0.45],
      [-0.65, 0.6, 0.45],
      [0.5, -0.45, -0.72],
    ] as const)
      expect(seenIn(across(normal))).toEqual({ regions: ["chest"], isOneOf: false });
  });

  it("is neither a single tilt, nor the other side, nor thin slices, nor a small field of view", () => {
    for (const volume of [
      across([0.7, -0.7, 0.01]),
      across([0.65, 0.6, -0.45]),
      across([-0.65, -0.6, -0.45]),
      across([0.65, -0.6, -0.45], 1),
      across([0.65, -0.6, -0.45], 8, 0.7),
    ])
      expect(seenIn(volume)).toBeUndefined();
  });
});

describe("an outline", () => {
  const abdomen: MrSlice = {
    areaCm2: 560,
    widthMm: 320,
    depthMm: 220,
    filled: 0.79,
    secondPart: 0,
    isBeside: false,
    borders: [0, 0, 0, 0],
  };
  const head: MrSlice = { ...abdomen, areaCm2: 230, widthMm: 155, depthMm: 195 };

  it.each<[string, Partial<MrSlice>]>([
    ["that is wider than deep, as a child's abdomen", { widthMm: 190, depthMm: 150 }],
    ["that is cut off on two sides", { borders: [0.3, 0.2, 0, 0] }],
    ["that is cut off on most of a side", { borders: [0.7, 0, 0, 0] }],
    ["that is larger than a head", { widthMm: 230, depthMm: 280, areaCm2: 420 }],
    ["in pieces", { secondPart: 0.4 }],
    ["with deep bays", { filled: 0.45 }],
  ])("%s is no head", (_, change) => {
    expect(outlineOfMrSlice(head)).toBe("round");
    expect(outlineOfMrSlice({ ...head, ...change })).toBeUndefined();
  });

  it("of a trunk may be cut off at the sides; what is as deep as wide is left open", () => {
    expect(outlineOfMrSlice({ ...abdomen, borders: [0.4, 0.3, 0, 0] })).toBe("trunk");
    expect(outlineOfMrSlice({ ...abdomen, depthMm: 300 })).toBeUndefined();
  });
});
