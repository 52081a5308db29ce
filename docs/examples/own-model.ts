/** A model of one's own, by the address of its manifest; docs/manifest.md says what stands in it. */
import { createAutosegExtension } from "cornerstone-autoseg/cornerstone";
import { fetchSampleFiles, renderingEngineId, startApplication, toolGroupId } from "./host.ts";

await startApplication(await fetchSampleFiles());
const autoseg = createAutosegExtension({
  renderingEngineId,
  toolGroupId,
  models: ["models/ct-liver-tumour/", "threshold-tiny/manifest.json"],
});

document.querySelector<HTMLElement>("#segment")!.onclick = async () => {
  await autoseg.selectModel("threshold-tiny");
  const { model, provider } = await autoseg.segment();
  document.querySelector("output")!.textContent = `${model.name} ${model.version} on ${provider.label}`;
};

// For the console.
Object.assign(globalThis, { autoseg });
