import { listWeights, type PromptedManifest } from "../model/index.ts";
import type { PromptAlgorithm } from "./prompt-result.ts";

/** What a model is called in the segments that it outlines: as other models are, with the hashes of its graphs. */
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
