import type { ModelManifest } from "../../../src/model/index.ts";

type CrfStep = Extract<ModelManifest["postprocessing"][number], { readonly operation: "dense-crf" }>;

/** What is looked for: everything else of the step is the same for all. */
export type CrfCandidate = Pick<CrfStep, "appearance" | "smoothness">;

/** Sets of parameters that are tried on training patients; the spacing of their slices is assumed, as everywhere here. */
export const crfCandidates: readonly CrfCandidate[] = [
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

/** The manifest with the dense CRF, slice by slice, before all of its own postprocessing. */
export function withCrf(manifest: ModelManifest, { appearance, smoothness }: CrfCandidate): ModelManifest {
  const values = manifest.segments.map(({ value }) => value);
  const step: CrfStep = {
    operation: "dense-crf",
    values,
    dimensions: 2,
    iterations: 5,
    appearance,
    smoothness,
  };
  return { ...manifest, postprocessing: [step, ...manifest.postprocessing] };
}

/** Cases of so many training patients, spread over all of them: none of `validation`, and none of their patients. */
export function trainingCases(
  all: readonly string[],
  validation: readonly string[],
  { count, patientOf }: { readonly count: number; readonly patientOf: (caseName: string) => string },
): string[] {
  const keptBack = new Set(validation.map(patientOf));
  const firstOf = new Map<string, string>();
  for (const name of [...all].sort())
    if (!keptBack.has(patientOf(name)) && !firstOf.has(patientOf(name))) firstOf.set(patientOf(name), name);
  const cases = [...firstOf.values()];
  const step = Math.max(1, Math.floor(cases.length / count));
  return cases.filter((_, index) => index % step === 0).slice(0, count);
}
