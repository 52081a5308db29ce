import { parseDataset } from "../dicom/index.ts";
import { type ReadDicomSegOptions, readDicomSeg } from "../dicom-objects/index.ts";
import { isAutosegError } from "../errors.ts";
import type { LabelMap16 } from "../volume/index.ts";
import { otherInstance } from "./wanted-instance.ts";

/** The series on which both lie. */
type CompareOptions = Pick<ReadDicomSegOptions, "source" | "signal">;

/**
 * How a segmentation object differs from another in its segments and voxels, as a clause; undefined if it does not. It must
 * be the same object by its UIDs; encoding does not matter.
 * @throws AutosegError as readDicomSeg for the object that was sent, and `cancelled`.
 */
export async function compareSegmentations(
  sent: Uint8Array,
  returned: Uint8Array,
  options: CompareOptions,
): Promise<string | undefined> {
  const { parts: before } = await readDicomSeg(sent, { ...options, bits: 16 });
  let after: readonly LabelMap16[];
  try {
    const header = (bytes: Uint8Array) => parseDataset(bytes, { headerOnly: true }).dataset;
    const other = otherInstance(header(returned), header(sent));
    if (other !== undefined) return other;
    ({ parts: after } = await readDicomSeg(returned, { ...options, bits: 16 }));
  } catch (error) {
    if (!isAutosegError(error) || isAutosegError(error, "cancelled")) throw error;
    return `it cannot be read (${error.message})`;
  }
  const describe = (parts: readonly LabelMap16[]) => JSON.stringify(parts.map(({ segments }) => segments));
  if (describe(before) !== describe(after)) return "its segments are described differently";
  const lie = (parts: readonly LabelMap16[]) => JSON.stringify(parts.map(({ grid }) => grid));
  if (lie(before) !== lie(after)) return "its segments are at other positions";
  let differing = 0;
  before.forEach(({ voxels }, part) => {
    const other = after[part]!.voxels;
    for (let index = 0; index < voxels.length; index++) if (voxels[index] !== other[index]) differing++;
  });
  return differing === 0 ? undefined : `${differing} voxels differ`;
}
