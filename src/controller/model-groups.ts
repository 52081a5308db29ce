import type { ModelEntry } from "./model-entry.ts";

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
