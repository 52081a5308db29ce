import type { SourceSeries } from "../../dicom/index.ts";

/** The series without its image: what is derived from it needs its header and geometry alone, unless it measures. */
export function withoutVoxels(source: SourceSeries): SourceSeries {
  return { ...source, volume: { ...source.volume, voxels: new Int16Array(0) } };
}
