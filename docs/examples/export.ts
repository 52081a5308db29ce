/** Takes the segmentation out as a DICOM Segmentation: into a file, or onto a DICOMweb server. */
import { readSeries } from "cornerstone-autoseg";
import { createAutosegExtension } from "cornerstone-autoseg/cornerstone";
import { storeSegmentation } from "cornerstone-autoseg/dicomweb";
import { fetchSampleFiles, renderingEngineId, startApplication, toolGroupId } from "./host.ts";

const files = await fetchSampleFiles();
await startApplication(files);
// The files are at hand, so the export need not rely on what Cornerstone keeps of their headers.
const source = await readSeries(files);
const autoseg = createAutosegExtension({
  renderingEngineId,
  toolGroupId,
  models: ["models/ct-liver-tumour/"],
  source,
});
const output = document.querySelector("output")!;

const actions: Record<string, () => Promise<unknown>> = {
  segment: () => autoseg.segment(),
  async save() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await autoseg.writeDicomSeg({ contentCreatorName: "Doe^Jane" }));
    link.download = "segmentation.dcm";
    link.click();
  },
  async store() {
    const file = await autoseg.writeDicomSeg();
    const bytes = new Uint8Array(await file.arrayBuffer());
    const server = new URL("dicom-web", location.href).href;
    const { url } = await storeSegmentation(server, bytes, { source });
    output.textContent = `Stored as ${url}`;
  },
};
for (const [id, act] of Object.entries(actions)) document.getElementById(id)!.onclick = act;

// For the console.
Object.assign(globalThis, { autoseg });
