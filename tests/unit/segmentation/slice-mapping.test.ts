import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Grid, ijkToLps, type Plane } from "../../../src/geometry/index.ts";
import { createInputStacker } from "../../../src/segmentation/input-stacker.ts";
import { createLabeller } from "../../../src/segmentation/labeller.ts";
import { createPlaneView, writeGridSlice } from "../../../src/segmentation/plane-view.ts";
import { createSliceMapping } from "../../../src/segmentation/slice-mapping.ts";
import { createSliceSampler } from "../../../src/segmentation/slice-sampler.ts";
import type { Volume } from "../../../src/volume/index.ts";
import { exampleManifest } from "../model/example-manifest.ts";

type Directions = Grid["directionsLps"];
const headFirstSupine: Directions = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];
const feetFirstProne: Directions = [
  [1, 0, 0],
  [0, -1, 0],
  [0, 0, -1],
];
const sagittal: Directions = [
  [0, 1, 0],
  [0, 0, -1],
  [-1, 0, 0],
];
const coronal: Directions = [
  [1, 0, 0],
  [0, 0, -1],
  [0, 1, 0],
];

function volumeOf(
  size: Grid["size"],
  spacingMm: Grid["spacingMm"],
  directionsLps: Directions,
  value: (lps: readonly number[]) => number,
): Volume {
  const grid: Grid = { size, spacingMm, originLps: [-12, 7, 30], directionsLps };
  const voxels = new Float32Array(size[0] * size[1] * size[2]);
  let at = 0;
  for (let k = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++) {
      for (let i = 0; i < size[0]; i++) voxels[at++] = value(ijkToLps(grid, [i, j, k]));
    }
  }
  return { grid, voxels, unit: "HU", modality: "CT" };
}

/** Position in patient space of input pixel (u, w) of a view's slice, from the definition of the mapping alone. */
function positionOf(
  volume: Volume,
  plane: Plane,
  slice: number,
  u: number,
  w: number,
): readonly [number, number, number] {
  const manifest = exampleManifest();
  const view = createPlaneView(volume.grid, { plane });
  const { spacingMm } = createSliceMapping(view, manifest.networks[0]!.input);
  const centre = ijkToLps(volume.grid, [
    (volume.grid.size[0] - 1) / 2,
    (volume.grid.size[1] - 1) / 2,
    (volume.grid.size[2] - 1) / 2,
  ]);
  const right = (u - 47 / 2) * spacingMm;
  const down = (w - 31 / 2) * spacingMm;
  const along = (slice - (view.slices.count - 1) / 2) * view.slices.spacingMm;
  if (plane === "axial") return [centre[0] + right, centre[1] + down, centre[2] + along];
  if (plane === "coronal") return [centre[0] + right, centre[1] + along, centre[2] - down];
  return [centre[0] + along, centre[1] + right, centre[2] - down];
}

describe("createSliceSampler", () => {
  const gradient = (lps: readonly number[]) =>
    60 + 1.3 * lps[0]! - 0.7 * (lps[1]! - 20) + 0.4 * (lps[2]! - 30);

  it.each([
    ["head first supine", headFirstSupine],
    ["feet first prone", feetFirstProne],
    ["sagittal", sagittal],
    ["coronal", coronal],
  ])("reads a linear gradient at the right place, acquired %s, in every plane", (_, directions) => {
    const volume = volumeOf([19, 17, 13], [0.9, 1.4, 2.1], directions, gradient);
    for (const plane of ["axial", "coronal", "sagittal"] as const) {
      const manifest = exampleManifest();
      const view = createPlaneView(volume.grid, { plane });
      const mapping = createSliceMapping(view, manifest.networks[0]!.input);
      const channel = new Float32Array(32 * 48);
      createSliceSampler(view, mapping, manifest.networks[0]!.input)(volume.voxels, 4, channel);
      // Well inside, a triangle filter and linear interpolation leave a linear gradient as it is.
      for (const [u, w] of [
        [22, 14],
        [25, 15],
        [23, 17],
        [21, 16],
      ] as const) {
        const expected =
          (Math.min(Math.max(gradient(positionOf(volume, plane, 4, u, w)), -40), 160) + 40) / 200;
        expect(channel[w * 48 + u]).toBeCloseTo(expected, 3);
      }
    }
  });

  it("clips to the window and fills the outside with its lower end", () => {
    const volume = volumeOf([8, 8, 3], [1, 1, 1], headFirstSupine, () => 3000);
    const manifest = exampleManifest();
    const view = createPlaneView(volume.grid, { plane: "axial" });
    const channel = new Float32Array(32 * 48).fill(9);
    createSliceSampler(
      view,
      createSliceMapping(view, manifest.networks[0]!.input),
      manifest.networks[0]!.input,
    )(volume.voxels, 1, channel);
    expect(channel[16 * 48 + 24]).toBeCloseTo(1, 6);
    expect(channel[0]).toBe(0);
    expect(Math.max(...channel)).toBeLessThanOrEqual(1 + 1e-6);
  });

  it("does not skip thin structures when the input is coarser than the image", () => {
    const volume = volumeOf([480, 320, 1], [1, 1, 1], headFirstSupine, () => 60);
    for (let column = 3; column < 480; column += 10) {
      for (let row = 0; row < 320; row++) volume.voxels[row * 480 + column] = 160;
    }
    const manifest = exampleManifest();
    const view = createPlaneView(volume.grid, { plane: "axial" });
    const channel = new Float32Array(32 * 48);
    createSliceSampler(
      view,
      createSliceMapping(view, manifest.networks[0]!.input),
      manifest.networks[0]!.input,
    )(volume.voxels, 0, channel);
    for (let u = 2; u < 46; u++) expect(channel[16 * 48 + u]).toBeCloseTo((60 + 10 + 40) / 200, 2);
  });
});

