import { type Model, modalityOf } from "../model/index.ts";
import type { Segment } from "../volume/index.ts";

/** What is shown of a model before it is loaded. */
export interface ModelEntry {
  readonly name: string;
  /** Of a model that outlines what a user points at; left out for one that segments without prompts. */
  readonly kind?: "prompted";
  readonly title: string;
  /** "U-Net", "Attention U-Net": what tells models of the same title apart. */
  readonly architecture: string;
  readonly modality: string;
  readonly description: string;
  /** Address of the model's folder or manifest, where it has one besides its name. */
  readonly url: string;
}

/** A model under the name by which it is chosen. */
export interface ChosenModel {
  readonly name: string;
  readonly model: Model;
}

/** A class that the chosen model finds. */
export interface ModelClass extends Pick<Segment, "segmentNumber" | "label" | "color"> {
  /** Whether runs keep it. */
  readonly isKept: boolean;
}

/** What a manifest says for a list of models. */
export function toModelEntry({ manifest, location }: Model): ModelEntry {
  const { name, title, architecture, description } = manifest;
  return { name, title, architecture, modality: modalityOf(manifest), description, url: location };
}

/** The largest number that one of the models gives a segment; 0 without models. */
export function largestSegmentNumber(models: readonly Pick<Model, "manifest">[]): number {
  return Math.max(0, ...models.flatMap(({ manifest }) => manifest.segments.map(({ value }) => value)));
}

/** Models of one organ, which differ in their architecture only. */
export interface ModelGroup {
  readonly title: string;
  readonly models: readonly ModelEntry[];
}

/** Models by what they look for, in the order of the index; "CT liver (Attention U-Net)" stands with "CT liver". */
export function groupModels(models: readonly ModelEntry[]): ModelGroup[] {
  const titles = [...new Set(models.map(organTitle))];
  return titles.map((title) => ({ title, models: models.filter((model) => organTitle(model) === title) }));
}

/** The title without the architecture that it may end with. */
function organTitle({ title, architecture }: ModelEntry): string {
  const ending = ` (${architecture})`;
  return title.endsWith(ending) ? title.slice(0, -ending.length) : title;
}
