import type { GreyWindow } from "../cornerstone/index.ts";
import { numbers, type SourceSeries, suvBodyWeight } from "../dicom/index.ts";

export interface WindowPreset extends GreyWindow {
  readonly name:
    | "abdomen"
    | "liver"
    | "liverPortal"
    | "lung"
    | "bone"
    | "brain"
    | "suv5"
    | "suv10"
    | "fitted"
    | "file";
}

/** In Hounsfield units, so for CT only. */
const ctPresets: readonly WindowPreset[] = [
  { name: "abdomen", center: 40, width: 400 },
  { name: "liver", center: 60, width: 150 },
  // With portal venous contrast the liver is at about 110 HU.
  { name: "liverPortal", center: 90, width: 150 },
  { name: "lung", center: -600, width: 1500 },
  { name: "bone", center: 400, width: 1800 },
  { name: "brain", center: 40, width: 80 },
];

/**
 * Windows to choose from, the default first: presets for CT, SUV windows for PET, otherwise the file's own window, and one that
 * fits the values.
 */
export function windowPresets(series: SourceSeries): readonly WindowPreset[] {
  if (series.volume.unit === "HU") return ctPresets;
  if (isEmission(series.modality)) return emissionPresets(series);
  const [center, width] = [
    numbers(series.header, "WindowCenter")[0],
    numbers(series.header, "WindowWidth")[0],
  ];
  const fromFile = center !== undefined && width !== undefined && width > 1;
  return [
    ...(fromFile ? [{ name: "file" as const, center, width }] : []),
    { name: "fitted", ...fitWindow(series.volume.voxels) },
  ];
}

/** From the 1st to the 99.5th percentile in a sample of the voxels, without the darkest value (air, padding). */
function fitWindow(voxels: ArrayLike<number>): GreyWindow {
  const step = Math.max(1, Math.floor(voxels.length / 200_000));
  const sample: number[] = [];
  for (let index = 0; index < voxels.length; index += step) sample.push(voxels[index]!);
  sample.sort((a, b) => a - b);
  const darkest = sample[0] ?? 0;
  const bright = sample.filter((value) => value > darkest);
  const at = (fraction: number): number => bright[Math.floor(fraction * (bright.length - 1))] ?? darkest;
  const [lower, upper] = [at(0.01), at(0.995)];
  return { center: (lower + upper) / 2, width: Math.max(1, upper - lower) };
}

/** Whether images show the uptake of a tracer: they are read dark on white, with windows that begin at zero. */
export function isEmission(modality: string): boolean {
  return modality === "PT" || modality === "NM";
}

function emissionPresets({ modality, header, volume }: SourceSeries): readonly WindowPreset[] {
  const suv = modality === "PT" ? suvBodyWeight(header) : "";
  const { center, width } = fitWindow(volume.voxels);
  const fitted = { name: "fitted" as const, ...windowUpTo(center + width / 2) };
  if (typeof suv === "string") return [fitted];
  return [
    { name: "suv5", ...windowUpTo(5 / suv.factor) },
    { name: "suv10", ...windowUpTo(10 / suv.factor) },
    fitted,
  ];
}

/** A window from zero. */
export function windowUpTo(upper: number): GreyWindow {
  return { center: upper / 2, width: upper };
}
