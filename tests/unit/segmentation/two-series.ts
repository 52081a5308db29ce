import { convolutionFiles } from "./convolution-model.ts";

/** A model of two CT series of a patient that finds what takes up contrast: 100 HU more in the arterial phase than before. */
export function twoSeriesFiles(): Map<string, Uint8Array<ArrayBuffer>> {
  return convolutionFiles({
    name: "two-series",
    title: "Two phases",
    slopes: [
      [0, 0],
      [-1, 1],
    ],
    offsets: [0, -100],
    segments: [{ value: 1, channel: 1, label: "Uptake" }],
    input: { series: [{ name: "native" }, { name: "arterial" }] },
  });
}
