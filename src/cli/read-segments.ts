import type { SourceSeries } from "../dicom/index.ts";
import {
  findObjectKind,
  type InstanceReference,
  type ReadLabels,
  readDicomSeg,
  readRtStruct,
} from "../dicom-objects/index.ts";
import type { LabelMap16 } from "../volume/index.ts";
import { createProgressBar } from "./terminal.ts";

/** Segments of a file, and the DICOM-SEG that holds them, if it is one. */
export type ReadSegments = ReadLabels<LabelMap16> & { readonly origin?: InstanceReference };

interface ReadSegmentsOptions {
  readonly source: SourceSeries;
  readonly fileName: string;
  readonly signal: AbortSignal;
}

/**
 * The segments of a DICOM-SEG or an RT Structure Set on the grid of a series; progress goes to stderr.
 * @throws AutosegError as the readers of these.
 */
export async function readSegments(
  bytes: Uint8Array<ArrayBuffer>,
  options: ReadSegmentsOptions,
): Promise<ReadSegments> {
  if ((await findObjectKind(new Blob([bytes.subarray(0, 1024)]))) === "structure-set")
    return readRtStruct(bytes, { ...options, bits: 16 });
  const progress = createProgressBar();
  return readDicomSeg(bytes, {
    ...options,
    bits: 16,
    onProgress: ({ phase, framesDone, framesTotal }) => progress.show(phase, framesDone, framesTotal),
  }).finally(() => progress.close());
}
