/** Adds segmentation to viewports that are already there: a model list, a run, the segments, a brush, a review, an export. */
import { createAutosegExtension } from "cornerstone-autoseg/cornerstone";
import { AutosegPanel } from "cornerstone-autoseg/panel";
import { fetchSampleFiles, renderingEngineId, startApplication, toolGroupId } from "./host.ts";

await startApplication(await fetchSampleFiles());

const panel = new AutosegPanel();
panel.model = createAutosegExtension({
  renderingEngineId,
  toolGroupId,
  models: ["models/ct-liver-tumour/"],
});
document.querySelector("aside")!.append(panel);

// For the console.
Object.assign(globalThis, { autoseg: panel.model });
