import type { Graph } from "./network.ts";
import type { PatchManifest } from "./prompted-schema.ts";

/** The one graph of a network of patches, as a backend runs it. */
export function toPatchGraph({ network, intensity }: PatchManifest): Graph {
  const { weights, input, prompt, output, reference } = network;
  const [first] = Object.values(intensity);
  return {
    name: "network",
    weights,
    input: { ...input, plane: "acquired", intensity: first!, prompt },
    output: { ...output, activation: "sigmoid" },
    reference,
  };
}
