import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { readFile, toAbsolute } from "#read-file";
import { AutosegError } from "../errors.ts";
import { type ModelManifest, parseManifest } from "./manifest.ts";
import type { WeightsFile } from "./network.ts";

/** A model by its manifest; its weights are fetched when they are needed. Plain data: another thread can have it. */
export interface Model {
  readonly manifest: ModelManifest;
  /** Address of the manifest, absolute in the browser; the weights lie beside it. */
  readonly location: string;
}

/**
 * Reads a model's manifest, and none of its weights.
 * @param location the model's folder or its `manifest.json`: a URL in the browser, a path or URL in Node.
 * @throws AutosegError `model-not-found`, `invalid-manifest`.
 */
export async function loadModel(location: string): Promise<Model> {
  const manifestLocation = toAbsolute(
    location.endsWith(".json") ? location : `${location.replace(/\/?$/, "/")}manifest.json`,
  );
  const json = parseJson(await readFile(manifestLocation), manifestLocation);
  return { manifest: parseManifest(json, manifestLocation), location: manifestLocation };
}

/** Where a file of the model's weights lies. */
export function weightsLocation(model: Model, { file }: WeightsFile): string {
  return model.location.replace(/[^/\\]*$/, file);
}

/**
 * Fetches one file of a model's weights and checks its SHA-256.
 * @throws AutosegError `model-not-found`, `model-hash-mismatch`.
 */
export async function loadWeights(model: Model, file: WeightsFile): Promise<Uint8Array<ArrayBuffer>> {
  const location = weightsLocation(model, file);
  const weights = await readFile(location);
  checkWeights(weights, file, location);
  return weights;
}

/**
 * Holds the bytes of a weights file against its manifest.
 * @throws AutosegError `model-hash-mismatch`.
 */
export function checkWeights(weights: Uint8Array, file: WeightsFile, location: string): void {
  const found = bytesToHex(sha256(weights));
  if (found === file.sha256) return;
  throw new AutosegError(
    "model-hash-mismatch",
    `The model file ${location} is not the one its manifest describes: SHA-256 ${short(found)} instead of ` +
      `${short(file.sha256)}. Fetch the model again; it will not be run.`,
    { expected: file.sha256, found },
  );
}

function parseJson(bytes: Uint8Array, location: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new AutosegError(
      "invalid-manifest",
      `The model manifest ${location} is not JSON. Give the folder of a model, or its manifest.json.`,
      { path: "" },
      { cause },
    );
  }
}

function short(hex: string): string {
  return `${hex.slice(0, 12)}…`;
}
