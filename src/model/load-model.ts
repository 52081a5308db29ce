import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { readFile, toAbsolute } from "#read-file";
import { AutosegError } from "../errors.ts";
import { parseManifest } from "./manifest.ts";
import type { ModelManifest } from "./manifest-schema.ts";
import type { WeightsFile } from "./network.ts";
import { isPromptedManifest, parsePromptedManifest } from "./prompted-manifest.ts";
import type { PatchManifest, PromptedManifest } from "./prompted-schema.ts";

/** A model's manifest and location; weights are fetched when needed. Plain data, so that it can be posted to another thread. */
export interface Model {
  readonly manifest: ModelManifest;
  /** Address of the manifest, absolute in the browser; the weights are beside it. */
  readonly location: string;
}

/** A model that outlines what a user points at; plain data like {@link Model}. */
export interface PromptedModel {
  readonly manifest: PromptedManifest;
  /** Address of the manifest, absolute in the browser; the weights are beside it. */
  readonly location: string;
}

/** A model of either kind. */
export interface AnyModel {
  readonly manifest: ModelManifest | PromptedManifest;
  readonly location: string;
}

/** A model whose graphs a backend can run. */
export interface GraphModel {
  readonly manifest: ModelManifest | PatchManifest;
  readonly location: string;
}

/**
 * Reads a model's manifest, but none of its weights.
 * @param location the model's folder or its `manifest.json`: a URL in the browser, a path or URL in Node.
 * @throws AutosegError `model-not-found`, `invalid-manifest` (also for a prompted model).
 */
export async function loadModel(location: string): Promise<Model> {
  const { json, manifestLocation } = await readManifest(location);
  return { manifest: parseManifest(json, manifestLocation), location: manifestLocation };
}

/**
 * Reads the manifest of a prompted model, but none of its weights.
 * @param location as for {@link loadModel}.
 * @throws AutosegError `model-not-found`, `invalid-manifest` (also for a model that segments without prompts).
 */
export async function loadPromptedModel(location: string): Promise<PromptedModel> {
  const { json, manifestLocation } = await readManifest(location);
  return { manifest: parsePromptedManifest(json, manifestLocation), location: manifestLocation };
}

/**
 * Reads the manifest of a model of either kind, but none of its weights.
 * @param location as for {@link loadModel}.
 * @throws AutosegError `model-not-found`, `invalid-manifest`.
 */
export async function loadAnyModel(location: string): Promise<Model | PromptedModel> {
  const { json, manifestLocation } = await readManifest(location);
  return isPromptedManifest(json)
    ? { manifest: parsePromptedManifest(json, manifestLocation), location: manifestLocation }
    : { manifest: parseManifest(json, manifestLocation), location: manifestLocation };
}

async function readManifest(location: string) {
  const manifestLocation = toManifestLocation(toAbsolute(location));
  const json = parseManifestJson(await readFile(manifestLocation, mostManifestBytes), manifestLocation);
  return { json, manifestLocation };
}

/** The part of a model that locates its files. */
type Located = Pick<Model, "location">;

/** Largest manifest that is read. */
export const mostManifestBytes = 16 * 2 ** 20;

/** Reading stops when a file is this much larger than its manifest says. */
const sizeSlackBytes = 16 * 2 ** 20;

/** Whether this is an address with a scheme; a single letter is a Windows drive. */
const isAddress = (location: string): boolean => /^[a-z][a-z0-9+.-]+:/i.test(location);

function toManifestLocation(location: string): string {
  const toFile = (path: string) =>
    path.endsWith(".json") ? path : `${path.replace(/\/?$/, "/")}manifest.json`;
  if (!isAddress(location)) return toFile(location);
  const url = new URL(location);
  url.pathname = toFile(url.pathname);
  return url.href;
}

/** Location of a weights file: always beside the manifest. */
export function weightsLocation(model: Located, { file }: WeightsFile): string {
  // The manifest's schema guarantees that the name has neither folders nor a scheme.
  return isAddress(model.location)
    ? new URL(file, model.location).href
    : model.location.replace(/[^/\\]*$/, file);
}

/**
 * Fetches one weights file of a model and checks its SHA-256.
 * @throws AutosegError `model-not-found`, `model-hash-mismatch`.
 */
export async function loadWeights(model: Located, file: WeightsFile): Promise<Uint8Array<ArrayBuffer>> {
  const location = weightsLocation(model, file);
  const weights = await readFile(location, file.sizeBytes + sizeSlackBytes, model.location);
  checkWeights(weights, file, location);
  return weights;
}

/**
 * Checks the bytes of a weights file against its manifest.
 * @throws AutosegError `model-hash-mismatch`.
 */
export function checkWeights(weights: Uint8Array, file: WeightsFile, location: string): void {
  const found = bytesToHex(sha256(weights));
  if (found === file.sha256) return;
  throw new AutosegError(
    "model-hash-mismatch",
    `The model file ${location} does not match its manifest: its SHA-256 is ${short(found)} instead of ` +
      `${short(file.sha256)}. Download the model again. It was not run.`,
    { expected: file.sha256, found },
  );
}

/** @param location of the manifest, as the user knows it. @throws AutosegError `invalid-manifest` if the bytes are not JSON. */
export function parseManifestJson(bytes: Uint8Array, location: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new AutosegError(
      "invalid-manifest",
      `The model manifest ${location} is not JSON. Choose the folder of a model, or its manifest.json.`,
      { path: "" },
      { cause },
    );
  }
}

function short(hex: string): string {
  return `${hex.slice(0, 12)}…`;
}
