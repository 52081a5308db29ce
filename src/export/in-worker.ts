import type { SourceSeries } from "../dicom/index.ts";
import { type Anonymity, type ReviewRecord, withoutVoxels } from "../dicom-objects/index.ts";
import { workerStopped } from "../errors.ts";
import type { LabelMap16 } from "../volume/index.ts";
import { asset, forWorker, inWorker, startThread } from "../workers/index.ts";
import { type FileFormId, fileForms } from "./file-forms.ts";
import type { FormsWorker } from "./worker.ts";

/**
 * Segments in a form as one file, written in a web worker of its own (browsers only). Voxels in shared memory are not
 * copied; others are copied in pieces, so that the page is not held up, whatever their size. They must not change
 * meanwhile.
 * @param source the series on whose grid the label maps are.
 * @param readme what `README.txt` of an archive says, of a form that has several files.
 * @param creatorName who drew the segments, as a DICOM person name.
 * @param review what was said of the findings.
 * @param anonymous whether it is written without the patient's identity.
 * @param signal ends the worker.
 * @throws AutosegError as the form's `write`, `cancelled`, and `worker-stopped` when the worker dies.
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
