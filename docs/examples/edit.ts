/** Edits by code, each of them one step that undo takes back; the brush is there for the mouse. */
import { createAutosegExtension } from "cornerstone-autoseg/cornerstone";
import { fetchSampleFiles, renderingEngineId, startApplication, toolGroupId } from "./host.ts";

await startApplication(await fetchSampleFiles());
const autoseg = createAutosegExtension({
  renderingEngineId,
  toolGroupId,
  models: ["models/ct-liver-tumour/"],
});
const liver = 1;

const actions: Record<string, () => unknown> = {
  async brush() {
    await autoseg.selectTool("brush");
    autoseg.selectSegment(liver);
    autoseg.configureTools({ brushDiameterMm: 20 });
  },
  "put-down": () => autoseg.selectTool(undefined),
  grow: () => autoseg.perform({ kind: "margin", segmentNumber: liver, marginMm: 3 }),
  clear: () => autoseg.perform({ kind: "relabel", from: [liver], to: 0 }),
  undo: () => autoseg.undo(),
  redo: () => autoseg.redo(),
};
for (const [id, act] of Object.entries(actions)) document.getElementById(id)!.onclick = act;

autoseg.subscribe(() => {
  const { segments, undoName = "nothing" } = autoseg.state;
  const ml = segments.find(({ segmentNumber }) => segmentNumber === liver)?.volumeMl ?? 0;
  document.querySelector("output")!.textContent = `${ml.toFixed(3)} ml, undo takes back ${undoName}`;
});

// For the console.
Object.assign(globalThis, { autoseg });
