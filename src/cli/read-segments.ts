import type { SourceSeries } from "../dicom/index.ts";
import {
  findObjectKind,
  type InstanceReference,
  type ReadLabels,
  readDicomSeg,
  readRtStruct,
} from "../dicom-objects/index.ts";
import type { LabelMap16 } from "../volume/index.ts";
import { findVolumeFormat, readVolumeLabels } from "../volume-files/index.ts";
import { createProgressBar } from "./terminal.ts";

/** The segments of a file, and its identification if it is a DICOM-SEG. */
export type ReadSegments = ReadLabels<LabelMap16> & { readonly origin?: InstanceReference };

interface ReadSegmentsOptions {
  readonly source: SourceSeries;
  readonly fileName: string;
  readonly signal: AbortSignal;
}

/**
 * Reads the segments of a DICOM-SEG, an RT Structure Set, or a label map in NIfTI or NRRD on the grid of a series; progress
 * goes to stderr.
 * @throws AutosegError as the readers of these.
 */
export async function readSegments(
  bytes: Uint8Array<ArrayBuffer>,
  options: ReadSegmentsOptions,
): Promise<ReadSegments> {
  const head = new Blob([bytes.subarray(0, 4096)]);
  if (await findVolumeFormat(head)) return readVolumeLabels(bytes, { ...options, bits: 16 });
  if ((await findObjectKind(head)) === "structure-set") return readRtStruct(bytes, { ...options, bits: 16 });
  const progress = createProgressBar();
  return readDicomSeg(bytes, {
    ...options,
    bits: 16,
    onProgress: ({ phase, framesDone, framesTotal }) => progress.show(phase, framesDone, framesTotal),
  }).finally(() => progress.close());
}
