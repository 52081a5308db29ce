import { type Dataset, numbers, text } from "../../dicom/index.ts";
import type { Segment } from "../../volume/index.ts";
import { srgbProfile } from "./srgb-profile.ts";

const channels = ["Red", "Green", "Blue"] as const;

/**
 * The colours of a LABELMAP's segments as a palette of its pixels (PS3.3 C.7.9, C.7.6.3.1.5): 8 bits per colour, from value 0
 * to the largest segment number, and the ICC profile that defines the colours (PS3.3 C.11.15).
 */
export function toPalette(segments: readonly Segment[]): Dataset {
  const entries = Math.max(...segments.map(({ segmentNumber }) => segmentNumber)) + 1;
  // 65536 entries do not fit into the descriptor's 16 bits, which are then 0.
  const descriptor = [entries % 65536, 0, 8];
  const data = channels.map(() => new Uint8Array(entries + (entries % 2)));
  for (const { segmentNumber, color } of segments)
    for (const channel of [0, 1, 2] as const) data[channel]![segmentNumber] = color[channel];
  return {
    PhotometricInterpretation: ["PALETTE COLOR"],
    RedPaletteColorLookupTableDescriptor: descriptor,
    GreenPaletteColorLookupTableDescriptor: descriptor,
    BluePaletteColorLookupTableDescriptor: descriptor,
    RedPaletteColorLookupTableData: data[0]!,
    GreenPaletteColorLookupTableData: data[1]!,
    BluePaletteColorLookupTableData: data[2]!,
    ICCProfile: srgbProfile(),
    ColorSpace: ["SRGB"],
  };
}

/** The colours of an object's palette by pixel value, 8 bits each; undefined for an object without one. */
export function parsePalette(
  dataset: Dataset,
): ((value: number) => Segment["color"] | undefined) | undefined {
  if (text(dataset, "PhotometricInterpretation") !== "PALETTE COLOR") return undefined;
  const [entries = 0, first = 0, bits = 8] = numbers(dataset, "RedPaletteColorLookupTableDescriptor");
  const bytesPerEntry = bits > 8 ? 2 : 1;
  const data = channels.map((channel) => dataset[`${channel}PaletteColorLookupTableData`]);
  return (value) => {
    const index = Math.min(Math.max(0, value - first), (entries || 65536) - 1);
    // The second of two bytes is the higher one, which is all that a screen shows.
    const at = index * bytesPerEntry + bytesPerEntry - 1;
    const color = data.map((bytes) => (bytes instanceof Uint8Array ? bytes[at] : undefined));
    return color.every((component) => component !== undefined)
      ? (color as unknown as Segment["color"])
      : undefined;
  };
}
