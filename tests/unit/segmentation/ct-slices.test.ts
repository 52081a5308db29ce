import { describe, expect, it } from "vitest";
import type { Grid } from "../../../src/geometry/index.ts";
import { type CtSlice, regionOfCtSlice } from "../../../src/segmentation/body-regions/ct-slices.ts";
import { regionsOfSlices } from "../../../src/segmentation/body-regions/seen-regions.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { straightGrid } from "../geometry/straight-grid.ts";

const grid = straightGrid([64, 64, 30], [6, 6, 8]);

/** Ellipses of a part of the body, in millimetres from the middle of the slice; the last one that holds a pixel gives its HU. */
type Ellipse = readonly [x: number, y: number, halfWidth: number, halfDepth: number, hu: number];
const parts = {
  head: [
    [0, 0, 75, 90, 900],
    [0, 0, 68, 83, 40],
  ],
  chest: [
    [0, 0, 160, 105, 30],
    [-70, 0, 55, 80, -850],
    [70, 0, 55, 80, -850],
    [0, 75, 18, 18, 400],
  ],
  abdomen: [
    [0, 0, 160, 105, 40],
    [0, 75, 18, 18, 300],
    [60, -40, 20, 15, -980],
  ],
  pelvis: [
    [0, 0, 165, 105, 30],
    [-105, 20, 25, 42, 450],
    [105, 20, 25, 42, 450],
    [0, 75, 30, 25, 400],
  ],
  legs: [
    [-85, 0, 70, 75, 50],
    [85, 0, 70, 75, 50],
    [-85, 0, 14, 14, 1200],
    [85, 0, 14, 14, 1200],
  ],
  leg: [
    [0, 0, 70, 75, 50],
    [0, 0, 15, 15, 1200],
  ],
  /** A table and air. */
  empty: [[0, 150, 150, 4, -200]],
} as const satisfies Record<string, readonly Ellipse[]>;

function huAt(part: keyof typeof parts, x: number, y: number): number {
  let hu = -1000;
  for (const [cx, cy, a, b, value] of parts[part] as readonly Ellipse[])
    if (((x - cx) / a) ** 2 + ((y - cy) / b) ** 2 <= 1) hu = value;
  // A table below everybody.
  return hu === -1000 && Math.abs(y - 150) < 6 ? -200 : hu;
}

/** A body of parts from the feet upwards. */
function bodyOf(partOfSlice: (k: number) => keyof typeof parts, of: Grid = grid, unit = "HU"): Volume {
  const voxels = new Int16Array(64 * 64 * 30);
  for (let k = 0, at = 0; k < 30; k++)
    for (let j = 0; j < 64; j++)
      for (let i = 0; i < 64; i++, at++) voxels[at] = huAt(partOfSlice(k), 6 * (i - 31.5), 6 * (j - 31.5));
  return { grid: of, voxels, unit, modality: "CT" } as unknown as Volume;
}

const seenIn = (volume: Volume) => {
  const seen = regionsOfSlices(volume);
  return seen && { ...Object.fromEntries(seen.regions), of: seen.slices };
};

describe("the part of the body that CT slices look like", () => {
  it.each([
    ["head", "head"],
    ["chest", "chest"],
    ["abdomen", "abdomen"],
    ["pelvis", "pelvis"],
    ["legs", "limbs"],
    ["leg", "limbs"],
  ] as const)("is that of a %s", (part, region) => {
    expect(seenIn(bodyOf(() => part))).toEqual({ [region]: 30, of: 30 });
  });

  it("is every one that a whole body has, with its slices", () => {
    const whole = bodyOf(
      (k) => (["legs", "pelvis", "abdomen", "chest", "head"] as const)[Math.floor(k / 6)]!,
    );
    expect(seenIn(whole)).toEqual({ limbs: 6, pelvis: 6, abdomen: 6, chest: 6, head: 6, of: 30 });
  });

  it("is not said of two slices, of an empty table, of anything but CT, and of slices far from axial", () => {
    expect(seenIn(bodyOf((k) => (k < 2 ? "head" : "abdomen")))).toEqual({ abdomen: 28, of: 30 });
    expect(seenIn(bodyOf(() => "empty"))).toBeUndefined();
    expect(seenIn(bodyOf((k) => (k < 5 ? "head" : "empty")))).toBeUndefined();
    expect(seenIn(bodyOf(() => "head", grid, "arbitrary"))).toBeUndefined();
    const [c, s] = [Math.cos(0.8), Math.sin(0.8)];
    const turned: Grid = {
      ...grid,
      directionsLps: [
        [1, 0, 0],
        [0, c, s],
        [0, -s, c],
      ],
    };
    expect(seenIn(bodyOf(() => "head", turned))).toBeUndefined();
  });

  it("is found in coronal slices too: axial ones lie across them", () => {
    const axial = bodyOf(() => "chest");
    // The same voxels, k and j exchanged.
    const voxels = new Int16Array(64 * 30 * 64);
    for (let k = 0; k < 30; k++)
      for (let j = 0; j < 64; j++)
        for (let i = 0; i < 64; i++) voxels[i + 64 * (k + 30 * j)] = axial.voxels[i + 64 * (j + 64 * k)]!;
    const coronal: Grid = {
      size: [64, 30, 64],
      spacingMm: [6, 8, 6],
      originLps: grid.originLps,
      directionsLps: [
        [1, 0, 0],
        [0, 0, 1],
        [0, -1, 0],
      ],
    };
    expect(seenIn({ ...axial, grid: coronal, voxels })).toEqual({ chest: 30, of: 30 });
  });

  it("is left open where no rule is sure", () => {
    const neck: CtSlice = { areaCm2: 190, widthMm: 149, secondPart: 0, lung: 0, bone: 0.054, dense: 0.005 };
    expect(regionOfCtSlice(neck)).toBeUndefined();
    // A small field of view within the trunk.
    expect(
      regionOfCtSlice({ ...neck, areaCm2: 320, widthMm: 176, bone: 0.03, dense: 0.001 }),
    ).toBeUndefined();
    // A hip prosthesis.
    expect(regionOfCtSlice({ ...neck, areaCm2: 600, widthMm: 360, bone: 0.09, dense: 0.05 })).toBeUndefined();
  });
});
