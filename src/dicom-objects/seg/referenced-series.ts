import type { Dataset, SourceSeries } from "../../dicom/index.ts";
import type { InstanceReference } from "../common/derived-options.ts";
import { referableSeries, toInstanceReference } from "../common/references.ts";

/**
 * The series that was segmented, with every instance of it, and the series of the object that this one replaces (PS3.3
 * C.12.2); nothing where none can be referred to.
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
