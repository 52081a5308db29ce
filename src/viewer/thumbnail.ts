import type { MiddleSlice } from "../dicom/index.ts";

/** A small picture of a slice: opaque RGBA with square pixels. */
export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** Pixels along the longer side. */
const edge = 128;

/** Scales a slice down to a thumbnail; black and white are the 2nd and 99th percentile of the sampled pixels. */
export function toThumbnail({ columns, rows, spacingMm, values }: MiddleSlice): Thumbnail {
  const [widthMm, heightMm] = [columns * spacingMm[0], rows * spacingMm[1]];
  const pixelMm = Math.max(widthMm, heightMm) / edge;
  const [width, height] = [widthMm, heightMm].map((mm) => Math.max(1, Math.round(mm / pixelMm))) as [
    number,
    number,
  ];
  const seen = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = columns * Math.floor(((y + 0.5) * rows) / height);
    for (let x = 0; x < width; x++)
      seen[x + width * y] = values[row + Math.floor(((x + 0.5) * columns) / width)]!;
  }
  const sorted = seen.toSorted();
  const at = (part: number): number => sorted[Math.floor(part * (sorted.length - 1))]!;
  const [black, white] = [at(0.02), at(0.99)];
  const pixels = new Uint8ClampedArray(4 * seen.length);
  for (let index = 0; index < seen.length; index++) {
    const grey = (255 * (seen[index]! - black)) / (white - black || 1);
    pixels.set([grey, grey, grey, 255], 4 * index);
  }
  return { width, height, pixels };
}
