import type { Dataset, SourceInstance, SourceSeries } from "../../dicom/index.ts";
import type { InstanceReference } from "./derived-options.ts";
import { deriveUid } from "./uid.ts";

/** The SOP Instance Reference of a source image (PS3.3 table 10-11). */
export function toInstanceReference({
  sopClassUID,
  sopInstanceUID,
}: Pick<SourceInstance, "sopClassUID" | "sopInstanceUID">): Dataset {
  return { ReferencedSOPClassUID: [sopClassUID], ReferencedSOPInstanceUID: [sopInstanceUID] };
}

/** The Image SOP Instance Reference (PS3.3 table 10-3), to one frame of a multi-frame instance. */
export function toImageReference(instance: SourceInstance): Dataset {
  return {
    ...toInstanceReference(instance),
    ...(instance.frameNumber !== undefined && { ReferencedFrameNumber: [instance.frameNumber] }),
  };
}

/** Whether an image can be referenced: one stripped of its UIDs cannot; objects made from it match by position only. */
export function isReferable({ sopClassUID, sopInstanceUID }: SourceInstance): boolean {
  return sopClassUID !== "" && sopInstanceUID !== "";
}

/** The images of a series that can be referenced, each instance once. */
function referableInstances({ instances }: SourceSeries): SourceInstance[] {
  return [
    ...new Map(instances.filter(isReferable).map((instance) => [instance.sopInstanceUID, instance])).values(),
  ];
}

/** Images of one series that an object references. */
interface ReferencedSeries {
  readonly seriesInstanceUID: string;
  readonly instances: readonly SourceInstance[];
}

/** The images that can be referenced, by their series: several if single-slice series were joined. */
export function referableSeries(source: SourceSeries): ReferencedSeries[] {
  const bySeries = new Map<string, SourceInstance[]>();
  for (const instance of referableInstances(source)) {
    const seriesInstanceUID = instance.seriesInstanceUID ?? sourceSeriesUID(source);
    const own = bySeries.get(seriesInstanceUID);
    if (own) own.push(instance);
    else bySeries.set(seriesInstanceUID, [instance]);
  }
  return [...bySeries].map(([seriesInstanceUID, instances]) => ({ seriesInstanceUID, instances }));
}

/** The UID of the source series; if the images were stripped of it, a derived one that is the same for every object. */
export function sourceSeriesUID({ seriesInstanceUID, frameOfReferenceUID }: SourceSeries): string {
  return seriesInstanceUID || deriveUid("SeriesInstanceUID", frameOfReferenceUID);
}

/**
 * References the series that was segmented, with every instance, and the series of the object that this one replaces (PS3.3
 * C.12.2); empty if none can be referenced.
 */
export function referencedSeries(source: SourceSeries, predecessor: InstanceReference | undefined): Dataset {
  const series = [
    ...referableSeries(source).map(({ seriesInstanceUID, instances }) =>
      toSeriesItem(seriesInstanceUID, instances),
    ),
    ...(predecessor ? [toSeriesItem(predecessor.seriesInstanceUID, [predecessor])] : []),
  ];
  return series.length === 0 ? {} : { ReferencedSeriesSequence: series };
}

function toSeriesItem(
  seriesInstanceUID: string,
  instances: readonly Pick<InstanceReference, "sopClassUID" | "sopInstanceUID">[],
): Dataset {
  return {
    SeriesInstanceUID: [seriesInstanceUID],
    ReferencedInstanceSequence: instances.map(toInstanceReference),
  };
}
