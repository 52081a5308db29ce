import type { SourceSeries } from "../dicom/index.ts";
import { type Anonymity, type ReviewRecord, withoutVoxels } from "../dicom-objects/index.ts";
import { workerStopped } from "../errors.ts";
import type { LabelMap16 } from "../volume/index.ts";
import { asset, forWorker, inWorker, startThread } from "../workers/index.ts";
import { type FileFormId, fileForms } from "./file-forms.ts";
import type { FormsWorker } from "./worker.ts";

/**
 * Writes segments as one file in a web worker (browsers only). Voxels in shared memory are not copied; others are copied in
 * pieces, so that the page is not blocked. They must not change meanwhile.
 * @param source the series on whose grid the label maps are.
 * @param readme content of `README.txt` in an archive, for a format with several files.
 * @param creatorName who drew the segments, as a DICOM person name.
 * @param review the review of the findings.
 * @param anonymous set to leave out the patient's identity.
 * @param signal ends the worker.
 * @throws AutosegError as the format's `write`; `cancelled`; `worker-stopped` if the worker dies.
 */
export async function writeFormInWorker(
  id: FileFormId,
  labelMaps: readonly LabelMap16[],
  {
    source,
    readme,
    creatorName,
    review,
    anonymous,
    signal,
  }: {
    source: SourceSeries;
    readme?: string;
    creatorName?: string;
    review?: ReviewRecord | undefined;
    anonymous?: Anonymity;
    signal?: AbortSignal;
  },
): Promise<Blob> {
  return inWorker(start, signal, async (thread) => {
    const labels = await forWorker(labelMaps, signal);
    const image = await forWorker(fileForms[id].isMeasured ? [source.volume] : [], signal);
    return thread.ask((remote) =>
      remote.write(id, labels, image, {
        source: withoutVoxels(source),
        readme,
        creatorName,
        review,
        anonymous,
      }),
    );
  });
}

const script = asset("workers/forms.js", () => new URL("./worker.ts", import.meta.url));

function start() {
  return startThread<FormsWorker>(script, (found) => workerStopped("write", found));
}
