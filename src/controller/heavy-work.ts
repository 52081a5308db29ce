import { readDicomSegInWorker, writeDicomSegInWorker } from "../dicom-objects/index.ts";
import { writeFormInWorker } from "../export/index.ts";
import { compareInWorker } from "../metrics/index.ts";
import { createWorkerSegmenter } from "../segmentation/index.ts";

/** What takes long, each in a web worker of its own; where there are no workers, others can stand in for them. */
export interface HeavyWork {
  readonly createSegmenter: typeof createWorkerSegmenter;
  readonly compare: typeof compareInWorker;
  readonly readDicomSeg: typeof readDicomSegInWorker;
  readonly writeDicomSeg: typeof writeDicomSegInWorker;
  readonly writeForm: typeof writeFormInWorker;
}

export const workInWorkers: HeavyWork = {
  createSegmenter: createWorkerSegmenter,
  compare: compareInWorker,
  readDicomSeg: readDicomSegInWorker,
  writeDicomSeg: writeDicomSegInWorker,
  writeForm: writeFormInWorker,
};
