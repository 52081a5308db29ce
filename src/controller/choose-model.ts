import type { SourceSeries } from "../dicom/index.ts";
import {
  bodyRegionsOfModel,
  type ModelFit,
  type ModelManifest,
  modalityOf,
  modelFit,
  noneFits,
  seriesOf,
  suitabilityWarnings,
  whyChoose,
} from "../model/index.ts";
import { describeForModel } from "../segmentation/index.ts";

/** A model that can be chosen, by the name by which it is. */
export interface Candidate {
  readonly name: string;
  readonly manifest: ModelManifest;
}

/**
 * The model to begin with on a series: of those that fit the one against which least speaks, the chosen one before others.
 * Where none is known to fit, one is chosen only if all that may fit look at the same part of the body: nothing is guessed.
 * @param chosen the name of the model that is chosen now; it stays where none is made for the modality.
 * @returns undefined when a person has to choose.
 */
export function chooseModel(
  series: SourceSeries,
  candidates: readonly Candidate[],
  chosen: string | undefined,
): string | undefined {
  const image = describeForModel(series);
  const rated = candidates
    .filter(({ manifest }) => modalityOf(manifest) === image.modality)
    .map(({ name, manifest }) => ({
      name,
      fit: modelFit(manifest, image).fit,
      // One that needs more than the open series comes after those that do not.
      warnings:
        suitabilityWarnings(manifest, image).length + seriesOf(manifest.networks[0]!.input).length - 1,
      regions: [...bodyRegionsOfModel(manifest)].sort().join(),
    }));
  if (rated.length === 0) return chosen;
  const fitting = rated.filter(({ fit }) => fit === "fits");
  const unknown = rated.filter(({ fit }) => fit === "unknown");
  const isOneRegion = new Set(unknown.map(({ regions }) => regions)).size === 1;
  const suited = fitting.length > 0 ? fitting : isOneRegion ? unknown : [];
  const fewest = Math.min(...suited.map(({ warnings }) => warnings));
  const best = suited.filter(({ warnings }) => warnings === fewest);
  return (best.find(({ name }) => name === chosen) ?? best[0])?.name;
}

/** What is known of the chosen model and a series, as the state has it. */
export interface ChoiceFacts {
  /** Undefined without a model or a series. */
  readonly modelFit: ModelFit | undefined;
  /** What speaks against the model on this series, or why none was chosen: a sentence each. */
  readonly modelWarnings: readonly string[];
  /** Names of the models for its modality that are made for another part of the body. */
  readonly misfits: readonly string[];
  /** Why no model of those that there are fits, as a sentence; undefined where one does or may. */
  readonly noneFits: string | undefined;
}

/** @param candidates the models for the modality of the series. */
export function describeChoice(
  series: SourceSeries | undefined,
  manifest: ModelManifest | undefined,
  candidates: readonly Candidate[],
): ChoiceFacts {
  if (!series) return { modelFit: undefined, modelWarnings: [], misfits: [], noneFits: undefined };
  const image = describeForModel(series);
  const suited = candidates
    .filter((candidate) => modalityOf(candidate.manifest) === image.modality)
    .map(({ name, manifest: one }) => ({ name, fit: modelFit(one, image).fit }));
  const misfits = suited.filter(({ fit }) => fit === "does-not-fit").map(({ name }) => name);
  const reason = suited.length > 0 && misfits.length === suited.length ? noneFits(image) : undefined;
  const known = { misfits, noneFits: reason };
  if (manifest)
    return {
      ...known,
      modelFit: modelFit(manifest, image),
      modelWarnings: suitabilityWarnings(manifest, image),
    };
  if (suited.length === 0) return { ...known, modelFit: undefined, modelWarnings: [] };
  return { ...known, modelFit: undefined, modelWarnings: [reason ?? whyChoose(image)] };
}
