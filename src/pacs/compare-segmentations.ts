import type { SourceSeries } from "../dicom/index.ts";
import { openDicomSeg } from "../dicom-seg/index.ts";
import { isAutosegError } from "../errors.ts";
import type { WideLabelMap } from "../volume/index.ts";

/**
 * What sets a segmentation object apart from another by its segments and voxels, as a clause; undefined where nothing
 * does. Neither the objects' UIDs nor how they are written are compared.
 */
export async function compareSegmentations(
  sent: Uint8Array,
  returned: Uint8Array,
  source: SourceSeries,
): Promise<string | undefined> {
  const { labelMaps: before } = await openDicomSeg(sent, { source, wide: true });
  let after: readonly WideLabelMap[];
  try {
    ({ labelMaps: after } = await openDicomSeg(returned, { source, wide: true }));
  } catch (error) {
    if (!isAutosegError(error)) throw error;
    return `it cannot be read (${error.message})`;
  }
  const describe = (labelMaps: readonly WideLabelMap[]) =>
    JSON.stringify(labelMaps.map(({ segments }) => segments));
  if (describe(before) !== describe(after)) return "its segments are described otherwise";
  let differing = 0;
  before.forEach(({ voxels }, layer) => {
    const other = after[layer]!.voxels;
    for (let index = 0; index < voxels.length; index++) if (voxels[index] !== other[index]) differing++;
  });
  return differing === 0 ? undefined : `${differing} voxels differ`;
}
