import type { Mask } from "../../../src/regions/mask.ts";

export interface MaskPair {
  readonly name: string;
  readonly found: Mask;
  readonly reference: Mask;
  readonly tolerance: number;
}

/** Uniform random numbers in [0, 1) from a linear congruential generator, so that masks are the same in every run. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x80000000;
  };
}

/** Pairs with different difficulties: unequal spacing, shapes cut by the grid's border, scattered voxels, one voxel. */
export function createMaskPairs(): MaskPair[] {
  const blobs = (
    seed: number,
    size: Mask["grid"]["size"],
    spacingMm: Mask["grid"]["spacingMm"],
    count: number,
  ) => {
    const random = createRandom(seed);
    const centres = Array.from({ length: count }, () => ({
      at: size.map((length) => random() * length),
      radii: size.map((length) => 1.5 + random() * length * 0.22),
    }));
    const draw = (shift: number): Mask => {
      const voxels = new Uint8Array(size[0] * size[1] * size[2]);
      for (let index = 0; index < voxels.length; index++) {
        const ijk = [
          index % size[0],
          Math.floor(index / size[0]) % size[1],
          Math.floor(index / (size[0] * size[1])),
        ];
        voxels[index] = centres.some(
          ({ at, radii }) =>
            ijk.reduce(
              (sum, x, axis) => sum + ((x - at[axis]! - (axis === 0 ? shift : 0)) / radii[axis]!) ** 2,
              0,
            ) <= 1,
        )
          ? 1
          : 0;
      }
      return { grid: { size, spacingMm }, voxels };
    };
    return [draw(0), draw(2)] as const;
  };
  const scattered = (seed: number, density: number): Mask => {
    const random = createRandom(seed);
    const size = [23, 19, 11] as const;
    return {
      grid: { size, spacingMm: [0.7, 1.3, 4] },
      voxels: Uint8Array.from({ length: 23 * 19 * 11 }, () => (random() < density ? 1 : 0)),
    };
  };
  const [organ, organMoved] = blobs(1, [61, 47, 23], [0.78, 0.78, 3], 3);
  const [lesions, lesionsMoved] = blobs(5, [72, 64, 18], [1.5, 1.5, 5], 14);
  const [cut, cutMoved] = blobs(11, [20, 20, 6], [1, 2, 3], 5);
  const single: Mask = {
    grid: organ.grid,
    voxels: organ.voxels.map((_, index) => (index === 30_000 ? 1 : 0)),
  };
  return [
    { name: "an organ moved by two voxels", found: organMoved, reference: organ, tolerance: 1.1 },
    { name: "many lesions moved by two voxels", found: lesionsMoved, reference: lesions, tolerance: 2 },
    { name: "shapes cut by the border", found: cutMoved, reference: cut, tolerance: 1.5 },
    { name: "an organ against one voxel", found: single, reference: organ, tolerance: 3.1 },
    { name: "scattered voxels", found: scattered(3, 0.1), reference: scattered(4, 0.2), tolerance: 1.4 },
    {
      name: "scattered voxels, mostly full",
      found: scattered(8, 0.9),
      reference: scattered(9, 0.8),
      tolerance: 0.75,
    },
  ];
}
