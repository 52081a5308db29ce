import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { readFile } from "#read-file";
import { AutosegError } from "../errors.ts";
import { type ModelManifest, parseManifest } from "./manifest.ts";

/** A model whose weights are those its manifest describes. */
export interface Model {
  readonly manifest: ModelManifest;
  /** The ONNX file. */
  readonly weights: Uint8Array<ArrayBuffer>;
}

/**
 * Reads a model's manifest and weights and checks the weights' SHA-256.
 * @param location the model's folder or its `manifest.json`: a URL in the browser, a path or URL in Node.
 * @throws AutosegError `model-not-found`, `invalid-manifest`, `model-hash-mismatch`.
 */
export async function loadModel(location: string): Promise<Model> {
  const manifestLocation = location.endsWith(".json")
    ? location
    : `${location.replace(/\/?$/, "/")}manifest.json`;
  const manifest = parseManifest(
    parseJson(await readFile(manifestLocation), manifestLocation),
    manifestLocation,
  );
  const weightsLocation = manifestLocation.replace(/[^/\\]*$/, manifest.weights.file);
  const weights = await readFile(weightsLocation);
  const found = bytesToHex(sha256(weights));
  if (found !== manifest.weights.sha256) {
    throw new AutosegError(
      "model-hash-mismatch",
      `The model file ${weightsLocation} is not the one its manifest describes: SHA-256 ${short(found)} instead of ` +
        `${short(manifest.weights.sha256)}. Fetch the model again; it will not be run.`,
      { expected: manifest.weights.sha256, found },
    );
  }
  return { manifest, weights };
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
