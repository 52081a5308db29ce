import type { WideLabelMap } from "../../volume/index.ts";
import { checkHeader, describeFinding } from "./check/check-dicom-seg.ts";
import { notWritable } from "./seg-object.ts";
import { planDicomSeg, type WriteDicomSegOptions } from "./write-dicom-seg.ts";

export interface ExportProgress {
  /** Of the pixels, before any compression. */
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

/**
 * A DICOM Segmentation object that the checker has nothing against, in parts that make the file one after the other: how
 * objects are handed out. The pixels are made from labels that were checked before; the header is read and checked.
 * @throws AutosegError as writeDicomSeg, and `segmentation-not-writable` for an object that breaks a rule of the standard.
 */
export function* exportDicomSeg(
  labelMap: WideLabelMap | readonly WideLabelMap[],
  options: WriteDicomSegOptions & { readonly onProgress?: (progress: ExportProgress) => void },
): Generator<Uint8Array<ArrayBuffer>> {
  const { onProgress, ...rest } = options;
  const planned = planDicomSeg(labelMap, rest);
  const [broken] = checkHeader(planned.header(), { source: planned.source }).filter(
    ({ severity }) => severity === "error",
  );
  if (broken)
    throw notWritable(
      `The segmentation would break the standard and was not written (${describeFinding(broken)}). Change its description.`,
    );
  const bytesTotal = planned.pixelBytes;
  let bytesDone = 0;
  for (const part of planned.parts()) {
    yield part;
    // Compressed parts say little about how far it is; the last one says that it is done.
    bytesDone = Math.min(bytesTotal, bytesDone + part.length);
    onProgress?.({ bytesDone, bytesTotal });
  }
  onProgress?.({ bytesDone: bytesTotal, bytesTotal });
}
