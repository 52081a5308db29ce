/** Runs a model without the panel: progress and buttons are the application's own. */
import { isAutosegError } from "cornerstone-autoseg";
import { createAutosegExtension } from "cornerstone-autoseg/cornerstone";
import { fetchSampleFiles, renderingEngineId, startApplication, toolGroupId } from "./host.ts";

const [segment, cancel, output] = ["#segment", "#cancel", "output"].map(
  (selector) => document.querySelector<HTMLElement>(selector)!,
) as [HTMLElement, HTMLElement, HTMLElement];

await startApplication(await fetchSampleFiles());
const autoseg = createAutosegExtension({
  renderingEngineId,
  toolGroupId,
  models: ["models/ct-liver-tumour/"],
});

autoseg.subscribe(() => {
  const { progress } = autoseg.state.run ?? {};
  if (progress) output.textContent = `${progress.slicesDone} of ${progress.slicesTotal} slices`;
});
segment.onclick = async () => {
  try {
    const { volumesMl } = await autoseg.segment();
    output.textContent = volumesMl.map(({ label, ml }) => `${label}: ${ml.toFixed(1)} ml`).join(", ");
  } catch (error) {
    if (!isAutosegError(error, "cancelled")) throw error;
    output.textContent = "Cancelled: the slices that were done stay.";
  }
};
cancel.onclick = () => autoseg.cancel();

// For the console.
Object.assign(globalThis, { autoseg });
