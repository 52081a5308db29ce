/** Options and results of functions: renaming or removing an option fails here. */
import {
  type BackendOptions,
  createSegmenter,
  type LabelMap,
  loadModel,
  type ReadDicomSegOptions,
  type ReadSegmentation,
  type ReadSeriesOptions,
  type Run,
  type RunOptions,
  type RunResult,
  readDicomSeg,
  readSeries,
  type SourceSeries,
  type WriteDicomSegOptions,
  writeDicomSeg,
} from "cornerstone-autoseg";
import { readSeriesInWorkers } from "cornerstone-autoseg/dicom";
import {
  type LabelMap16,
  readDicomSegExactly,
  readDicomSegInWorker,
  writeDicomSegInParts,
  writeDicomSegInWorker,
} from "cornerstone-autoseg/dicom-seg";
import {
  type DicomWebOptions,
  openDicomWeb,
  type StoreSegmentationOptions,
} from "cornerstone-autoseg/dicomweb";
import { type Equal, type Expect, expectType } from "./expect.ts";

export type Options = [
  Expect<Equal<keyof BackendOptions, "device" | "acceptSoftwareAdapter" | "threads">>,
  Expect<Equal<BackendOptions["device"], "auto" | "webgpu" | "wasm" | undefined>>,
  Expect<
    Equal<
      keyof RunOptions,
      | "firstSlice"
      | "onSlice"
      | "onProgress"
      | "signal"
      | "keep"
      | "classes"
      | "box"
      | "allSlices"
      | "bits"
      | "probabilities"
      | "series"
    >
  >,
  Expect<
    Equal<
      keyof ReadSeriesOptions,
      "onProgress" | "signal" | "seriesInstanceUID" | "volumeIndex" | "referenced" | "reader"
    >
  >,
  Expect<Equal<keyof ReadDicomSegOptions, "source" | "fileName" | "signal" | "onProgress">>,
  Expect<Equal<WriteDicomSegOptions["type"], "BINARY" | "LABELMAP" | undefined>>,
  Expect<Equal<WriteDicomSegOptions["compression"], "deflated" | "rle" | undefined>>,
  Expect<
    Equal<
      keyof WriteDicomSegOptions,
      | "source"
      | "type"
      | "palette"
      | "compression"
      | "contentLabel"
      | "contentDescription"
      | "contentCreatorName"
      | "review"
      | "seriesDescription"
      | "seriesNumber"
      | "instanceNumber"
      | "equipment"
      | "date"
      | "deterministic"
      | "work"
      | "anonymous"
      | "predecessor"
      | "contributors"
    >
  >,
  Expect<Equal<keyof DicomWebOptions, "headers" | "signal" | "patienceMs" | "inTurn">>,
  Expect<Equal<keyof StoreSegmentationOptions, keyof DicomWebOptions | "source" | "onStage" | "asksFirst">>,
];

export async function path(files: readonly File[], signal: AbortSignal): Promise<void> {
  // A browser's files are source files; other sources come from servers.
  const series = await readSeries(files, { signal });
  expectType<SourceSeries>()(series);
  expectType<SourceSeries>()(await readSeriesInWorkers(await openDicomWeb("https://host/dicom-web")));

  await using segmenter = await createSegmenter(await loadModel("models/ct-liver-tumour/"), {
    device: "wasm",
  });
  const run = segmenter.run(series.volume, { signal, probabilities: { segments: "all", entropy: true } });
  expectType<Run>()(run);
  run.prioritise(3);
  run.pause();
  expectType<RunResult>()(await run);
  // @ts-expect-error: an option of the segmenter, not of a run
  segmenter.run(series.volume, { device: "wasm" });
  // @ts-expect-error: no such device
  await createSegmenter(await loadModel("models/ct-liver-tumour/"), { device: "gpu" });

  const { labelMap } = await run;
  const bytes = writeDicomSeg(labelMap, { source: series });
  expectType<Uint8Array<ArrayBuffer>>()(bytes);
  // @ts-expect-error: a segmentation refers to its images
  writeDicomSeg(labelMap, {});
  expectType<Generator<Uint8Array<ArrayBuffer>>>()(writeDicomSegInParts(labelMap, { source: series }));
  const file = await writeDicomSegInWorker([labelMap], { source: series });
  expectType<Blob>()(file);

  expectType<LabelMap>()(readDicomSegExactly(bytes, { source: series }));
  expectType<ReadSegmentation>()(await readDicomSeg(bytes, { source: series }));
  expectType<ReadSegmentation<LabelMap16>>()(await readDicomSeg(bytes, { source: series, bits: 16 }));
  expectType<ReadSegmentation>()(await readDicomSegInWorker(file, { source: series }));
}
