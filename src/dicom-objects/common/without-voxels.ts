import type { SourceSeries } from "../../dicom/index.ts";

/** The series without its image: objects derived from it need only its header and geometry, unless they measure. */
export function withoutVoxels(source: SourceSeries): SourceSeries {
  return { ...source, volume: { ...source.volume, voxels: new Int16Array(0) } };
}
