import { createBackend, createReferenceInput, type Device } from "../inference/index.ts";
import { type Model, toGraphs } from "../model/index.ts";
import type { RunNeeds } from "../segmentation/index.ts";

/** How long a run's networks take on a provider. */
export interface MeasuredRun {
  readonly providerLabel: string;
  readonly seconds: number;
}

/**
 * Starts a model and measures one run of every graph, after a first run to warm up.
 * @throws AutosegError as `createSegmenter`.
 */
export async function measureUnits(
  model: Model,
  { unitsOf }: Pick<RunNeeds, "unitsOf">,
  device: Device,
): Promise<MeasuredRun> {
  await using backend = await createBackend(model, { device });
  let ms = 0;
  for (const graph of toGraphs(model.manifest)) {
    const request = { graph: graph.name, units: [createReferenceInput(graph)] };
    await backend.run(request);
    ms += (unitsOf.get(graph.name) ?? 0) * (await backend.run(request)).computeMs;
  }
  return { providerLabel: backend.provider.label, seconds: ms / 1000 };
}

/**
 * Such as "ct-liver-tumour 1.0.0: 75 slices, 75 runs of its networks, about 12 s on CPU, about 180 MB besides the images.
 * Nothing was run."
 */
export function describeNeeds(
  { manifest: { name, version } }: Model,
  { slices, units, isAtMost, memoryBytes }: RunNeeds,
  { providerLabel, seconds }: MeasuredRun,
): string {
  const time = seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
  const runs = `${isAtMost ? "at most " : ""}${units} runs of its networks`;
  const memory = `about ${Math.ceil(memoryBytes / 1e6)} MB besides the images`;
  return `${name} ${version}: ${slices} slices, ${runs}, about ${time} on ${providerLabel}, ${memory}. Nothing was segmented.`;
}
