import * as v from "valibot";
import { invalidManifest, toGraphs } from "./manifest.ts";
import type { ModelManifest } from "./manifest-schema.ts";
import type { WeightsFile } from "./network.ts";
import {
  encodedManifestSchema,
  type PatchManifest,
  type PromptedManifest,
  patchManifestSchema,
} from "./prompted-schema.ts";

/**
 * Checks parsed JSON as a manifest of the kind `prompted`.
 * @throws AutosegError `invalid-manifest` naming the first key that is wrong, what was expected and what was found.
 */
export function parsePromptedManifest(json: unknown, location: string): PromptedManifest {
  if (!isPromptedManifest(json))
    throw invalidManifest(location, "kind", 'Expected "prompted": this model segments without prompts');
  const schema = "network" in json ? patchManifestSchema : encodedManifestSchema;
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw invalidManifest(location, v.getDotPath(issue) ?? "", issue.message);
}

/** Whether this JSON describes a prompted model. */
export function isPromptedManifest(json: unknown): json is { readonly kind: "prompted" } {
  return typeof json === "object" && json !== null && "kind" in json && json.kind === "prompted";
}

/** Whether the model is a single network of patches, rather than an encoder and a decoder. */
export function isPatchManifest(manifest: PromptedManifest): manifest is PatchManifest {
  return "network" in manifest;
}

/** Every weights file of a model in each of its precisions, with the name of its graph. */
export function listWeights(
  manifest: ModelManifest | PromptedManifest,
): { readonly graphName: string; readonly file: WeightsFile }[] {
  const graphs =
    "encoder" in manifest
      ? [
          { name: "encoder", weights: manifest.encoder.weights },
          { name: "decoder", weights: manifest.decoder.weights },
        ]
      : toGraphs(manifest);
  return graphs.flatMap(({ name, weights }) => weights.map((file) => ({ graphName: name, file })));
}
