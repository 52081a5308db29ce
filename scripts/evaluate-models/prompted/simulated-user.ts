import type { Grid } from "../../../src/geometry/index.ts";
import {
  type Box,
  boxSize,
  findComponents,
  ijkAt,
  maskOf,
  squaredDistances,
  type Triple,
  wholeBlock,
} from "../../../src/regions/index.ts";

/** A voxel that a user clicks on, and whether to add it. */
export interface UserClick {
  readonly at: Triple;
  readonly adds: boolean;
}

/** How a user clicks: near the middle of what is wrong, or anywhere in the object, at times beside it. */
export type UserKind = "careful" | "hurried";

/** In the slice, in pixels: how far the first click is off, and how far a hurried user's clicks are off one time in ten. */
const [jitter, slip, slipChance] = [3, 5, 0.1];

/** The first click of a user: on the object. */
export function firstClick(truth: Uint8Array, grid: Grid, kind: UserKind, random: () => number): UserClick {
  const middle = kind === "hurried" ? anyVoxel(truth, grid, random) : deepestVoxel(truth, grid);
  const reach = kind === "careful" ? jitter : random() < slipChance ? slip : 0;
  for (let attempt = 0; attempt < 1000; attempt++) {
    const move = (): number => Math.floor(random() * (2 * reach + 1)) - reach;
    const at: Triple = [middle[0] + move(), middle[1] + move(), middle[2]];
    if (!at.every((index, axis) => index >= 0 && index < grid.size[axis]!)) continue;
    if (kind === "hurried" || truth[indexOf(at, grid)]) return { at, adds: true };
  }
  return { at: middle, adds: true };
}

/** A click into the largest connected error; undefined where there is none. */
export function nextClick(
  { found, truth, grid }: { readonly found: Uint8Array; readonly truth: Uint8Array; readonly grid: Grid },
  kind: UserKind,
  random: () => number,
): UserClick | undefined {
  const wrong = found.map((value, n) => (value !== truth[n] ? 1 : 0));
  const components = findComponents(wrong, grid.size, 26);
  if (components.count === 0) return undefined;
  const part = new Uint8Array(wrong.length);
  components.forEachRun((run) => {
    if (run.part === components.largest) part.fill(1, run.first, run.end);
  });
  const box = components.box(components.largest);
  const at = kind === "hurried" ? anyVoxel(part, grid, random) : deepestVoxel(part, grid, box);
  return { at, adds: truth[indexOf(at, grid)] === 1 };
}

/** The voxel that lies deepest in a mask, in millimetres; beyond the volume nothing is in it. */
function deepestVoxel(mask: Uint8Array, grid: Grid, known?: Box): Triple {
  const around = known ?? findComponents(mask, grid.size, 26).asOne().box(1);
  const box: Box = {
    from: [around.from[0] - 1, around.from[1] - 1, around.from[2] - 1],
    to: [around.to[0] + 1, around.to[1] + 1, around.to[2] + 1],
  };
  const outside = maskOf(wholeBlock(grid, mask), [1], box).map((value) => 1 - value);
  const depths = squaredDistances({
    grid: { size: boxSize(box), spacingMm: grid.spacingMm },
    voxels: outside,
  });
  let deepest = 0;
  for (let n = 1; n < depths.length; n++) if (depths[n]! > depths[deepest]!) deepest = n;
  return ijkAt(box, deepest);
}

function anyVoxel(mask: Uint8Array, grid: Grid, random: () => number): Triple {
  const count = mask.reduce((sum, value) => sum + value, 0);
  let left = Math.floor(random() * count);
  const index = mask.findIndex((value) => value === 1 && left-- === 0);
  return ijkAt({ from: [0, 0, 0], to: grid.size }, index);
}

export function indexOf([i, j, k]: Triple, { size }: Pick<Grid, "size">): number {
  return i + size[0] * (j + size[1] * k);
}

/** Uniform numbers in [0, 1): mulberry32 (Tommy Ettinger, 2017, public domain). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
