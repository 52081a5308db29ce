/** Reads, segments and writes with the library alone: the work is done in workers, and every slice comes as it is ready. */
import { createWorkerSegmenter, loadModel, readSeries, writeDicomSeg } from "cornerstone-autoseg";
import { fetchSampleFiles } from "./host.ts";
import { drawSlice } from "./slice-canvas.ts";

const canvas = document.querySelector("canvas")!;
const output = document.querySelector("output")!;
const source = await readSeries(await fetchSampleFiles());
const model = await loadModel("models/ct-liver-tumour/");

const button = document.querySelector<HTMLButtonElement>("#segment")!;
button.disabled = false;
button.onclick = async () => {
  await using segmenter = await createWorkerSegmenter(model);
  const { labelMap, report } = await segmenter.run(source.volume, {
    onSlice: (slice) => drawSlice(canvas, source, slice),
    onProgress: ({ slicesDone, slicesTotal }) => {
      output.textContent = `${slicesDone} of ${slicesTotal} slices`;
    },
  });
  const file = writeDicomSeg(labelMap, { source });
  const volumes = report.volumesMl.map(({ label, ml }) => `${label} ${ml.toFixed(1)} ml`);
  output.textContent = `${volumes.join(", ")}; a DICOM-SEG of ${Math.round(file.length / 1024)} kB`;
};
