/** A tool of the application's own: where it is clicked, it fills what is connected, as a step that undo takes back. */
import type { Types } from "@cornerstonejs/core";
import { lpsToIjk } from "cornerstone-autoseg";
import { createAutosegExtension } from "cornerstone-autoseg/cornerstone";
import { searchTerms } from "cornerstone-autoseg/dicom-seg";
import { fetchSampleFiles, renderingEngineId, startApplication, toolGroupId } from "./host.ts";

const engine = await startApplication(await fetchSampleFiles());
const autoseg = createAutosegExtension({ renderingEngineId, toolGroupId, models: [] });
const [term] = searchTerms("liver");
const { segmentNumber } = await autoseg.addSegment({ label: "Liver", term: term! });

for (const viewport of engine.getViewports() as Types.IVolumeViewport[]) {
  viewport.element.addEventListener("click", async ({ offsetX, offsetY }) => {
    // Cornerstone's world is the patient's space (LPS, millimetres).
    const lps = viewport.canvasToWorld([offsetX, offsetY]);
    const [i, j, k] = lpsToIjk(autoseg.series!.volume.grid, lps).map(Math.round) as [number, number, number];
    await autoseg.perform({
      kind: "flood-fill",
      segmentNumber,
      at: [i, j, k],
      tolerance: 40,
    });
  });
}
document.querySelector<HTMLElement>("#undo")!.onclick = () => autoseg.undo();

autoseg.subscribe(() => {
  const { segments, undoName = "nothing" } = autoseg.state;
  const ml = segments.find((segment) => segment.segmentNumber === segmentNumber)?.volumeMl ?? 0;
  document.querySelector("output")!.textContent = `${ml.toFixed(1)} ml, undo takes back ${undoName}`;
});

// For the console.
Object.assign(globalThis, { autoseg });