describe("createInputStacker", () => {
  it("puts the inferior neighbour first at the manifest's distance, repeats the ends", () => {
    const flipped: Directions = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, -1],
    ];
    const volume = volumeOf([48, 32, 9], [1.1, 1.1, 1.5], flipped, (lps) => lps[2]! + 40);
    const manifest = exampleManifest();
    const view = createPlaneView(volume.grid, { plane: "axial" });
    const stack = createInputStacker(
      volume,
      view,
      createSliceMapping(view, manifest.networks[0]!.input),
      manifest.networks[0]!.input,
    );
    const z = (slice: number) => {
      const input = stack(slice);
      return [0, 1, 2].map(
        (channel) => Math.round((input[channel * 32 * 48 + 16 * 48 + 24]! * 200 - 80) * 10) / 10,
      );
    };
    // Grid slice 0 lies at z = 30; the view counts from the lowest, z = 18, up.
    expect(z(4)).toEqual([21, 24, 27]);
    expect(z(0)).toEqual([18, 18, 21]);
    expect(z(8)).toEqual([27, 30, 30]);
  });
});

describe("createLabeller", () => {
  /** Logits that draw the half-plane u > column of the input as label 1 and w > row as label 2 on top. */
  function logitsFor(column: number, row: number): Float32Array {
    const logits = new Float32Array(3 * 32 * 48);
    for (let w = 0; w < 32; w++) {
      for (let u = 0; u < 48; u++) {
        logits[32 * 48 + w * 48 + u] = u - column;
        logits[2 * 32 * 48 + w * 48 + u] = w > row ? 100 : -100;
      }
    }
    return logits;
  }

  it.each([
    ["head first supine", headFirstSupine],
    ["feet first prone", feetFirstProne],
    ["sagittal", sagittal],
    ["coronal", coronal],
  ])("brings labels back to where the image was, acquired %s", (_, directions) => {
    const volume = volumeOf([19, 17, 13], [0.9, 1.4, 2.1], directions, () => 0);
    const manifest = exampleManifest();
    const view = createPlaneView(volume.grid, { plane: "axial" });
    const mapping = createSliceMapping(view, manifest.networks[0]!.input);
    const label = createLabeller(view, mapping, manifest);
    const voxels = new Uint8Array(volume.voxels.length);
    for (let slice = 0; slice < view.slices.count; slice++) {
      writeGridSlice(voxels, volume.grid, {
        sliceAxis: view.sliceAxis,
        sliceIndex: view.gridSliceIndex(slice),
        labels: label(logitsFor(23.5, 17)),
      });
    }
    const [cx, cy] = positionOf(volume, "axial", 6, 23.5, 15.5);
    const rowBorder = cy! + (17.5 - 15.5) * mapping.spacingMm;
    let at = 0;
    for (let k = 0; k < volume.grid.size[2]; k++) {
      for (let j = 0; j < volume.grid.size[1]; j++) {
        for (let i = 0; i < volume.grid.size[0]; i++, at++) {
          const [x, y] = ijkToLps(volume.grid, [i, j, k]);
          if (Math.abs(y! - rowBorder) < mapping.spacingMm) continue;
          const expected = y! > rowBorder ? 2 : x! > cx! + 1e-6 ? 1 : 0;
          if (Math.abs(x! - cx!) > 1e-6 || expected === 2) expect(voxels[at]).toBe(expected);
        }
      }
    }
  });

  it("gives ties to the lower label, and to no segment a channel without one", () => {
    const manifest = exampleManifest();
    const volume = volumeOf([48, 32, 1], [1.1, 1.1, 1], headFirstSupine, () => 0);
    const view = createPlaneView(volume.grid, { plane: "axial" });
    const mapping = createSliceMapping(view, manifest.networks[0]!.input);
    expect(new Set(createLabeller(view, mapping, manifest)(new Float32Array(3 * 32 * 48)))).toEqual(
      new Set([0]),
    );
    const onlyTumour = { ...manifest, segments: manifest.segments.slice(1) };
    const logits = new Float32Array(3 * 32 * 48).fill(5, 32 * 48, 2 * 32 * 48);
    expect(new Set(createLabeller(view, mapping, onlyTumour)(logits))).toEqual(new Set([0]));
  });
});

describe("createSliceMapping", () => {
  it("fits every field of view and never goes below the minimum spacing", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 700 }),
        fc.integer({ min: 1, max: 700 }),
        fc.double({ min: 0.2, max: 3, noNaN: true }),
        fc.double({ min: 0.2, max: 3, noNaN: true }),
        (columns, rows, columnMm, rowMm) => {
          const grid: Grid = {
            size: [columns, rows, 1],
            spacingMm: [columnMm, rowMm, 1],
            originLps: [0, 0, 0],
            directionsLps: headFirstSupine,
          };
          const { spacingMm } = createSliceMapping(
            createPlaneView(grid, { plane: "axial" }),
            exampleManifest().networks[0]!.input,
          );
          expect(spacingMm).toBeGreaterThanOrEqual(1.1);
          expect(spacingMm * 48).toBeGreaterThanOrEqual(columns * columnMm - 1e-9);
          expect(spacingMm * 32).toBeGreaterThanOrEqual(rows * rowMm - 1e-9);
        },
      ),
    );
  });
});
