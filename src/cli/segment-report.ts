import { notesOn, type SourceSeries } from "../dicom/index.ts";
import { type Anonymity, toWrittenUid } from "../dicom-objects/index.ts";
import type { RunReport } from "../segmentation/index.ts";

/** The report of `autoseg segment --report`, without anything that identifies a patient. */
export function toSegmentReport(
  report: RunReport,
  {
    source,
    warnings,
    deterministic,
    anonymous,
    ...stagesMs
  }: {
    readonly source: SourceSeries;
    readonly warnings: readonly string[];
    /** Leaves out what differs from run to run: times and memory. */
    readonly deterministic: boolean;
    /** Leaves out the names of the series' volumes, and identifies the series as the object does. */
    readonly anonymous: Anonymity | undefined;
    readonly read: number;
    readonly loadModel: number;
    readonly write: number;
  },
): object {
  const { timingsMs, peakMemoryBytes, provider, earlierProviders, ...same } = report;
  const about = {
    seriesInstanceUID: toWrittenUid(source.seriesInstanceUID, anonymous),
    notes: notesOn(anonymous ? { ...source, otherVolumes: [] } : source),
    warnings,
  };
  if (deterministic) {
    const [last, ...earlier] = [provider, ...earlierProviders].map(
      ({ coldStartMs: _coldStartMs, weightsFromCache: _weightsFromCache, ...one }) => one,
    );
    return { ...same, provider: last, earlierProviders: earlier, ...about };
  }
  const { read, loadModel, write } = stagesMs;
  const total = read + loadModel + timingsMs.total + write;
  return { ...report, ...about, timingsMs: { read, loadModel, ...timingsMs, write, total } };
}
