/** Segmentation in a stack viewport, as most viewers open a series: the images that are not loaded yet are loaded for it. */
import { createAutosegExtension } from "cornerstone-autoseg/cornerstone";
import { AutosegPanel } from "cornerstone-autoseg/panel";
import { fetchSampleFiles, renderingEngineId, startStackApplication } from "./host.ts";

await startStackApplication(await fetchSampleFiles());

const panel = new AutosegPanel();
// Without a tool group: in all viewports of the engine.
panel.model = createAutosegExtension({ renderingEngineId, models: ["models/ct-liver-tumour/"] });
document.querySelector("aside")!.append(panel);

// For the console.
Object.assign(globalThis, { autoseg: panel.model });
