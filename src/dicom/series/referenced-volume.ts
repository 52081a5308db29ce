import type { FoundSeries } from "./file-index.ts";
import { isReferenced, type ReferencedImages } from "./referenced-images.ts";
import { findVolumes } from "./volumes.ts";

/** A volume of a series: which of the volumes in its summary, zero-based. */
export interface VolumeChoice {
  readonly series: FoundSeries;
  readonly volumeIndex: number;
}

/**
 * The volume of which an object names the most images; where it names none of any volume, the first of a series that it
 * names. Undefined where it names nothing that is here.
 */
export function findReferencedVolume(
  series: readonly FoundSeries[],
  referenced: ReferencedImages,
): VolumeChoice | undefined {
  let best: (VolumeChoice & { readonly count: number }) | undefined;
  for (const one of series) {
    const isNamed = one.files.some(({ frames }) =>
      frames.some(({ sopInstanceUID }) => referenced.images.has(sopInstanceUID)),
    );
    if (!isNamed) continue;
    findVolumes(one).forEach(({ frames }, volumeIndex) => {
      const count = frames.filter(({ sopInstanceUID, numberOfFrames, frameIndex }) =>
        isReferenced(
          { sopInstanceUID, ...(numberOfFrames > 1 && { frameNumber: frameIndex + 1 }) },
          referenced,
        ),
      ).length;
      if (count > (best?.count ?? 0)) best = { series: one, volumeIndex, count };
    });
  }
  if (best) return best;
  const named = series.find(({ seriesInstanceUID }) => referenced.series.has(seriesInstanceUID));
  return named && { series: named, volumeIndex: 0 };
}
