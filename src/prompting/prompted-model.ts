import { AutosegError } from "../errors.ts";
import { listWeights, type PromptedManifest } from "../model/index.ts";
import { createIntensityMap, type IntensityMap } from "../segmentation/index.ts";
import type { Volume } from "../volume/index.ts";
import type { PromptAlgorithm } from "./prompt-result.ts";

/**
 * How the values of a volume are normalised for the model.
 * @throws AutosegError `model-mismatch` for a modality that the manifest has no entry for, or for a window applied to values
 * that are not Hounsfield units.
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

/** The model's name in the segments that it outlines, with the hashes of its graphs. */
export function toAlgorithm(manifest: PromptedManifest): PromptAlgorithm {
  const files = new Map(
    listWeights(manifest)
      .map(({ graphName, file }) => [graphName, file] as const)
      .reverse(),
  );
  const hashes = [...files.values()].reverse().map(({ sha256 }) => sha256);
  return {
    algorithmName: manifest.name,
    algorithmVersion: manifest.version,
    algorithmParameters: `weights SHA-256 ${hashes.join(" ")}`,
  };
}
