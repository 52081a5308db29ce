/** Goes from finding to finding of a run, and accepts or rejects each; what is rejected is not exported as what it was found to be. */
import { createAutosegExtension } from "cornerstone-autoseg/cornerstone";
import { fetchSampleFiles, renderingEngineId, startApplication, toolGroupId } from "./host.ts";

await startApplication(await fetchSampleFiles());
const autoseg = createAutosegExtension({
  renderingEngineId,
  toolGroupId,
  models: ["models/ct-liver-tumour/"],
});

const actions: Record<string, () => unknown> = {
  async segment() {
    await autoseg.segment();
    autoseg.review.sort({ by: "volumeMl", descending: true });
  },
  // Moves the viewports to it.
  next: () => autoseg.review.next(),
  accept: () => autoseg.review.decide("accepted"),
  reject: () => autoseg.review.decide("rejected"),
};
for (const [id, act] of Object.entries(actions)) document.getElementById(id)!.onclick = act;

autoseg.subscribe(() => {
  const { activeItem } = autoseg.state;
  const rows = autoseg.review.items.map(({ id, name, state, volumeMl, diameterMm }) => {
    const row = document.createElement("li");
    const size = diameterMm === undefined ? "" : `, ${diameterMm.toFixed(0)} mm`;
    row.textContent = `${name}: ${volumeMl.toFixed(1)} ml${size} (${state})`;
    if (id === activeItem) row.setAttribute("aria-current", "true");
    return row;
  });
  document.querySelector("ol")!.replaceChildren(...rows);
});

// For the console.
Object.assign(globalThis, { autoseg });
