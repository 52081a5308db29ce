/** Worker that writes segments in formats other than DICOM-SEG, since large ones take seconds. */
import * as Comlink from "comlink";
import type { Anonymity, ReviewRecord } from "../dicom-objects/index.ts";
import type { LabelMap16, Volume } from "../volume/index.ts";
import { answer } from "../workers/index.ts";
import { type FileFormId, toOneFile, type WrittenSegments } from "./file-forms.ts";

/** All that is written besides labels and image. */
export interface FormRequest {
  /** Without its voxels. */
  readonly source: WrittenSegments["source"];
  readonly readme: string | undefined;
  readonly creatorName: string | undefined;
  readonly review: ReviewRecord | undefined;
  readonly anonymous: Anonymity | undefined;
}

const formsWorker = {
  write: (
    id: FileFormId,
    labelMaps: readonly LabelMap16[],
    [image]: readonly Volume[],
    { source, readme, creatorName, review, anonymous }: FormRequest,
  ) =>
    answer(() =>
      toOneFile(
        id,
        {
          labelMaps,
          review,
          source: { ...source, volume: image ?? source.volume },
          ...(creatorName !== undefined && { creatorName }),
          ...(anonymous && { anonymous }),
        },
        readme,
      ),
    ),
};

export type FormsWorker = typeof formsWorker;

Comlink.expose(formsWorker);
