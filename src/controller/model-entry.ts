import { type Model, modalityOf } from "../model/index.ts";
import type { Segment } from "../volume/index.ts";

/** What is shown of a model before it is loaded. */
export interface ModelEntry {
  readonly name: string;
  /** Set for a model that outlines what the user points at; absent for one that segments without prompts. */
  readonly kind?: "prompted";
  readonly title: string;
  /** Such as "U-Net" or "Attention U-Net": distinguishes models with the same title. */
  readonly architecture: string;
  readonly modality: string;
  readonly description: string;
  /** URL of the model's folder or manifest, if it is not derived from the name. */
  readonly url: string;
}

/** A loaded model, with the name it is chosen by. */
export interface ChosenModel {
  readonly name: string;
  readonly model: Model;
}

/** A class that the chosen model segments. */
export interface ModelClass extends Pick<Segment, "segmentNumber" | "label" | "color"> {
  /** Whether runs keep it. */
  readonly isKept: boolean;
}

/** The list entry for a manifest. */
export function toModelEntry({ manifest, location }: Model): ModelEntry {
  const { name, title, architecture, description } = manifest;
  return { name, title, architecture, modality: modalityOf(manifest), description, url: location };
}

/** The highest segment number of any of the models; 0 without models. */
export function largestSegmentNumber(models: readonly Pick<Model, "manifest">[]): number {
  return Math.max(0, ...models.flatMap(({ manifest }) => manifest.segments.map(({ value }) => value)));
}

/** Models for the same organ that differ only in architecture. */
export interface ModelGroup {
  readonly title: string;
  readonly models: readonly ModelEntry[];
}

/** Groups models by what they segment, in the order of the index: "CT liver (Attention U-Net)" joins "CT liver". */
export function groupModels(models: readonly ModelEntry[]): ModelGroup[] {
  const titles = [...new Set(models.map(organTitle))];
  return titles.map((title) => ({ title, models: models.filter((model) => organTitle(model) === title) }));
}

/** The title without the architecture at its end. */
function organTitle({ title, architecture }: ModelEntry): string {
  const ending = ` (${architecture})`;
  return title.endsWith(ending) ? title.slice(0, -ending.length) : title;
}
