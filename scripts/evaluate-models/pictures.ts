import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encode } from "fast-png";
import type { StripCase } from "./strips.ts";
import type { Target, Task } from "./tasks.ts";

type Colour = readonly [number, number, number];
/** Reference and what was found; where both outlines run together the pixel is white. */
const referenceColour: Colour = [0, 200, 80];
const foundColour: Colour = [255, 80, 40];
const bothColour: Colour = [255, 255, 255];

/** Width that pictures have about, and the most pixels to a pixel of the slice: outlines of one pixel must be seen. */
const [aboutColumns, mostZoom] = [768, 3];

/**
 * Writes a picture of each structure's worst slice (the most voxels that differ): grey, the reference's outline in green,
 * the found one in red-orange, both in white. The name begins with the Dice, so that the worst cases come first.
 */
export async function writeCasePicture(
  folder: string,
  strip: StripCase,
  labels: Uint8Array,
  dice: Readonly<Record<string, number | null>>,
  task: Task,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const target of task.targets) {
    const slice = worstSlice(strip, labels, target);
    if (slice === undefined) continue;
    const name = `${target.key}-${dice[target.key]?.toFixed(3) ?? "none"}-${strip.name}-slice-${slice}.png`;
    await writeFile(join(folder, name), drawSlice(strip, labels, target, slice));
  }
}

/** The slice on which a structure has the most voxels that differ; undefined where none does. */
export function worstSlice(
  { size, labels: reference }: Pick<StripCase, "size" | "labels">,
  labels: Uint8Array,
  { values }: Target,
): number | undefined {
  const pixels = size[0] * size[1];
  let worst: number | undefined;
  let most = 0;
  for (let slice = 0; slice < size[2]; slice++) {
    let differing = 0;
    for (let at = slice * pixels; at < (slice + 1) * pixels; at++)
      if (values.includes(labels[at]!) !== values.includes(reference[at]!)) differing++;
    if (differing > most) [worst, most] = [slice, differing];
  }
  return worst;
}

/** A slice with both outlines as PNG. */
export function drawSlice(
  { size, grey, labels: reference }: Pick<StripCase, "size" | "grey" | "labels">,
  found: Uint8Array,
  { values }: Target,
  slice: number,
): Uint8Array {
  const [columns, rows] = size;
  const first = slice * columns * rows;
  const zoom = Math.min(Math.max(Math.round(aboutColumns / columns), 1), mostZoom);
  const [width, height] = [columns * zoom, rows * zoom];
  const isIn = (labels: Uint8Array, x: number, y: number): boolean =>
    x >= 0 &&
    y >= 0 &&
    x < width &&
    y < height &&
    values.includes(labels[first + Math.floor(x / zoom) + columns * Math.floor(y / zoom)]!);
  const isOutline = (labels: Uint8Array, x: number, y: number): boolean =>
    isIn(labels, x, y) &&
    !(isIn(labels, x - 1, y) && isIn(labels, x + 1, y) && isIn(labels, x, y - 1) && isIn(labels, x, y + 1));
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      const level = grey[first + Math.floor(x / zoom) + columns * Math.floor(y / zoom)]!;
      const [inReference, inFound] = [isOutline(reference, x, y), isOutline(found, x, y)];
      const colour = inReference && inFound ? bothColour : inReference ? referenceColour : foundColour;
      data.set(inReference || inFound ? colour : [level, level, level], at);
    }
  }
  return encode({ width, height, data, channels: 3, depth: 8 });
}
