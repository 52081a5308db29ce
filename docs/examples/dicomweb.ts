/** Reads a series from a DICOMweb server, segments it, and stores the segmentation there; the server must allow this page (CORS). */
import {
  createWorkerSegmenter,
  isAutosegError,
  loadModel,
  readSeries,
  writeDicomSeg,
} from "cornerstone-autoseg";
import { openDicomWeb, storeSegmentation } from "cornerstone-autoseg/dicomweb";
import { drawSlice } from "./slice-canvas.ts";

const canvas = document.querySelector("canvas")!;
const output = document.querySelector("output")!;
const address = document.querySelector<HTMLInputElement>("#address")!;
const model = await loadModel("models/ct-liver-tumour/");

async function segment(): Promise<void> {
  // Headers first; pixels are fetched frame by frame when they are read.
  const source = await readSeries(await openDicomWeb(address.value));
  await using segmenter = await createWorkerSegmenter(model);
  const { labelMap } = await segmenter.run(source.volume, {
    onSlice: (slice) => drawSlice(canvas, source, slice),
    onProgress: ({ slicesDone, slicesTotal }) => {
      output.textContent = `${slicesDone} of ${slicesTotal} slices`;
    },
  });
  const server = address.value.replace(/\/studies.*$/, "");
  // Read back and compared with what was sent.
  const { url } = await storeSegmentation(server, writeDicomSeg(labelMap, { source }), { source });
  output.textContent = `Stored as ${url}`;
}

document.querySelector("form")!.onsubmit = async (event) => {
  event.preventDefault();
  await segment().catch((error: unknown) => {
    if (!isAutosegError(error)) throw error;
    output.textContent = error.message;
  });
};
