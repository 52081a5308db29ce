import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Model, ModelManifest } from "../../../src/model/index.ts";
import type { CaseRow } from "../evaluation.ts";

type CrfStep = Extract<ModelManifest["postprocessing"][number], { readonly operation: "dense-crf" }>;

/** Sets of parameters that are tried on training patients; the spacing of their slices is assumed, as everywhere here. */
export const crfCandidates: readonly Omit<CrfStep, "operation" | "values" | "dimensions" | "iterations">[] = [
  [1, 3, 0.05, 1, 1.5],
  [1, 9, 0.05, 1, 1.5],
  [1, 9, 0.1, 1, 1.5],
  [3, 3, 0.05, 1, 1.5],
  [3, 9, 0.05, 3, 3],
  [3, 30, 0.05, 3, 4.5],
].map(([weight, distanceMm, intensity, smoothWeight, smoothMm]) => ({
  appearance: { weight: weight!, distanceMm: distanceMm!, intensity: intensity! },
  smoothness: { weight: smoothWeight!, distanceMm: smoothMm! },
}));

/** The candidate with the highest mean Dice on training patients, for the U-Net of the comparison; see {@link crfCandidates}. */
export const bestCandidate = 4;

/** The model with the dense CRF before all of its own postprocessing, slice by slice. */
export function withCrf(model: Model, candidate: (typeof crfCandidates)[number]): Model {
  const { manifest } = model;
  const values = manifest.segments.map(({ value }) => value);
  const step: CrfStep = { operation: "dense-crf", values, dimensions: 2, iterations: 5, ...candidate };
  return { ...model, manifest: { ...manifest, postprocessing: [step, ...manifest.postprocessing] } };
}

export const crfFile = "crf.json";

/** Rows of the validation cases with the CRF, by the SHA-256 of the weights; none where none are recorded. */
export async function readCrfCases(folder: string): Promise<Readonly<Record<string, readonly CaseRow[]>>> {
  const path = join(folder, crfFile);
  return existsSync(path) ? JSON.parse(await readFile(path, "utf8")) : {};
}

/** Cases of so many training patients, spread over all of them: none of `validation`, and none of their patients. */
export function trainingCases(
  all: readonly string[],
  validation: readonly string[],
  { count, patientOf }: { readonly count: number; readonly patientOf: (caseName: string) => string },
): string[] {
  const keptBack = new Set(validation.map(patientOf));
  const cases = all.filter((name) => !keptBack.has(patientOf(name))).sort();
  const step = Math.max(1, Math.floor(cases.length / count));
  return cases.filter((_, index) => index % step === 0).slice(0, count);
}
