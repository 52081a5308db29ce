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

/** A model, with the name it is chosen by. */
export interface Candidate {
  readonly name: string;
  readonly manifest: ModelManifest;
}

/**
 * The model to preselect for a series: among those that fit, the one with the fewest warnings, with preference for the current
 * choice. If none is known to fit, one is preselected only if all that may fit cover the same body part: nothing is guessed.
 * @param chosen name of the current model; it is kept if no model is made for the modality.
 * @returns undefined if the user has to choose.
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
      // Models that need further series come after those that do not.
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

/** How the chosen model suits a series, as in the state. */
export interface ChoiceFacts {
  /** Undefined without a model or a series. */
  readonly modelFit: ModelFit | undefined;
  /** Warnings about this model on this series, or why none was chosen; a sentence each. */
  readonly modelWarnings: readonly string[];
  /** Names of models for this modality that are made for another body part. */
  readonly misfits: readonly string[];
  /** Why none of the models fits, as a sentence; undefined if one does or may. */
  readonly noneFits: string | undefined;
}

/** @param candidates the models for the series' modality. */
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
