import { AutosegError } from "../errors.ts";
import type { PromptedManifest } from "../model/index.ts";
import { createIntensityMap, type IntensityMap } from "../segmentation/index.ts";
import type { Volume } from "../volume/index.ts";

/**
 * How the values of a volume become the model's.
 * @throws AutosegError `model-mismatch` for a modality that the manifest has no entry for, or a window for values that are
 * not in Hounsfield units.
 */
export function volumeIntensity(
  volume: Volume,
  { title, intensity }: Pick<PromptedManifest, "title" | "intensity">,
): IntensityMap {
  const { modality, unit } = volume;
  const chosen = intensity[modality] ?? intensity.default;
  if (chosen && (chosen.kind !== "window" || unit === "HU")) return createIntensityMap(volume, chosen);
  const expected = Object.keys(intensity).join(", ");
  throw new AutosegError(
    "model-mismatch",
    `The model "${title}" is made for ${expected}, and this series is ${modality} in ${unit} units. Choose another model or another series.`,
    { expected, found: modality },
  );
}
