/** A colour at a position (0..1) of a map; red, green and blue are 0..255. */
export type ColorStop = readonly [at: number, red: number, green: number, blue: number];

/** How an overlay's values are coloured. */
export interface ColorMap {
  readonly name: "hotIron" | "pet" | "hotMetalBlue" | "grey";
  /** Interpolated linearly; the first is at 0, the last at 1. */
  readonly stops: readonly ColorStop[];
  /** Low values are transparent, so that the image stays visible where there is no uptake. */
  readonly fadesIn: boolean;
}

export type ColorMapName = ColorMap["name"];

/** From entries of a palette of 256 colours. */
function ofPalette(...stops: readonly ColorStop[]): readonly ColorStop[] {
  return stops.map(([at, ...rgb]) => [at / 255, ...rgb]);
}

/** The standard DICOM palettes (PS3.6 annex B), within 3 of 255, and grey. */
export const colorMaps: readonly ColorMap[] = [
  {
    name: "hotIron",
    fadesIn: true,
    stops: ofPalette([0, 0, 0, 0], [128, 255, 0, 0], [191, 255, 126, 0], [255, 255, 255, 255]),
  },
  {
    name: "pet",
    fadesIn: true,
    stops: ofPalette(
      [0, 0, 0, 0],
      [63, 0, 128, 125],
      [128, 128, 0, 255],
      [192, 255, 128, 0],
      [255, 255, 255, 255],
    ),
  },
  {
    name: "hotMetalBlue",
    fadesIn: true,
    stops: ofPalette(
      [0, 0, 0, 0],
      [85, 0, 0, 167],
      [102, 50, 0, 200],
      [119, 90, 0, 150],
      [136, 140, 32, 50],
      [153, 190, 64, 0],
      [170, 255, 96, 0],
      [242, 255, 231, 213],
      [255, 255, 255, 255],
    ),
  },
  { name: "grey", fadesIn: false, stops: ofPalette([0, 0, 0, 0], [255, 255, 255, 255]) },
];

export function colorMapOf(name: ColorMapName): ColorMap {
  return colorMaps.find((map) => map.name === name)!;
}
